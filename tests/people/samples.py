"""A kind of record as a room would have it, for the tests of what is carried into sign-up."""

from typing import Any

from nearer.vault import record, write
from nearer.vault.record import Record


class Kept(Record, frozen=True, kw_only=True, tag="test-kept"):
    """What somebody said before they joined."""

    text: str


record.register(Kept)


def kept(visit: Any, text: str) -> None:
    """Write what was said."""
    write.put(visit, visit.me, Kept(text=text, **visit.stamp()), key=b"tried")
