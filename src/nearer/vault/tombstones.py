"""Tombstones: the random ids of what has ended, kept 35 days in both databases.

An old copy that is restored brings ended rows back; the tombstones, applied before anything is
served, take them away again. They never follow from a secret that is missing.
"""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from nearer.vault import one_row, secrets
from nearer.vault.models import (
    EnvelopeRow,
    InvitationRow,
    KeyringRow,
    Person,
    PinRow,
    RecordRow,
    RecoverySlot,
    SecretTombstone,
    ServerSecret,
    SessionRow,
    Slot,
    SpaceRow,
    SpokenRow,
    Tombstone,
)
from nearer.vault.turns import turn

DAYS = 35
_BY_SPACE = (RecordRow, EnvelopeRow, InvitationRow, SpokenRow)
_BY_PERSON = (Slot, RecoverySlot, KeyringRow)


def bury(id: bytes) -> None:
    """Note in both databases that a person or a space has ended."""
    until = datetime.now(UTC).date() + timedelta(days=DAYS)
    SecretTombstone.objects.update_or_create(id=id, defaults={"until": until})
    Tombstone.objects.update_or_create(id=id, defaults={"until": until})


def bury_on_commit(id: bytes) -> None:
    """Remove a space's rows in this transaction; the folder is told once it has committed.

    For an end that gives: what replaces these rows is written in the same transaction.
    """
    until = datetime.now(UTC).date() + timedelta(days=DAYS)
    _remove(id)
    Tombstone.objects.update_or_create(id=id, defaults={"until": until})
    transaction.on_commit(partial(_tell_folder, id, until), using="default")
    secrets.checkpoint_after("default")


def finish() -> None:
    """Do what a crash left half done: each tombstone stands in both databases, without its rows.

    The folder's tombstone comes first where somebody is deleted, so the rows follow it; those of
    the records come first where both of an `us` have their copies.
    """
    here, there = _known(Tombstone), _known(SecretTombstone)
    for id in here.keys() - there.keys():
        _tell_folder(id, here[id])
    for id in there.keys() - here.keys():
        with turn(), transaction.atomic():
            # Whoever is writing under these locks finishes first.
            one_row.locked(KeyringRow, id)
            one_row.locked(SpaceRow, id)
            _remove(id)
            Tombstone.objects.update_or_create(id=id, defaults={"until": there[id]})
            secrets.checkpoint_after("default")


def is_buried(id: bytes) -> bool:
    """Return whether a person or a space has ended, as either database knows."""
    return any(table.objects.filter(id=id).exists() for table in (Tombstone, SecretTombstone))


def apply() -> int:
    """Remove every row of what has ended; return how many."""
    both = _known(Tombstone).keys() | _known(SecretTombstone).keys()
    removed = sum(_remove(id) for id in both)
    if removed:
        secrets.checkpoint_after("default")
        secrets.checkpoint_after(secrets.ALIAS)
    return removed


def forget(today: date) -> None:
    """Let go the tombstones past their day: no backup is that old."""
    for table in (Tombstone, SecretTombstone):
        table.objects.filter(until__lt=today).delete()


def _tell_folder(id: bytes, until: date) -> None:
    SecretTombstone.objects.update_or_create(id=id, defaults={"until": until})


def _known(table: type[Tombstone] | type[SecretTombstone]) -> dict[bytes, date]:
    return {bytes(id): until for id, until in table.objects.values_list("id", "until")}


def _remove(id: bytes) -> int:
    ended: list[QuerySet[Any]] = [SessionRow.objects.filter(tag=secrets.tag("session", id))]
    ended += [PinRow.objects.filter(tag=secrets.tag("pin", id))]
    ended += [table.objects.filter(space=id) for table in _BY_SPACE]
    ended += [table.objects.filter(person=id) for table in (*_BY_PERSON, ServerSecret)]
    ended += [Person.objects.filter(id=id), SpaceRow.objects.filter(id=id)]
    return sum(rows.delete()[0] for rows in ended)
