"""That these records are a restored copy, and of which day (the command `restore` writes it).

Each first page says so, and nothing flows in `us` until its person has confirmed who can see what:
a confirmation names the restore by its id, so that the next restore asks anew.
"""

from datetime import date, datetime
from pathlib import Path

import msgspec
from django.conf import settings


class Restored(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One restore. id: random, new with each. of: when the copy was made. at: when it came back."""

    id: str
    of: datetime
    at: datetime

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
