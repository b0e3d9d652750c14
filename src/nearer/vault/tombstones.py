"""Tombstones: the random ids of what has ended, kept 35 days in both databases.

An old copy that is restored brings ended rows back; the tombstones, applied before anything is
served, take them away again. They never follow from a secret that is missing.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from nearer.vault import secrets
from nearer.vault.models import (
    EnvelopeRow,
    InvitationRow,
    KeyringRow,
    Person,
    RecordRow,
    RecoverySlot,
    SecretTombstone,
    ServerSecret,
    Slot,
    SpaceRow,
    SpokenRow,
    Tombstone,
)

DAYS = 35
_BY_SPACE = (RecordRow, EnvelopeRow, InvitationRow, SpokenRow)
_BY_PERSON = (Slot, RecoverySlot, KeyringRow)


def bury(id: bytes) -> None:
    """Note in both databases that a person or a space has ended."""
    until = datetime.now(UTC).date() + timedelta(days=DAYS)
    SecretTombstone.objects.update_or_create(id=id, defaults={"until": until})
    Tombstone.objects.update_or_create(id=id, defaults={"until": until})


def is_buried(id: bytes) -> bool:
    """Return whether a person or a space has ended, as either database knows."""
    return any(table.objects.filter(id=id).exists() for table in (Tombstone, SecretTombstone))


def apply() -> int:
    """Remove every row of what has ended; return how many."""
    both = {bytes(id) for id in Tombstone.objects.values_list("id", flat=True)}
    both |= {bytes(id) for id in SecretTombstone.objects.values_list("id", flat=True)}
    removed = sum(_remove(id) for id in both)
    if removed:
        secrets.checkpoint_after("default")
        secrets.checkpoint_after(secrets.ALIAS)
    return removed


def forget(today: date) -> None:
    """Let go the tombstones past their day: no backup is that old."""
    for table in (Tombstone, SecretTombstone):
        table.objects.filter(until__lt=today).delete()


def _remove(id: bytes) -> int:
    ended: list[QuerySet[Any]] = [table.objects.filter(space=id) for table in _BY_SPACE]
    ended += [table.objects.filter(person=id) for table in (*_BY_PERSON, ServerSecret)]
    ended += [Person.objects.filter(id=id), SpaceRow.objects.filter(id=id)]
    return sum(rows.delete()[0] for rows in ended)
