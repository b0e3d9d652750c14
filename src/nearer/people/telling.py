"""One entry in the reader's language, as the room that it comes from tells it.

An entry that was kept from a shared space that has ended is told as it was there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext

from nearer.house import registry
from nearer.house.door import Own, Told
from nearer.vault.kept import Kept
from nearer.vault.read import Entry
from nearer.vault.record import Record
from nearer.vault.seal import CannotOpen
from nearer.vault.visit import Space, Visit


@dataclass(frozen=True)
class Line:
    """One entry in words. author: what its writer is, or was, called.

    answers: questions and what was said to them. kept: it is a copy from a space that has ended.
    """

    told: Told
    entry: Entry[Record]
    author: str
    title: str
    details: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    kept: bool

    @property
    def text(self) -> str:
        """What somebody wrote."""
        return self.told.text

    @property
    def about(self) -> date | None:
        """The first of the days that it tells of."""
        return self.told.about


def line(visit: Visit, entry: Entry[Record]) -> Line | None:
    """Return one entry in words; None if no room tells it."""
    stands = as_written(entry)
    told = next(_told(stands), None) if stands else None
    if stands is None or told is None:
        return None
    other = _other(visit) if stands.mine else visit.keyring.settings.called
    return Line(
        told=told,
        entry=stands,
        author=author(visit, entry),
        title=_filled(told.title, other),
        details=tuple(_filled(detail, other) for detail in told.details),
        answers=tuple((_filled(asked, other), gettext(said)) for asked, said in told.answers),
        kept=stands is not entry,
    )


def author(visit: Visit, entry: Entry[Record]) -> str:
    """Return what an entry's writer is called; of a kept one, what they were called there."""
    if isinstance(entry.record, Kept) and entry.record.called:
        return entry.record.called
    stands = as_written(entry) or entry
    return visit.keyring.settings.called if stands.mine else _other(visit)


def is_forged(entry: Entry[Record]) -> bool:
    """Tell whether an entry, or what it is a copy of, stands in one's name without one's key."""
    stands = as_written(entry)
    return entry.forged or (stands is not None and stands.forged)


def is_unopened(entry: Entry[Record]) -> bool:
    """Tell whether an entry is a copy of one that did not open."""
    return as_written(entry) is None


def rooms() -> list[Own]:
    """Return how each room tells, removes and restores, in the order of the rooms."""
    return [door.own for door in registry.rooms() if door.own is not None]


def readable(visit: Visit) -> list[Space]:
    """Return the spaces that this person may read: their own, and the shared one, also at rest."""
    shared = visit.us or visit.resting
    return [visit.me, shared] if shared else [visit.me]


def as_written(entry: Entry[Record]) -> Entry[Record] | None:
    """Return an entry as it was written; a kept one is opened to what it is a copy of."""
    kept = entry.record
    if not isinstance(kept, Kept):
        return entry
    try:
        record = kept.entry()
    except CannotOpen:
        return None
    mine, revision = kept.by == "me", 2 if kept.changed else 1
    return replace(
        entry, record=record, mine=mine, revision=revision, forged=mine and not kept.marked
    )


def _told(entry: Entry[Record]) -> Iterator[Told]:
    for own in rooms():
        if told := own.tell(entry):
            yield told


def _other(visit: Visit) -> str:
    resting = visit.resting.keys.partner if visit.resting else None
    partner = visit.partner or resting
    return partner.called if partner else gettext("the other person")


def _filled(msgid: str, other: str) -> str:
    text = gettext(msgid)
    filled = text.replace("{other}", other)
    return filled[:1].upper() + filled[1:] if text.startswith("{other}") else filled
