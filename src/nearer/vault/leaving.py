"""The two doors out of an `us`: each one-sided, without approval, and effective at once.

    rest      quiet: nothing new of mine reaches the other, who sees what they saw before
    resume    back again, at any time
    withdraw  take one's own entries away, before closing
    close     the end for both; the other is told from the chosen day on
    finish    the other's part: keeps a copy of what both could read, then lets the key go

Whoever leaves keeps their copy in the same act. Without their own visit nobody can copy anything,
so the other's copy is made at their next act after that day; until then all stands where it stood.
"""

import secrets as random
from collections.abc import Iterable
from datetime import date
from enum import Enum
from functools import partial

import msgspec
from django.db import transaction

from nearer.vault import closing, envelopes, invitations, news, secrets, tombstones
from nearer.vault import record as records
from nearer.vault.closing import Closing
from nearer.vault.errors import SpaceEnded
from nearer.vault.kept import Kept
from nearer.vault.keys import Keyring, SpaceKeys, record_id
from nearer.vault.models import EnvelopeRow, RecordRow, SpaceRow
from nearer.vault.record import Place
from nearer.vault.seal import CannotOpen
from nearer.vault.visit import Space, Visit
from nearer.vault.write import locked, save_keyring

DAY = 24 * 3600
FORTNIGHT = 14 * DAY


class Told(Enum):
    """When the other is told that the space is closed."""

    NOW = "now"
    TOMORROW = "tomorrow"
    SOMETIME = "sometime"  # one to fourteen days, at random


def rest(visit: Visit, *, until: date | None = None) -> None:
    """Leave quietly, or set the day until which one means to; `until` only reminds.

    An answer that waits in an envelope comes back first, as it would by "take back". Raises
    SpaceEnded.
    """
    invitations.finish(visit)
    space = _standing(visit)
    with locked(visit, space.id) as keyring:
        keys = _keys(keyring, space)
        if not keys.resting:
            envelopes.empty(visit, keyring, Space(space.id, keys))
        keys = msgspec.structs.replace(keys, resting=True, until=until)
        save_keyring(visit, _with(keyring, space, keys))
        news.tell(news.of_person(visit.person))


def resume(visit: Visit) -> None:
    """Come back: what the other has written meanwhile is there to read. Raises SpaceEnded."""
    space = _standing(visit)
    with locked(visit) as keyring:
        keys = msgspec.structs.replace(_keys(keyring, space), resting=False, until=None)
        save_keyring(visit, _with(keyring, space, keys))


def withdraw(visit: Visit, ids: Iterable[bytes]) -> int:
    """Take own entries out of the `us`, with all their revisions. Returns how many.

    The other no longer finds them, from now on, and could notice. Raises SpaceEnded.
    """
    space = _standing(visit)
    with locked(visit, space.id) as keyring:
        _keys(keyring, space)
        mine = RecordRow.objects.filter(space=space.id, author=visit.person, record__in=list(ids))
        count = mine.values("record").distinct().count()
        mine.delete()
        secrets.checkpoint_after("default")
    visit.pages = None
    return count


def close(visit: Visit, *, told: Told = Told.NOW) -> None:
    """End the `us` for both: keep a copy, let its key go, and leave the day for the other.

    Nothing new reaches anybody from here on, and there is no way back. Raises SpaceEnded.
    """
    invitations.finish(visit)
    space = _standing(visit)
    with locked(visit, visit.me.id, space.id) as keyring:
        keys = _keys(keyring, space)
        _keep(visit, keyring, space)
        if closing.read(space.id, keys) is not None or closing.is_left_alone(keys):
            _bury(space.id)
        else:
            envelopes.empty(visit, keyring, Space(space.id, keys))
            when = int(visit.now.timestamp()) + _delay(told)
            closing.write(space.id, keys, Closing(visit.person, when))
        save_keyring(visit, _without(keyring, space))
        news.tell(news.of_person(visit.person))


def finish(visit: Visit) -> bool:
    """Keep a copy of an `us` that the other has closed, then drop its key. False: nothing to do.

    Both have their copies then, so the space and its rows go for good.
    """
    space = visit.over
    if space is None:
        return False
    standing = [space.id] if SpaceRow.objects.filter(id=space.id).exists() else []
    with locked(visit, visit.me.id, *standing) as keyring:
        keys = keyring.spaces.get(space.id.hex())
        if keys is None or not closing.is_over(space.id, keys, visit.now):
            return False
        _keep(visit, keyring, space)
        _bury(space.id)
        left = msgspec.structs.replace(_without(keyring, space), closed=True)
        save_keyring(visit, left)
    return True


def understood(visit: Visit) -> None:
    """Let the line that the shared space is closed go: its person has read it."""
    finish(visit)
    with locked(visit) as keyring:
        save_keyring(visit, msgspec.structs.replace(keyring, closed=False))


def _standing(visit: Visit) -> Space:
    space = visit.us or visit.resting
    if space is None:
        raise SpaceEnded
    return space


def _keys(keyring: Keyring, space: Space) -> SpaceKeys:
    keys = keyring.spaces.get(space.id.hex())
    if keys is None:
        raise SpaceEnded
    return keys


def _delay(told: Told) -> int:
    match told:
        case Told.NOW:
            return 0
        case Told.TOMORROW:
            return DAY
        case Told.SOMETIME:
            return DAY + random.randbelow(FORTNIGHT - DAY + 1)


def _keep(visit: Visit, keyring: Keyring, space: Space) -> None:
    """Copy the newest revision of each entry into `me`. Only inside the space's lock."""
    me = visit.me
    keys = keyring.spaces[me.id.hex()]
    newest = {
        bytes(row.record): row
        for row in RecordRow.objects.filter(space=space.id).order_by("revision")
    }
    copies = []
    for row in sorted(newest.values(), key=lambda row: row.pk):
        kept = _copy(visit, row, keyring, space)
        id = record_id(keyring, me.id, "kept", space.id + bytes(row.record))
        bucket = records.bucket(keys, records.shelf_of(kept))
        place = Place(me.id, id, visit.person, 1, bucket)
        blob = records.seal_text(records.encode(kept), place, keys, keyring.author_key)
        copies.append(RecordRow(**_columns(place), blob=blob))
    RecordRow.objects.bulk_create(copies, batch_size=200)


def _copy(visit: Visit, row: RecordRow, keyring: Keyring, space: Space) -> Kept:
    """Return the copy of one entry. One that does not open is kept as such, and so is counted."""
    place = Place(space.id, bytes(row.record), bytes(row.author), row.revision, bytes(row.bucket))
    mine, other = place.author == keyring.person, space.keys.partner
    kept = Kept(
        by="me" if mine else "other",
        called=keyring.settings.called if mine else other.called if other else "",
        said="",
        changed=row.revision > 1,
        **visit.stamp(),
    )
    try:
        text, is_right = records.open_text(
            bytes(row.blob), place, space.keys, keyring.author_key if mine else None
        )
        record = records.KINDS.decode(text)
    except CannotOpen:
        return kept
    when = {"at": record.at, "zone": record.zone, "day": record.day}
    return msgspec.structs.replace(kept, said=text.decode(), marked=is_right, **when)


def _columns(place: Place) -> dict[str, bytes | int]:
    return {
        "space": place.space,
        "record": place.id,
        "author": place.author,
        "revision": place.revision,
        "bucket": place.bucket,
    }


def _bury(space: bytes) -> None:
    """Take a space's rows away; the folder's tombstone follows the copies."""
    rows = EnvelopeRow.objects.filter(space=space)
    names = {bytes(name) for name in rows.values_list("secret", flat=True)}
    tombstones.bury_on_commit(space)
    for name in names:
        transaction.on_commit(partial(secrets.erase, name))


def _with(keyring: Keyring, space: Space, keys: SpaceKeys) -> Keyring:
    return msgspec.structs.replace(keyring, spaces={**keyring.spaces, space.id.hex(): keys})


def _without(keyring: Keyring, space: Space) -> Keyring:
    left = {id: keys for id, keys in keyring.spaces.items() if id != space.id.hex()}
    return msgspec.structs.replace(keyring, spaces=left)
