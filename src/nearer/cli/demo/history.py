"""Eight months of two people who do not exist, from a seed: what each did, and when.

How it is made, so that a reader of the CSV knows what is in it:

- **Climate.** One value a week, how much good the two have for each other (1 to 5): it falls for
  eleven weeks, stays low until both open their first check in week 12, and climbs until week 30.
  Four bad weeks (19, 20, 27, 31) dent the climb; nothing here rises in a straight line.
- **Two views.** Each answer is climate + what this person sees of this sign + chance, rounded to
  the scale. Ana receives less listening, time and thanks than Ben believes that he gives; after the
  first check the two views move towards each other, and never meet.
- **Gaps.** Some weeks nobody answers, some only one; one answer in 25 is "rather not say".
- **Words.** Notes, reflections, letters and talks are ours, written for this demo.

The same seed and the same last day give the same history, to the minute.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from nearer.article import Direction, Sign
from nearer.cli.demo import talking, words
from nearer.cli.demo.moment import Moment, Who
from nearer.rooms.awareness import effects, pulse
from nearer.rooms.awareness.check import Length, way
from nearer.rooms.awareness.items import Answer, Keyed

BOTH: tuple[Who, Who] = ("ana", "ben")
WEEKS = 35
ZONE = "Europe/Berlin"
SEED = 20

CLIMATE = ((0, 3.5), (5, 2.9), (11, 1.9), (14, 2.0), (22, 3.0), (30, 3.7), (WEEKS, 3.8))
BAD_WEEKS = {19: -1.1, 20: -0.6, 27: -0.9, 31: -0.7}
MISSED: dict[Who, set[int]] = {"ana": {4, 16, 23, 24}, "ben": {2, 7, 8, 23, 24, 29}}
CHECKS = (12, 23, 34)
FIRST_CHECK = CHECKS[0]

VIEWS: dict[tuple[Who, Direction], dict[Sign, float]] = {
    ("ana", Direction.RECEIVE): {
        Sign.LISTENING: -0.9,
        Sign.TIME: -0.6,
        Sign.APPRECIATION: -0.7,
        Sign.AFFECTION: 0.4,
        Sign.CONFLICT: 0.3,
    },
    ("ana", Direction.GIVE): {Sign.LISTENING: 0.6, Sign.AFFECTION: -0.3, Sign.PRIORITY: 0.4},
    ("ben", Direction.RECEIVE): {Sign.AFFECTION: -0.5, Sign.LISTENING: 0.5, Sign.CONFLICT: -0.3},
    ("ben", Direction.GIVE): {
        Sign.LISTENING: 0.8,
        Sign.TIME: 0.5,
        Sign.APPRECIATION: 0.4,
        Sign.CLOSENESS: -0.2,
    },
}
MOOD: dict[Who, float] = {"ana": -0.2, "ben": 0.2}
PULSE = {"close": 0.0, "understood": -0.2, "time": -0.3, "thanks": 0.1, "speak": 0.4}
SELDOM = {"EN3", "ER5", "ER7"}
EFFECT_WEEKS: dict[Who, tuple[int, ...]] = {"ana": (10, 33), "ben": (14,)}


@dataclass(frozen=True)
class Signs(Moment):
    """One check of the eight signs, both ways. begun: its day. answers: by direction and item."""

    begun: date
    answers: dict[tuple[Direction, str], int | None]


@dataclass(frozen=True)
class Ready(Moment):
    """Their envelope may open; when both have said so, both do."""


@dataclass(frozen=True)
class Looked(Moment):
    """They have seen what opened."""


@dataclass(frozen=True)
class Week(Moment):
    """The five answers of a week. week: its Monday."""

    week: date
    answers: dict[str, int | None]


@dataclass(frozen=True)
class Effects(Moment):
    """One effects check."""

    begun: date
    answers: dict[str, int | None]


@dataclass(frozen=True)
class Noticed(Moment):
    """A reach for each other, seen or gone past. mine: this person reached out."""

    seen: bool
    mine: bool
    line: str


@dataclass(frozen=True)
class Wrote(Moment):
    """A private note."""

    text: str


@dataclass(frozen=True)
class Reflected(Moment):
    """A reflection on what was learned at home."""

    prompt: str
    text: str


def history(until: date, *, seed: int = SEED) -> tuple[Moment, ...]:
    """Return what both did in the eight months before a day, oldest first."""
    chance = random.Random(seed)  # noqa: S311  a story, no key
    calendar = Calendar(until)
    found = [
        *_weeks(calendar, chance),
        *_checks(calendar, chance),
        *_effects(calendar, chance),
        *_noticed(calendar, chance),
        *_words(calendar),
        *talking.steps(calendar.evening),
    ]
    known = [moment for moment in found if moment.at.date() < until]
    return tuple(sorted(known, key=lambda moment: moment.at))


@dataclass(frozen=True)
class Calendar:
    """The weeks before a day; the last of them is the last whole one."""

    until: date

    @property
    def first(self) -> date:
        """The Monday of week 0."""
        return pulse.week_of(self.until) - WEEKS * pulse.WEEK

    def monday(self, week: int) -> date:
        """Return the Monday of a week."""
        return self.first + week * pulse.WEEK

    def evening(self, week: int, weekday: int, minute: int) -> datetime:
        """Return a minute after half past seven in the evening, where the two live."""
        day = self.monday(week) + timedelta(days=weekday)
        local = datetime.combine(day, time(19, 30), ZoneInfo(ZONE))
        return (local + timedelta(minutes=minute)).astimezone(UTC)


def climate(week: int) -> float:
    """Return how much good there is between the two in a week, from 1 to 5."""
    for (begin, low), (end, high) in pairwise(CLIMATE):
        if begin <= week <= end:
            value = low + (high - low) * (week - begin) / (end - begin)
            return value + BAD_WEEKS.get(week, 0.0)
    raise ValueError(f"week: {week}; the story has weeks 0 to {WEEKS}")


def _weeks(calendar: Calendar, chance: random.Random) -> Iterator[Moment]:
    for who in BOTH:
        for week in range(WEEKS):
            if week in MISSED[who]:
                continue
            level = climate(week) + MOOD[who] * _apart(week)
            answers = {item: _said(level + bias, chance) for item, bias in PULSE.items()}
            at = calendar.evening(week, 6, chance.randrange(120))
            yield Week(who, at, calendar.monday(week), answers)


def _checks(calendar: Calendar, chance: random.Random) -> Iterator[Moment]:
    for week in CHECKS:
        for days, who in enumerate(BOTH):
            at = calendar.evening(week, 1 + days, chance.randrange(90))
            yield Signs(who, at, at.date(), _signs(who, week, chance))
            yield Ready(who, at + timedelta(minutes=12))
        for days, who in enumerate(BOTH):
            last = week == CHECKS[-1] and who == "ana"
            if not last:  # Ana has still to see what opened last
                yield Looked(who, calendar.evening(week, 3 + days, chance.randrange(60)))


def _signs(who: Who, week: int, chance: random.Random) -> dict[tuple[Direction, str], int | None]:
    answers: dict[tuple[Direction, str], int | None] = {}
    for direction in Direction:
        views = VIEWS[who, direction]
        for place in way(direction, Length.ALL):
            if place.direction is not direction:
                continue
            level = climate(week) + views.get(place.item.sign, 0.0) * _apart(week)
            said = _said(level, chance)
            missed = place.item.keyed is Keyed.MISSED
            answers[direction, place.item.id] = 6 - said if missed and said else said
    return answers


def _effects(calendar: Calendar, chance: random.Random) -> Iterator[Moment]:
    for who in BOTH:
        for week in EFFECT_WEEKS[who]:
            at = calendar.evening(week, 4, chance.randrange(60))
            answers = {item.id: _effect(item, week, chance) for item in effects.items()}
            yield Effects(who, at, at.date(), answers)


def _effect(item: effects.EffectItem, week: int, chance: random.Random) -> int | None:
    """Return one answer. Nobody here is in danger: what calls for help stays out of the story."""
    said = _said(climate(week) if item.warm else max(1.6, 4.6 - climate(week)), chance)
    if said is None or item.warm:
        return said
    return min(said, 2 if item.id in SELDOM else 3)


def _noticed(calendar: Calendar, chance: random.Random) -> Iterator[Moment]:
    for who in BOTH:
        for week in range(6, WEEKS):
            if week in MISSED[who]:
                continue
            for _ in range(chance.choice((0, 1, 1, 2, 3, 4))):
                seen = chance.random() < (climate(week) - 1) / 4
                mine = chance.random() < 0.4
                at = calendar.evening(week, chance.randrange(7), chance.randrange(150))
                line = chance.choice(words.LINES[seen, mine]) if chance.random() < 0.5 else ""
                yield Noticed(who, at, seen, mine, line)


def _words(calendar: Calendar) -> Iterator[Moment]:
    for who, week, weekday, text in words.NOTES:
        yield Wrote(who, calendar.evening(week, weekday, 150), text)
    for who, week, prompt, text in words.REFLECTIONS:
        yield Reflected(who, calendar.evening(week, 5, 140), prompt, text)


def _apart(week: int) -> float:
    """Return how far the two views are apart: all the way until the first check, then less."""
    return 1.0 if week <= FIRST_CHECK else max(0.4, 1.0 - 0.03 * (week - FIRST_CHECK))


def _said(level: float, chance: random.Random) -> int | None:
    value = level + chance.gauss(0, 0.55)
    if chance.random() < 0.04:
        return None
    return int(Answer.nearest(min(max(value, 1.0), 5.0)))
