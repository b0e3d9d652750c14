"""What somebody keeps of an `us` that has ended: their own sealed copy of each entry, in `me`."""

from typing import Literal

from nearer.vault.record import KINDS, Record


class Kept(Record, frozen=True, kw_only=True, tag="kept"):
    """A copy of one entry, in the words that both could read. Its day is the entry's own.

    called: how its author was called. marked: of an own entry, whether it was written with one's
    own key. changed: there had been an earlier revision. said: the entry's JSON; empty if it did
    not open, and then its day is the copy's own.
    """

    by: Literal["me", "other"]
    called: str
    said: str
    marked: bool = True
    changed: bool = False

    def entry(self) -> Record:
        """Return the entry as its room knows it, or raise CannotOpen."""
        return KINDS.decode(self.said.encode())
