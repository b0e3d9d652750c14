"""The only way to write. One transaction each, safe to retry; locks in one order everywhere.

First the person's own keyring row, then the rows of the spaces in order of id. No act locks two
keyrings.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from django.db import transaction

from nearer.vault import closing, one_row, restored
from nearer.vault import record as records
from nearer.vault.errors import IdTaken, KeyringMoved, SpaceEnded
from nearer.vault.keys import Keyring, open_keyring, record_id, seal_keyring
from nearer.vault.models import KeyringRow, RecordRow, SpaceRow
from nearer.vault.read import Entry
from nearer.vault.record import Place, Record
from nearer.vault.restored import CopySeen
from nearer.vault.seal import CannotOpen
from nearer.vault.turns import turn
from nearer.vault.visit import Space, Visit

CARD = b"card"


@contextmanager
def locked(visit: Visit, *spaces: bytes) -> Iterator[Keyring]:
    """Hold the locks of one write; gives the newest keyring. All or nothing is written.

    Raises KeyringMoved if the keyring no longer opens, SpaceEnded if a space's row is gone.
    """
    with turn(), transaction.atomic():
        row = one_row.locked(KeyringRow, visit.person)
        if row is None:
            raise KeyringMoved
        for space in sorted(spaces):
            if one_row.locked(SpaceRow, space) is None:
                raise SpaceEnded
        try:
            keyring = open_keyring(visit.master, visit.person, bytes(row.blob))
        except CannotOpen:
            raise KeyringMoved from None
        yield keyring


def put(visit: Visit, space: Space, record: Record, *, key: bytes) -> Entry[Record]:
    """Write a record of this person into a space. The same `key` lands on the same id.

    An equal record is success, a different one becomes the next revision. Raises SpaceEnded,
    KeyringMoved, IdTaken, NotLookedOver.
    """
    restored.check(visit, space, record)
    with locked(visit, space.id) as keyring:
        keys = keyring.spaces.get(space.id.hex())
        if keys is None:
            raise SpaceEnded
        closing.check(space.id, keys, visit.now, at_rest=isinstance(record, CopySeen))
        visit.pages = None
        held = Space(space.id, keys)
        id = record_id(keyring, space.id, records.tag_of(type(record)), key)
        last = one_row.newest(id)
        if last is None:
            place = Place(space.id, id, visit.person, 1, first_bucket(held, record))
        else:
            place = next_place(visit, held, last)
            old = opened_own(last, held, keyring)
            if old is not None and type(old) is not type(record):
                raise IdTaken
            if old is not None and says_the_same(old, record):
                return Entry.at(place._replace(revision=last.revision), old, mine=True)
        text = records.encode(record)
        insert(place, records.seal_text(text, place, keys, keyring.author_key))
        return Entry.at(place, record, mine=True)


def card(visit: Visit, space: Space, record: Record) -> Entry[Record]:
    """Write the one card of its kind that this person has in this space."""
    return put(visit, space, record, key=CARD)


def change_keyring(visit: Visit, change: Callable[[Keyring], Keyring]) -> Keyring:
    """Change a person's keyring under its lock; `change` gets the newest one."""
    with locked(visit) as keyring:
        return save_keyring(visit, change(keyring))


def save_keyring(visit: Visit, keyring: Keyring) -> Keyring:
    """Seal a keyring and write it. Only inside `locked`."""
    blob = seal_keyring(visit.master, keyring)
    KeyringRow.objects.filter(person=visit.person).update(blob=blob)
    visit.hold(keyring)
    return keyring


def first_bucket(space: Space, record: Record) -> bytes:
    """Return the bucket that a record's first revision fixes."""
    return records.bucket(space.keys, records.shelf_of(record))


def next_place(visit: Visit, space: Space, last: RecordRow) -> Place:
    """Return where the revision after `last` belongs. Raises IdTaken for another's row."""
    if bytes(last.space) != space.id or bytes(last.author) != visit.person:
        raise IdTaken
    return Place(space.id, bytes(last.record), visit.person, last.revision + 1, bytes(last.bucket))


def insert(place: Place, blob: bytes) -> None:
    """Insert one sealed revision. Only inside `locked`."""
    RecordRow.objects.create(
        record=place.id,
        space=place.space,
        author=place.author,
        bucket=place.bucket,
        revision=place.revision,
        blob=blob,
    )


def says_the_same(old: Record, new: Record) -> bool:
    """Return whether two records differ in nothing but when they were written."""
    when = {"at": old.at, "zone": old.zone, "day": old.day}
    return type(old) is type(new) and old == msgspec.structs.replace(new, **when)


def opened_own(row: RecordRow, space: Space, keyring: Keyring) -> Record | None:
    """Return a person's own record from its row; None if damaged or not written by their key."""
    place = Place(space.id, bytes(row.record), bytes(row.author), row.revision, bytes(row.bucket))
    try:
        opened = records.open_record(bytes(row.blob), place, space.keys, keyring.author_key)
    except CannotOpen:
        return None
    return opened.record if opened.marked else None
