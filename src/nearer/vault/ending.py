"""Deletion: asked for and due after three days, or at once.

The due date lies beside the server secret. When it has come, the folder's tombstones go in and the
server secret, with the dated secrets of this person's sessions and PINs, goes out, in one
transaction; the rows follow by tombstone. Nobody is deleted because a secret is missing.

What the two shared stays with the other, who is told at their next visit, as after Close.
"""

from datetime import UTC, datetime, timedelta
from time import time

from django.db import transaction

from nearer.vault import invitations, one_row, secrets, tombstones
from nearer.vault.models import (
    ID,
    DatedSecret,
    EnvelopeRow,
    Person,
    PinRow,
    RecordRow,
    SecretTombstone,
    ServerSecret,
    SessionRow,
)
from nearer.vault.turns import turn
from nearer.vault.visit import Visit
from nearer.vault.write import locked

WAIT = 72 * 3600


def ask(visit: Visit) -> int:
    """Let this person be deleted in 72 hours. Return when (seconds since 1970); asked again: same.

    Until then everything stands, and `undo` takes it back.
    """
    with locked(visit):
        row = ServerSecret.objects.filter(person=visit.person)
        row.filter(erase_after=None).update(erase_after=int(time()) + WAIT, space=visit.me.id)
    return due(visit.person) or 0


def undo(visit: Visit) -> None:
    """Let this person stay."""
    with locked(visit):
        ServerSecret.objects.filter(person=visit.person).update(erase_after=None, space=None)


def due(person: bytes) -> int | None:
    """Return when a person is to be deleted (seconds since 1970), or None."""
    row = one_row.of(ServerSecret, person)
    return None if row is None else row.erase_after


def at_once(visit: Visit) -> None:
    """Delete this person now. Nothing of theirs opens when this returns, whatever is cut off."""
    if visit.us is None and visit.resting is None and visit.over is None:
        invitations.drop(visit)
    with locked(visit):
        _shred(visit.person, visit.me.id, before=None)
    tombstones.finish()
    _bury_what_both_left()


def by_operator(person: bytes) -> None:
    """Delete somebody who asked whoever runs the copy for it; nobody's key is at hand.

    Their `me` is found by its rows: all of it is theirs, and it has no envelopes.
    """
    shared = EnvelopeRow.objects.values("space")
    rows = RecordRow.objects.filter(author=person).exclude(space__in=shared)
    found = {bytes(space) for space in rows.values_list("space", flat=True)}
    others = RecordRow.objects.exclude(author=person)
    own = [space for space in found if not others.filter(space=space).exists()]
    _shred(person, *own, before=None)
    tombstones.finish()
    _bury_what_both_left()


def sweep(now: datetime) -> None:
    """Carry out what is due. Called by the sweep, never with another folder."""
    seconds = int(now.timestamp())
    for row in ServerSecret.objects.filter(erase_after__lte=seconds).exclude(space=None):
        _shred(bytes(row.person), bytes(row.space or b""), before=seconds)
    tombstones.finish()
    _bury_what_both_left()


def forget_dates() -> None:
    """Let all due dates go: after a restore, since a copy may bring back one that was undone."""
    ServerSecret.objects.exclude(erase_after=None).update(erase_after=None, space=None)


def _shred(person: bytes, *own: bytes, before: int | None) -> None:
    """Put the tombstones in and take the secrets out, in one transaction of the folder.

    before: only if it is due by then; somebody who has just undone it stays.
    """
    until = datetime.now(UTC).date() + timedelta(days=tombstones.DAYS)
    sessions = SessionRow.objects.filter(tag=secrets.tag("session", person))
    pins = PinRow.objects.filter(tag=secrets.tag("pin", person))
    names = [bytes(n) for rows in (sessions, pins) for n in rows.values_list("secret", flat=True)]
    invited = _invited(person)
    with transaction.atomic(using=secrets.ALIAS):
        secret = ServerSecret.objects.filter(person=person)
        if before is not None:
            secret = secret.filter(erase_after__lte=before)
        if not secret.delete()[0] and before is not None:
            return
        for id in (person, *own, *invited):
            SecretTombstone.objects.update_or_create(id=id, defaults={"until": until})
        DatedSecret.objects.filter(id__in=names).delete()
        DatedSecret.objects.filter(guard__in=invited.values()).delete()
        DatedSecret.objects.filter(guard__in=invited).delete()
        secrets.checkpoint_after(secrets.ALIAS)


def _invited(person: bytes) -> dict[bytes, bytes]:
    """Return the guards of a person's invitations that nobody has taken up, by their spaces.

    The guard tells whose they are, where no key is at hand to open the keyring.
    """
    made = secrets.tag("invitation", person)[:ID]
    guards = DatedSecret.objects.filter(kind="invitation").values_list("guard", flat=True)
    found = {bytes(guard)[:ID]: bytes(guard) for guard in guards if bytes(guard)[ID:] == made}
    # An accepted one whose secret a crash has left may be an open `us` by now: that stays.
    are_two = EnvelopeRow.objects.filter(space__in=found).values_list("space", flat=True)
    kept = {bytes(space) for space in are_two}
    return {space: guard for space, guard in found.items() if space not in kept}


def _bury_what_both_left() -> None:
    """Take away each `us` of which both have been deleted: nobody will ever open it."""
    authors: dict[bytes, set[bytes]] = {}
    for space, author in EnvelopeRow.objects.values_list("space", "author"):
        authors.setdefault(bytes(space), set()).add(bytes(author))
    here = {bytes(id) for id in Person.objects.values_list("id", flat=True)}
    for space, both in authors.items():
        if not both & here:
            with turn(), transaction.atomic():
                tombstones.bury_on_commit(space)
