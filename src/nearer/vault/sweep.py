"""What is repeated until it is done: every minute, and once before anything is served.

Erases what has expired, judges pending secrets under the lock of the row that they guard, and
truncates the logs that a busy moment left behind.
"""

from datetime import UTC, datetime

from django.db import transaction

from nearer.vault import invitations, secrets, tombstones
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    House,
    InvitationRow,
    SessionRow,
    SignUpCode,
    SpaceRow,
    SpokenRow,
)

GRACE = 60


class OtherFolder(Exception):
    """The secrets folder is not the one that these records were sealed with."""


def know_the_folder() -> bool:
    """Return whether the records name this secrets folder; new records take it as theirs."""
    house, _ = House.objects.get_or_create(pk=1, defaults={"folder": secrets.folder_id()})
    return bytes(house.folder) == secrets.folder_id()


def sweep(now: datetime | None = None) -> None:
    """Do all that is due. With another or an empty folder nothing is cleaned up."""
    now = now or datetime.now(UTC)
    if not know_the_folder():
        return
    tombstones.apply(now.date())
    _expired(int(now.timestamp()))
    _judge(int(now.timestamp()) - GRACE)
    for alias in list(secrets.busy):
        secrets.checkpoint(alias)


def _expired(now: int) -> None:
    DatedSecret.objects.filter(expires__lte=now).delete()
    SignUpCode.objects.filter(expires__lte=now).delete()
    SessionRow.objects.filter(expires__lte=now).delete()
    SpokenRow.objects.filter(expires__lte=now).delete()
    for space in list(
        InvitationRow.objects.filter(expires__lte=now).values_list("space", flat=True)
    ):
        with transaction.atomic():
            invitations.end_space(bytes(space))


def _judge(before: int) -> None:
    """Settle a secret that its rows name; erase one that they do not."""
    for kind, row in (
        ("session", SessionRow),
        ("invitation", InvitationRow),
        ("spoken", SpokenRow),
    ):
        for secret in DatedSecret.objects.filter(kind=kind, born__lte=before):
            named = row.objects.filter(secret=secret.id).exists()
            _settle_or_erase(secret, named=named)
    for secret in DatedSecret.objects.filter(kind="envelope", born__lte=before, current=False):
        _judge_envelope(secret)


def _judge_envelope(secret: DatedSecret) -> None:
    with transaction.atomic():
        rows = EnvelopeRow.objects.filter(secret=secret.id)
        space = rows.values_list("space", flat=True).first()
        if space is not None:
            SpaceRow.objects.select_for_update().filter(id=bytes(space)).first()
        named = rows.filter(secret=secret.id).exists()
        _settle_or_erase(secret, named=named)


def _settle_or_erase(secret: DatedSecret, *, named: bool) -> None:
    if not named:
        secrets.erase(bytes(secret.id))
    elif not secret.current:
        secrets.settle(bytes(secret.id))
