"""Pairing: the couple's key travels under a code that only the two ever see.

    offer    a new `us` in the inviter's keyring; its keys under the code and a dated secret
    look     what an invitation says, before anybody has decided
    accept   the keys into the other's keyring; then the dated secret goes, and the code with it
    match    each says that the four words are the same; after both, the `us` is open
    drop     either ends it before that; a stale entry is dropped the same way

Nothing reaches the other until both have said that the words match.
"""

from dataclasses import dataclass
from functools import partial
from secrets import choice
from time import time
from typing import TYPE_CHECKING, Literal

import msgspec
from django.db import transaction

from nearer.vault import closing, secrets, tombstones
from nearer.vault.errors import AlreadyTwo, InvitationEnded, SpaceEnded
from nearer.vault.keys import (
    Keyring,
    Partner,
    SpaceKeys,
    code_id,
    fresh_code,
    fresh_space,
    open_by_code,
    seal_by_code,
)
from nearer.vault.models import ID, InvitationRow, Person, SpaceRow, SpokenRow
from nearer.vault.seal import CannotOpen, bind, derive, seal, unseal

if TYPE_CHECKING:
    from nearer.vault.visit import Space, Visit

LASTS = 7 * 24 * 3600
# Once both have matched, the row only waits until each keyring has noted it, however long.
NEVER = 2**62
ANSWER_BYTES = 1024
NOTE_LETTERS = 500


class _Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keys: SpaceKeys
    inviter: Partner
    note: str


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an invitation holds once it is accepted; sealed under the `us` itself."""

    invitee: Partner
    matched: frozenset[bytes] = frozenset()
    opened: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class Look:
    """What an invitation says to whoever holds its code."""

    inviter: Partner
    note: str
    side: Literal["a", "b"]


def offer(visit: "Visit", *, note: str = "") -> str:
    """Make an invitation and return its code. Asked again, it returns the same one."""
    from nearer.vault.write import locked, save_keyring  # noqa: PLC0415  write reads visits

    with locked(visit) as keyring:
        mine = _shared(keyring)
        if mine is not None:
            if mine[1].state != "offered":
                raise AlreadyTwo
            return mine[1].code
        space, fresh = fresh_space("us")
        code, me = fresh_code(), _as_partner(keyring)
        keys = msgspec.structs.replace(fresh, state="offered", side=choice("ab"), code=code)
        keys = msgspec.structs.replace(keys, note=note[:NOTE_LETTERS])
        guard = space + secrets.tag("invitation", visit.person)[:ID]
        name, secret = secrets.begin("invitation", guard, lasts=LASTS)
        text = msgspec.json.encode(_Offer(_for_invitee(fresh, keys), me, keys.note))
        SpaceRow.objects.create(id=space)
        InvitationRow.objects.create(
            id=code_id(code, "invitation"),
            space=space,
            secret=name,
            expires=int(time()) + LASTS,
            blob=seal_by_code(code, "invitation", text, about=space, salt=secret),
        )
        secrets.settle_on_commit(name)
        save_keyring(visit, _with(keyring, space, keys))
        return code


def look(code: str) -> Look:
    """Return what an invitation says, or raise InvitationEnded."""
    _, found = _find(code)
    return Look(inviter=found.inviter, note=found.note, side=_other_side(found.keys.side))


def accept(visit: "Visit", code: str) -> None:
    """Take up an invitation: its keys come into this person's keyring, and the code dies.

    Raises InvitationEnded, also for one's own; AlreadyTwo for whoever has an `us`.
    """
    from nearer.vault.write import locked, save_keyring  # noqa: PLC0415

    row = InvitationRow.objects.filter(id=code_id(code, "invitation")).first()
    space = b"" if row is None else bytes(row.space)
    try:
        with locked(visit, *filter(None, [space])) as keyring:
            mine = _shared(keyring)
            if mine is not None and mine[1].code == code and mine[1].state == "comparing":
                return  # a second tap, or a second tab
            row, found = _find(code)
            if found.inviter.person == visit.person:
                raise InvitationEnded
            if mine is not None:
                raise AlreadyTwo
            keys = msgspec.structs.replace(found.keys, partner=found.inviter, code=code)
            answer = Answer(invitee=_as_partner(keyring))
            _write_answer(row, space, keys, answer, expires=int(time()) + LASTS)
            for name in (bytes(row.secret), *_end_spoken(space)):
                transaction.on_commit(partial(secrets.erase, name))
            save_keyring(visit, _with(keyring, space, keys))
    except SpaceEnded:
        raise InvitationEnded from None


def stands(space: "Space") -> bool:
    """Return whether an invitation can still be taken up, or was and is being compared."""
    row = _row(space.id)
    if row is None:
        return False
    if row.answer is not None:
        other = space.keys.partner
        is_there = other is None or Person.objects.filter(id=other.person).exists()
        return is_there and _read_answer(row, space.id, space.keys) is not None
    return secrets.dated(bytes(row.secret)) is not None


def answer_of(space: "Space") -> Answer | None:
    """Return what the invitee answered, or None: not yet, or ended."""
    row = _row(space.id)
    return None if row is None else _read_answer(row, space.id, space.keys)


def words_seed(code: str, one: bytes, other: bytes) -> bytes:
    """Return 16 bytes, the same for both, from which each phone shows the same four words."""
    first, second = sorted((one, other))
    return derive(code.encode(), "compare", first, second, length=16)


def match(visit: "Visit") -> None:
    """Say that the four words are the same. The second of the two opens the `us`."""
    from nearer.vault import envelopes  # noqa: PLC0415
    from nearer.vault.write import locked, save_keyring  # noqa: PLC0415

    space = visit.shared
    if space is None:
        raise InvitationEnded
    try:
        with locked(visit, space.id) as keyring:
            row, answer, keys = _row(space.id), None, keyring.spaces.get(space.id.hex())
            if keys is not None and keys.state == "open":
                return
            if row is not None and keys is not None:
                answer = _read_answer(row, space.id, keys)
            if row is None or keys is None or answer is None:
                raise InvitationEnded
            partner = keys.partner or answer.invitee
            matched = answer.matched | {visit.person}
            both = {visit.person, partner.person}
            opens = matched == both and answer.matched != both
            if opens:
                envelopes.make(space.id, (min(both), max(both)))
                closing.write(space.id, keys, None)
            answer = msgspec.structs.replace(answer, matched=matched)
            expires = NEVER if matched == both else row.expires
            _write_answer(row, space.id, keys, answer, expires=expires)
            keys = msgspec.structs.replace(keys, state="comparing", partner=partner, matched=True)
            save_keyring(visit, _with(keyring, space.id, keys))
    except SpaceEnded:
        raise InvitationEnded from None
    finish(visit)


def finish(visit: "Visit") -> None:
    """Note in this person's keyring that the `us` is open; the last of the two tidies the row."""
    from nearer.vault.write import locked, save_keyring  # noqa: PLC0415

    space = visit.us
    if space is None or space.keys.state == "open":
        return
    with locked(visit, space.id) as keyring:
        row, keys = _row(space.id), keyring.spaces[space.id.hex()]
        answer = None if row is None else _read_answer(row, space.id, keys)
        if row is None or answer is None:
            return
        opened = answer.opened | {visit.person}
        if opened == answer.matched:
            row.delete()
        else:
            answer = msgspec.structs.replace(answer, opened=opened)
            _write_answer(row, space.id, keys, answer, expires=row.expires)
        keys = msgspec.structs.replace(keys, state="open", code="", note="")
        save_keyring(visit, _with(keyring, space.id, keys))


def drop(visit: "Visit") -> None:
    """End an invitation or a comparison that is not open yet, or let a stale one go.

    The secret goes first, then the rows, then the key. Does nothing to an open `us`.
    """
    from nearer.vault.write import locked, save_keyring  # noqa: PLC0415

    space = visit.shared
    if space is None or space.keys.state == "open" or visit.us is not None:
        return
    _erase_secrets(space.id)
    try:
        with locked(visit, space.id) as keyring:
            keys = keyring.spaces.get(space.id.hex())
            if keys is None or keys.state == "open":
                return
            if keys.matched and both_match(space.id, keys):
                return
            end_space(space.id)
            save_keyring(visit, _without(keyring, space.id))
    except SpaceEnded:  # the other was first, or it had expired
        with locked(visit) as keyring:
            save_keyring(visit, _without(keyring, space.id))


def end_space(space: bytes) -> None:
    """Bury a space that was never open, with its invitation. Only inside a transaction."""
    InvitationRow.objects.filter(space=space).delete()
    _end_spoken(space)
    SpaceRow.objects.filter(id=space).delete()
    tombstones.bury(space)
    secrets.checkpoint_after("default")


def _end_spoken(space: bytes) -> list[bytes]:
    """Delete the spoken way's row. Return the names of the secrets that go after it."""
    rows = SpokenRow.objects.filter(space=space)
    names = [bytes(name) for name in rows.values_list("secret", flat=True)]
    rows.delete()
    return names


def _erase_secrets(space: bytes) -> None:
    for table in (InvitationRow, SpokenRow):
        for name in table.objects.filter(space=space).values_list("secret", flat=True):
            secrets.erase(bytes(name))


def both_match(space: bytes, keys: SpaceKeys) -> bool:
    """Return whether both have said that the four words are the same."""
    row = _row(space)
    answer = None if row is None else _read_answer(row, space, keys)
    return answer is not None and len(answer.matched) == 2


def _find(code: str) -> tuple[InvitationRow, _Offer]:
    row = InvitationRow.objects.filter(
        id=code_id(code, "invitation"), expires__gt=int(time()), answer=None
    ).first()
    secret = None if row is None else secrets.dated(bytes(row.secret))
    if row is None or secret is None:
        raise InvitationEnded
    try:
        text = open_by_code(
            code, "invitation", bytes(row.blob), about=bytes(row.space), salt=secret
        )
    except CannotOpen:
        raise InvitationEnded from None
    found = msgspec.json.decode(text, type=_Offer)
    # Whoever was deleted asks nobody any more, also where no key was at hand to take it back.
    if not Person.objects.filter(id=found.inviter.person).exists():
        raise InvitationEnded
    return row, found


def _row(space: bytes) -> InvitationRow | None:
    return InvitationRow.objects.filter(space=space, expires__gt=int(time())).first()


def _write_answer(
    row: InvitationRow, space: bytes, keys: SpaceKeys, answer: Answer, *, expires: int
) -> None:
    text = msgspec.json.encode(answer)
    size = ANSWER_BYTES if len(text) < ANSWER_BYTES else 0
    row.answer = seal(keys.epochs[1], text, bind("answer", space), epoch=1, size=size)
    row.expires = expires
    row.save()


def _read_answer(row: InvitationRow, space: bytes, keys: SpaceKeys) -> Answer | None:
    if row.answer is None:
        return None
    try:
        text = unseal(keys.epochs[1], bytes(row.answer), bind("answer", space))
    except CannotOpen:
        return None
    return msgspec.json.decode(text, type=Answer)


def _for_invitee(fresh: SpaceKeys, inviters: SpaceKeys) -> SpaceKeys:
    return msgspec.structs.replace(fresh, state="comparing", side=_other_side(inviters.side))


def _other_side(side: str) -> Literal["a", "b"]:
    return "b" if side == "a" else "a"


def _as_partner(keyring: Keyring) -> Partner:
    chosen = keyring.settings
    return Partner(person=keyring.person, called=chosen.called, pronouns=chosen.pronouns)


def _shared(keyring: Keyring) -> tuple[str, SpaceKeys] | None:
    return next(((id, k) for id, k in keyring.spaces.items() if k.kind == "us"), None)


def _with(keyring: Keyring, space: bytes, keys: SpaceKeys) -> Keyring:
    return msgspec.structs.replace(keyring, spaces={**keyring.spaces, space.hex(): keys})


def _without(keyring: Keyring, space: bytes) -> Keyring:
    left = {id: keys for id, keys in keyring.spaces.items() if id != space.hex()}
    return msgspec.structs.replace(keyring, spaces=left)
