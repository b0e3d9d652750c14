"""Two-sided answers that open together or not at all.

Inside: the answer, sealed under the couple's key as the record that it will be. Around it: a layer
under the reveal key and a dated secret, always of one size, that says whether there is an answer
and whether its writer is ready. Every answer, withdrawal or "ready" seals both sides anew under a
new secret, so that neither rows nor an old copy tell who did what, and what was taken back stays
taken back.
"""

import secrets as random
from collections.abc import Callable
from dataclasses import dataclass, replace
from struct import Struct

import msgspec

from nearer.vault import closing, one_row, restored, secrets
from nearer.vault import record as records
from nearer.vault.errors import SpaceEnded, TooLongForEnvelope
from nearer.vault.keys import Keyring, record_id
from nearer.vault.models import EnvelopeRow
from nearer.vault.record import MARK_BYTES, Place, Record
from nearer.vault.seal import OVERHEAD, CannotOpen, bind, derive, seal, unseal
from nearer.vault.visit import Space, Visit
from nearer.vault.write import (
    CARD,
    first_bucket,
    insert,
    locked,
    next_place,
    opened_own,
    says_the_same,
)

INNER_BYTES = 2048
OUTER_BYTES = 4096
QUESTIONS = ("signs",)

_SECRET_LASTS = 400 * 24 * 3600
_LAYER = Struct(f">B16s12sI{OVERHEAD + INNER_BYTES}s")
_ANSWERED, _READY = 1, 2


@dataclass(frozen=True)
class Mine:
    """What a person may know of an envelope: their own side, never the other's."""

    answered: bool = False
    ready: bool = False


@dataclass(frozen=True)
class _Side:
    record: bytes = bytes(16)
    bucket: bytes = bytes(12)
    revision: int = 0
    inner: bytes = b""
    answered: bool = False
    ready: bool = False


_EMPTY = _Side()
_Change = Callable[[_Side, Space, Keyring], _Side]


def make(space: bytes, persons: tuple[bytes, bytes]) -> None:
    """Make both sides of every question, unanswered. Only inside the locks that open an `us`."""
    for question in QUESTIONS:
        _write(space, question, dict.fromkeys(persons, _EMPTY), generation=1, rows={})


def mine(visit: Visit, question: str) -> Mine:
    """Return the person's own side. It costs and answers the same whatever the other did."""
    if visit.us is None:
        return Mine()
    side = _EMPTY
    # A re-seal between the two looks erases the secret that the rows named: look once more.
    for _ in range(2):
        rows = _rows(visit.us.id, question)
        secret = _secret(rows) if rows else None
        if secret is not None:
            side = _open(visit.us.id, question, rows, secret).get(visit.person, _EMPTY)
            break
    return Mine(answered=side.answered, ready=side.ready)


def put_in(visit: Visit, question: str, record: Record) -> None:
    """Seal this person's answer into their side; an earlier one that still waits is replaced.

    Raises TooLongForEnvelope, SpaceEnded, KeyringMoved, NotLookedOver. What was opened already
    stays opened: the same answer once more changes nothing.
    """
    if len(records.encode(record)) + MARK_BYTES >= INNER_BYTES:
        raise TooLongForEnvelope

    def answered(side: _Side, space: Space, keyring: Keyring) -> _Side:
        id = record_id(keyring, space.id, records.tag_of(type(record)), CARD)
        last = one_row.newest(id)
        waiting = _waiting(side, visit, space, keyring)
        opened = opened_own(last, space, keyring) if last else None
        said = waiting if side.answered else opened
        if said is not None and says_the_same(said, record):
            return side
        first = Place(space.id, id, visit.person, 1, first_bucket(space, record))
        place = next_place(visit, space, last) if last else first
        return _sealed(records.encode(record), place, space, keyring)

    _refuse_if_held(visit, record)
    _change(visit, question, answered)


def take_back(visit: Visit, question: str) -> None:
    """Empty this person's side, without a trace. What is open already cannot be taken back so."""
    _change(visit, question, lambda side, space, keyring: _EMPTY)


def set_ready(visit: Visit, question: str) -> None:
    """Say that this person is ready. When both are, both answers become records, or neither."""
    _refuse_if_held(visit)
    _change(visit, question, lambda side, space, keyring: replace(side, ready=side.answered))


def set_not_ready(visit: Visit, question: str) -> None:
    """Take back that this person is ready; the answer stays sealed."""
    _change(visit, question, lambda side, space, keyring: replace(side, ready=False))


def replace_opened(visit: Visit, question: str, record: Record) -> None:
    """Write the next revision of an opened answer (its removal), keeping a waiting one in step.

    A waiting answer is sealed for the revision that will be its own, so it moves up by one.
    """

    def moved(side: _Side, space: Space, keyring: Keyring) -> _Side:
        id = record_id(keyring, space.id, records.tag_of(type(record)), CARD)
        last = one_row.newest(id)
        opened = opened_own(last, space, keyring) if last else None
        if last is None or (opened is not None and says_the_same(opened, record)):
            return side
        place = next_place(visit, space, last)
        text = records.encode(record)
        insert(place, records.seal_text(text, place, space.keys, keyring.author_key))
        waiting = _waiting(side, visit, space, keyring)
        if waiting is None:
            return side
        after = place._replace(revision=place.revision + 1)
        again = _sealed(records.encode(waiting), after, space, keyring)
        return replace(again, ready=side.ready)

    _refuse_if_held(visit, record)
    _change(visit, question, moved)


def empty(visit: Visit, keyring: Keyring, space: Space) -> None:
    """Empty this person's side of every question. Only inside the locks of an act that leaves."""
    for question in _asked(space):
        _reseal(visit, question, space, keyring, lambda side, space, keyring: _EMPTY)


def mark_anew(visit: Visit, keyring: Keyring, space: Space, author_key: bytes) -> None:
    """Mark a waiting answer with a new author key. Only inside the locks of a passphrase change."""

    def marked(side: _Side, space: Space, keyring: Keyring) -> _Side:
        waiting = _waiting(side, visit, space, keyring)
        if waiting is None:
            return side
        place = Place(space.id, side.record, visit.person, side.revision, side.bucket)
        anew = msgspec.structs.replace(keyring, author_key=author_key)
        return replace(_sealed(records.encode(waiting), place, space, anew), ready=side.ready)

    for question in _asked(space):
        _reseal(visit, question, space, keyring, marked)


def _refuse_if_held(visit: Visit, record: Record | None = None) -> None:
    if visit.us is not None:
        restored.check(visit, visit.us, record)


def _change(visit: Visit, question: str, change: _Change) -> None:
    if visit.us is None:
        raise SpaceEnded
    with locked(visit, visit.us.id) as keyring:
        keys = keyring.spaces.get(visit.us.id.hex())
        if keys is None:
            raise SpaceEnded
        closing.check(visit.us.id, keys, visit.now)
        _reseal(visit, question, Space(visit.us.id, keys), keyring, change)


def _reseal(visit: Visit, question: str, space: Space, keyring: Keyring, change: _Change) -> None:
    rows = _rows(space.id, question)
    if visit.person not in rows or len(rows) != 2:
        raise SpaceEnded
    secret = _secret(rows)
    sides = dict.fromkeys(rows, _EMPTY)
    if secret is not None:
        sides |= _open(space.id, question, rows, secret)
    sides[visit.person] = change(sides[visit.person], space, keyring)
    if all(side.answered and side.ready for side in sides.values()):
        _reveal(space.id, sides)
        sides = dict.fromkeys(rows, _EMPTY)
    generation = max(row.generation for row in rows.values()) + 1
    _write(space.id, question, sides, generation=generation, rows=rows)
    closing.move(space.id, space.keys)
    visit.pages = None


def _reveal(space: bytes, sides: dict[bytes, _Side]) -> None:
    for author, side in sides.items():
        insert(Place(space, side.record, author, side.revision, side.bucket), side.inner)


def _write(
    space: bytes,
    question: str,
    sides: dict[bytes, _Side],
    *,
    generation: int,
    rows: dict[bytes, EnvelopeRow],
) -> None:
    name, secret = secrets.begin("envelope", guard(space, question), lasts=_SECRET_LASTS)
    key = _key(space, question, secret)
    for author, side in sides.items():
        row = rows.get(author) or EnvelopeRow(space=space, question=question, author=author)
        row.generation, row.secret = generation, name
        place = bind("reveal", space, question, author, generation)
        row.blob = seal(key, _packed(side), place, size=OUTER_BYTES)
        row.save()
    secrets.settle_on_commit(name)


def guard(space: bytes, question: str) -> bytes:
    """Return the guard of a question's dated secrets; it begins with the space's id."""
    return space + derive(secrets.index_key(), "envelope", space, question, length=16)


def _rows(space: bytes, question: str) -> dict[bytes, EnvelopeRow]:
    rows = EnvelopeRow.objects.filter(space=space, question=question).order_by("id")
    return {bytes(row.author): row for row in rows}


def _asked(space: Space) -> list[str]:
    return [question for question in QUESTIONS if len(_rows(space.id, question)) == 2]


def _secret(rows: dict[bytes, EnvelopeRow]) -> bytes | None:
    """Return the secret that both sides were sealed under last; an old row names another."""
    newest = max(rows.values(), key=lambda row: row.generation)
    return secrets.dated(bytes(newest.secret))


def _open(
    space: bytes, question: str, rows: dict[bytes, EnvelopeRow], secret: bytes
) -> dict[bytes, _Side]:
    key = _key(space, question, secret)
    sides = {}
    for author, row in rows.items():
        place = bind("reveal", space, question, author, row.generation)
        try:
            layer = _LAYER.unpack(unseal(key, bytes(row.blob), place))
        except CannotOpen:
            continue
        flags, record, bucket, revision, inner = layer
        if flags & _ANSWERED:
            ready = bool(flags & _READY)
            sides[author] = _Side(record, bucket, revision, inner, answered=True, ready=ready)
    return sides


def _packed(side: _Side) -> bytes:
    flags = _ANSWERED * side.answered + _READY * side.ready
    inner = side.inner if side.answered else random.token_bytes(OVERHEAD + INNER_BYTES)
    return _LAYER.pack(flags, side.record, side.bucket, side.revision, inner)


def _sealed(text: bytes, place: Place, space: Space, keyring: Keyring) -> _Side:
    inner = records.seal_text(text, place, space.keys, keyring.author_key, size=INNER_BYTES)
    return _Side(place.id, place.bucket, place.revision, inner, answered=True)


def _waiting(side: _Side, visit: Visit, space: Space, keyring: Keyring) -> Record | None:
    if not side.answered:
        return None
    place = Place(space.id, side.record, visit.person, side.revision, side.bucket)
    try:
        opened = records.open_record(side.inner, place, space.keys, keyring.author_key)
    except CannotOpen:
        return None
    return opened.record if opened.marked else None


def _key(space: bytes, question: str, secret: bytes) -> bytes:
    return derive(secrets.reveal_key(), "reveal", space, question, salt=secret)
