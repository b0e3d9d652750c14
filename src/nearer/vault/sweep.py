"""What is repeated until it is done: every minute, and once before anything is served.

Erases what has expired, judges pending secrets under the lock of the row that they guard, and
truncates the logs that a busy moment left behind.
"""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from nearer.vault import ending, invitations, one_row, pin, secrets, sessions, tombstones
from nearer.vault.models import (
    ID,
    DatedSecret,
    EnvelopeRow,
    House,
    InvitationRow,
    PinRow,
    SessionRow,
    SignUpCode,
    SpaceRow,
    SpokenRow,
)
from nearer.vault.turns import turn

GRACE = 60


def know_the_folder() -> bool:
    """Return whether the records name this secrets folder; new records take it as theirs."""
    house, _ = House.objects.get_or_create(pk=1, defaults={"folder": secrets.folder_id()})
    return bytes(house.folder) == secrets.folder_id()


def accept_the_folder() -> None:
    """Take this secrets folder as the records' own: theirs is lost for good."""
    House.objects.update_or_create(pk=1, defaults={"folder": secrets.folder_id()})


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
    ending.sweep(now)
    _expired(int(now.timestamp()))
    _judge(int(now.timestamp()) - GRACE)
    for alias in list(secrets.busy):
        secrets.checkpoint(alias)


def _expired(now: int) -> None:
    for table in (DatedSecret, SignUpCode):
        if table.objects.filter(expires__lte=now).delete()[0]:
            secrets.checkpoint_after(secrets.ALIAS)
    sessions.end_expired(now)
    pin.end_void()
    if SpokenRow.objects.filter(expires__lte=now).delete()[0]:
        secrets.checkpoint_after("default")
    for space in list(
        InvitationRow.objects.filter(expires__lte=now).values_list("space", flat=True)
    ):
        with transaction.atomic():
            invitations.end_space(bytes(space))


def _judge(before: int) -> None:
    """Settle each pending secret that its rows name, and erase one that they do not.

    A current one is erased at the end of its thing; where the rows come first, a crash may have
    left it, so those that no row names are judged too.
    """
    doubtful = Q(current=False) | Q(kind="invitation") | Q(id__in=_unnamed())
    doubtful |= Q(kind="pin", tries__gte=pin.TRIES)
    for secret in DatedSecret.objects.filter(doubtful, born__lte=before):
        _judge_one(secret)


def _unnamed() -> set[bytes]:
    kinds = ("session", "envelope", "pin")
    held = DatedSecret.objects.filter(kind__in=kinds).values_list("id", flat=True)
    named = [
        table.objects.values_list("secret", flat=True)
        for table in (SessionRow, EnvelopeRow, PinRow)
    ]
    return {bytes(id) for id in held} - {bytes(name) for names in named for name in names}


def _judge_one(secret: DatedSecret) -> None:
    with turn(), transaction.atomic():
        # Wait for whoever may be about to name it: a guard begins with the space's id.
        space = bytes(secret.guard)[:ID]
        one_row.locked(SpaceRow, space)
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
        case "pin":
            return secret.tries < pin.TRIES and PinRow.objects.filter(secret=secret.id).exists()
        case _:  # once it is accepted, an invitation's code must open nothing
            return InvitationRow.objects.filter(secret=secret.id, answer=None).exists()
