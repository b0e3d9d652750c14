"""After a restore: which day this copy is of, until its person has looked at who can see what.

What was taken back after that day may stand as given again. So until then nothing of theirs goes
on; and nothing flows in an `us` that came back until both have looked (`vault.restored`).
"""

from nearer.vault import read, restored, write
from nearer.vault.restored import CopySeen, Restored
from nearer.vault.visit import Visit

SEEN = "copy"


def unconfirmed(visit: Visit) -> Restored | None:
    """Return the restore that this person has not confirmed yet, or None."""
    now = restored.restored()
    if now is None or visit.held.get(SEEN) == now.id:
        return None
    cards = read.recent(visit).of(CopySeen)
    own = (card for card in cards if card.mine and card.space == visit.me.id)
    return None if any(card.record.restore == now.id for card in own) else now


def holds_back(visit: Visit) -> bool:
    """Return whether what this person would give must wait for their own confirmation."""
    return visit.us is not None and unconfirmed(visit) is not None


def waits_for_other(visit: Visit) -> bool:
    """Return whether only the other's confirmation is missing."""
    us = visit.us
    return us is not None and unconfirmed(visit) is None and restored.is_held(visit, us)


def confirm(visit: Visit) -> None:
    """Note that this person has looked at who can see what since the restore.

    It is noted in the `us` as well, also by who rests: whether somebody rests must not show in it.
    """
    now = unconfirmed(visit)
    if now is None:
        return
    shared = visit.us or visit.resting
    for space in (visit.me, shared) if shared else (visit.me,):
        write.card(visit, space, CopySeen(restore=now.id, **visit.stamp()))
    visit.held[SEEN] = now.id
