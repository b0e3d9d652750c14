"""That these records are a restored copy, and of which day (the command `restore` writes it).

Each first page says so, and nothing flows in an `us` that came back until each of the two has
confirmed who can see what: what was taken back after that day may stand as given again, and of two
only each one knows. A confirmation names the restore by its id, so that the next one asks anew.
"""

from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

import msgspec
from django.conf import settings

from nearer.vault import read as reading
from nearer.vault.errors import NotLookedOver
from nearer.vault.record import Record, Shelf
from nearer.vault.visit import Space, Visit

# Where a session keeps that both have confirmed, so that it is not looked for at every write.
_BOTH = "both"


class CopySeen(Record, frozen=True, kw_only=True, tag="copy-seen"):
    """That its author has confirmed after a restore, named by its id; in `me`, and in the `us`."""

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    restore: str


class Restored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One restore. id: random, new with each. of: when the copy was made. at: when it came back.

    spaces: each `us` that came back with it, in hex; one that opens later has nothing to look over.
    """

    id: str
    of: datetime
    at: datetime
    spaces: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day that the copy is of."""
        return self.of.date()


def restored() -> Restored | None:
    """Return the newest restore of these records, or None: they were never restored."""
    return read(Path(settings.NEARER_RESTORED))


def read(path: Path) -> Restored | None:
    """Return what a restore has left in a file; None where there is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Restored)
    except FileNotFoundError:
        return None


def is_held(visit: Visit, space: Space) -> bool:
    """Return whether an `us` came back from a copy that not both have looked over yet."""
    now = restored()
    if now is None or space.id.hex() not in now.spaces or visit.held.get(_BOTH) == now.id:
        return False
    partner = space.keys.partner
    cards = reading.recent(visit).of(CopySeen)
    seen = {c.author for c in cards if c.space == space.id and c.record.restore == now.id}
    if partner is None or not {visit.person, partner.person} <= seen:
        return True
    visit.held[_BOTH] = now.id
    return False


def check(visit: Visit, space: Space, record: Record | None) -> None:
    """Raise NotLookedOver if what flows has to wait. What takes something away never does."""
    takes_away = isinstance(record, CopySeen) or getattr(record, "removed", False)
    if not takes_away and is_held(visit, space):
        raise NotLookedOver
