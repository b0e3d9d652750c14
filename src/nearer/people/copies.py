"""After a restore: which day this copy is of, until its person has looked at who can see what.

What was taken back after that day may stand as given again. So until then nothing of theirs flows
in `us`: what would be written into it waits on its page.
"""

from nearer.people.records import CopySeen
from nearer.vault import read, write
from nearer.vault.restored import Restored, restored
from nearer.vault.visit import Visit

SEEN = "copy"


def unconfirmed(visit: Visit) -> Restored | None:
    """Return the restore that this person has not confirmed yet, or None."""
    now = restored()
    if now is None or visit.held.get(SEEN) == now.id:
        return None
    seen = read.recent(visit).newest(CopySeen, author=visit.person)
    if seen is not None and seen.record.restore == now.id:
        return None
    return now


def holds_back(visit: Visit) -> bool:
    """Return whether what this person would give must wait."""
    return visit.us is not None and unconfirmed(visit) is not None


def confirm(visit: Visit) -> None:
    """Note that this person has looked at who can see what since the restore."""
    now = unconfirmed(visit)
    if now is not None:
        write.card(visit, visit.me, CopySeen(restore=now.id, **visit.stamp()))
        visit.held[SEEN] = now.id
