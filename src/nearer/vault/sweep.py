"""What is repeated until it is done: every minute, and once before anything is served.

Erases what has expired, judges pending secrets under the lock of the row that they guard, and
truncates the logs that a busy moment left behind.
"""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from nearer.vault import invitations, secrets, sessions, tombstones
from nearer.vault.models import (
    ID,
    DatedSecret,
    EnvelopeRow,
    House,
    InvitationRow,
    SessionRow,
    SignUpCode,
    SpaceRow,
    SpokenRow,
)
from nearer.vault.write import turn

GRACE = 60


def know_the_folder() -> bool:
    """Return whether the records name this secrets folder; new records take it as theirs."""
    house, _ = House.objects.get_or_create(pk=1, defaults={"folder": secrets.folder_id()})
    return bytes(house.folder) == secrets.folder_id()


def before_serving(now: datetime | None = None) -> bool:
    """Take away what has ended, as an old copy may have brought it back; then sweep.

    Returns whether the secrets folder is the records' own: with another or an empty one nothing
    is cleaned up, and only recovery codes open.
    """
    now = now or datetime.now(UTC)
    if not know_the_folder():
        return False
    tombstones.apply()
    for alias in ("default", secrets.ALIAS):
        secrets.checkpoint(alias)
    sweep(now)
    return True


def sweep(now: datetime | None = None) -> None:
    """Do all that is due. With another or an empty folder nothing is cleaned up."""
    now = now or datetime.now(UTC)
    sessions.end_left()
    if not know_the_folder():
        return
    tombstones.forget(now.date())
    _expired(int(now.timestamp()))
    _judge(int(now.timestamp()) - GRACE)
    for alias in list(secrets.busy):
        secrets.checkpoint(alias)


def _expired(now: int) -> None:
    for table in (DatedSecret, SignUpCode):
        if table.objects.filter(expires__lte=now).delete()[0]:
            secrets.checkpoint_after(secrets.ALIAS)
    sessions.end_expired(now)
    if SpokenRow.objects.filter(expires__lte=now).delete()[0]:
        secrets.checkpoint_after("default")
    for space in list(
        InvitationRow.objects.filter(expires__lte=now).values_list("space", flat=True)
    ):
        with transaction.atomic():
            invitations.end_space(bytes(space))


def _judge(before: int) -> None:
    """Settle each pending secret that its rows name, and erase one that they do not.

    A current one is erased at the end of its thing; only an invitation's may have outlived it,
    since there the rows come first.
    """
    doubtful = Q(current=False) | Q(kind="invitation")
    for secret in DatedSecret.objects.filter(doubtful, born__lte=before):
        _judge_one(secret)


def _judge_one(secret: DatedSecret) -> None:
    with turn(), transaction.atomic():
        # Wait for whoever may be about to name it: a guard begins with the space's id.
        space = bytes(secret.guard)[:ID]
        SpaceRow.objects.select_for_update().filter(id=space).first()
        if _is_named(secret):
            secrets.settle(bytes(secret.id))
        else:
            secrets.erase(bytes(secret.id))


def _is_named(secret: DatedSecret) -> bool:
    match secret.kind:
        case "session":
            return SessionRow.objects.filter(secret=secret.id).exists()
        case "spoken":
            return SpokenRow.objects.filter(secret=secret.id).exists()
        case "envelope":
            return EnvelopeRow.objects.filter(secret=secret.id).exists()
        case _:  # once it is accepted, an invitation's code must open nothing
            return InvitationRow.objects.filter(secret=secret.id, answer=None).exists()
