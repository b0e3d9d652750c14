"""The passphrase-change act: everything that one person can open, under new keys, or nothing is.

A new passphrase, a new recovery code, a recovery and "someone may know it" are all this one act:
an old passphrase or code opens an old copy, so what is written from now on must lie under keys that
no old copy holds. One transaction changes slot, recovery slot, keyring, the whole of `me`, the
marks of one's own entries in `us`, and the sessions. The server secret and the key of `us` stay.
"""

from collections.abc import Iterator

import msgspec
from django.db import IntegrityError, connection

from nearer.vault import envelopes, keys, leaving, pin, secrets, sessions
from nearer.vault import record as records
from nearer.vault.errors import KeyringMoved, NameTaken
from nearer.vault.keys import Keyring, SpaceKeys
from nearer.vault.models import KeyringRow, Person, RecordRow, RecoverySlot, SpaceRow
from nearer.vault.models import Slot as SlotRow
from nearer.vault.record import Place
from nearer.vault.seal import CannotOpen, fresh_key
from nearer.vault.sessions import Session
from nearer.vault.visit import Space, Visit, open_by, shared_in
from nearer.vault.write import locked

Resealed = tuple[bytes, int]


def change(visit: Visit, *, passphrase: str, code: str | None, name: str | None = None) -> str:
    """Give this person a new passphrase, and recovery code or none. Return the session's cookie.

    code: 28 letters, typed back before; without one the earlier code opens nothing any more. name:
    what they sign in with, after the secrets folder was lost. Every other session and PIN ends; the
    visit goes on under the new master, behind a new cookie ("" if its session has ended meanwhile).
    Derives a key. Raises KeyringMoved, NameTaken.
    """
    secret = secrets.server_secret(visit.person)
    if secret is None:
        raise KeyringMoved
    leaving.finish(visit)
    master = fresh_key()
    slot = keys.make_slot(passphrase, visit.person, secret, master)
    _look_again(visit)
    with locked(visit, visit.me.id, *_standing(visit.shared)) as keyring:
        us = shared_in(keyring)
        if us is not None and (visit.shared is None or visit.shared.id != us.id):
            raise KeyringMoved
        anew = _anew(keyring, visit.me.id)
        _write(_resealed_me(visit.me.id, keyring, anew))
        if us is not None:
            _mark_us_anew(visit, us, keyring, anew)
        KeyringRow.objects.filter(person=visit.person).update(blob=keys.seal_keyring(master, anew))
        SlotRow.objects.update_or_create(
            person=visit.person,
            defaults={"salt": slot.salt, "check_value": slot.check, "blob": slot.blob},
        )
        _replace_code(visit.person, master, code)
        if name is not None:
            _rename(visit.person, name)
        secrets.checkpoint_after("default")
        renewed = _end_ways_in(visit, master)
    visit.master = master
    visit.hold(anew)
    if renewed is None:
        return ""
    cookie, visit.session = renewed
    return cookie


def _look_again(visit: Visit) -> None:
    # The derivation took a while: in another tab an `us` may have come, with entries to mark.
    newest = open_by(visit.person, visit.master, now=visit.now)
    if newest is None:
        raise KeyringMoved
    visit.hold(newest.keyring)


def _standing(space: Space | None) -> list[bytes]:
    """Return the id of a space whose row is there to be locked."""
    return [space.id] if space and SpaceRow.objects.filter(id=space.id).exists() else []


def _anew(keyring: Keyring, me: bytes) -> Keyring:
    """Return the keyring with a new author key and a new epoch of `me`, without the old one's."""
    old = keyring.spaces[me.hex()]
    fresh = msgspec.structs.replace(old, epochs={old.epoch + 1: fresh_key()})
    return msgspec.structs.replace(
        keyring,
        author_key=fresh_key(),
        spaces={**keyring.spaces, me.hex(): fresh},
        devices={},
    )


def _resealed_me(me: bytes, keyring: Keyring, anew: Keyring) -> Iterator[Resealed]:
    rows = RecordRow.objects.filter(space=me)
    return _resealed(
        rows.iterator(), keyring.spaces[me.hex()], anew.spaces[me.hex()], keyring, anew
    )


def _mark_us_anew(visit: Visit, us: Space, keyring: Keyring, anew: Keyring) -> None:
    rows = RecordRow.objects.filter(space=us.id, author=visit.person)
    _write(_resealed(rows.iterator(), us.keys, us.keys, keyring, anew))
    envelopes.mark_anew(visit, keyring, us, anew.author_key)


def _resealed(
    rows: Iterator[RecordRow], old: SpaceKeys, new: SpaceKeys, keyring: Keyring, anew: Keyring
) -> Iterator[Resealed]:
    """Give each row's blob under the new keys; one that opened with none before stays as it is."""
    for row in rows:
        place = Place(
            bytes(row.space), bytes(row.record), bytes(row.author), row.revision, bytes(row.bucket)
        )
        try:
            blob = records.reseal(
                bytes(row.blob), place, old, keyring.author_key, to=new, by=anew.author_key
            )
        except CannotOpen:
            continue
        yield blob, row.pk


def _write(resealed: Iterator[Resealed]) -> None:
    # One prepared statement for all rows: ten years of them are changed within the time of a page.
    pairs = list(resealed)
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE record SET blob = %s WHERE id = %s", pairs)


def _replace_code(person: bytes, master: bytes, code: str | None) -> None:
    RecoverySlot.objects.filter(person=person).delete()
    if code is None:
        return
    blob = keys.seal_by_code(code, "recovery", master, about=person, salt=b"")
    RecoverySlot.objects.create(id=keys.code_id(code, "recovery"), person=person, blob=blob)


def _rename(person: bytes, name: str) -> None:
    tag = keys.name_tag(secrets.index_key(), name)
    try:
        Person.objects.filter(id=person).update(name_tag=tag)
    except IntegrityError:
        raise NameTaken from None


def _end_ways_in(visit: Visit, master: bytes) -> tuple[str, Session] | None:
    """End every PIN and every other session, the secrets first; go on with this one."""
    pin.end_all(visit.person)
    sessions.end_all(visit.person, but=visit.session)
    return None if visit.session is None else sessions.renew(visit.session, master)
