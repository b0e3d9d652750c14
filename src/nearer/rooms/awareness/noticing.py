"""What somebody noticed: small reaches for each other, seen or gone past (article: 1b).

A log of what its writer noticed, not of what happened; nothing here is a count against anyone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nearer.house.door import Records
from nearer.rooms.awareness.pulse import WEEK, week_of
from nearer.rooms.awareness.records import Noticing

FEW, MANY = 3, 6


class Times(StrEnum):
    """How often, in words that nobody can keep a tally with."""

    NEVER = "never"
    ONCE = "once"
    TWICE = "twice"
    A_FEW = "a few times"
    MANY = "many times"


@dataclass(frozen=True)
class End:
    """One of the two who reached out: how often it was seen, how often it went past."""

    mine: bool
    seen: Times
    missed: Times


@dataclass(frozen=True)
class Summary:
    """One week in words: the other's reaches first, then one's own; who did not, is left out."""

    week: date
    ends: tuple[End, ...]


def of_week(records: Records, week: date) -> list[Noticing]:
    """Return what the reader noticed in one week, oldest first, without what was removed."""
    return [
        entry.record
        for entry in records.of(Noticing)
        if entry.mine and not entry.record.removed and week_of(entry.record.day) == week
    ]


def summary(noticed: Iterable[Noticing], week: date) -> Summary | None:
    """Return a week in words; None for a week in which nothing was noticed."""
    kept = list(noticed)
    ends = tuple(
        End(
            mine=mine,
            seen=_times(kept, mine=mine, seen=True),
            missed=_times(kept, mine=mine, seen=False),
        )
        for mine in (False, True)
        if any(one.mine is mine for one in kept)
    )
    return Summary(week, ends) if ends else None


def told_week(today: date) -> date:
    """Return the week that is told in words: this one on its Sunday, else the one before."""
    this = week_of(today)
    return this if today.weekday() == 6 else this - WEEK


def times(number: int) -> Times:
    """Return how often in words."""
    if number < FEW:
        return (Times.NEVER, Times.ONCE, Times.TWICE)[number]
    return Times.A_FEW if number < MANY else Times.MANY


def _times(kept: list[Noticing], *, mine: bool, seen: bool) -> Times:
    return times(sum(one.mine is mine and one.seen is seen for one in kept))
