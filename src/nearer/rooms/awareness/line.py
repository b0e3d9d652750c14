"""A line over weeks with its band: where it runs, where it breaks, and what can be said of it.

One answer a week: each point is the mean of a week and its neighbours, and the band is as wide as
8 of 10 repeats would be, if answers spread as assumed. A week without an answer breaks the line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

from nearer.rooms.awareness.cells import ASSUMED_SPREAD, EIGHT_IN_TEN, Cell
from nearer.rooms.awareness.change import Change, compare
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.pulse import WEEK, WEEKS_FOR_A_LINE
from nearer.ui.charts import HIGH, LOW, Side

WEEKS_SHOWN = 26
# What is compared: the mean of the first and of the last weeks that have an answer.
AT_EACH_END = 3
_NEIGHBOUR = 0.5


@dataclass(frozen=True)
class Stretch:
    """Weeks in a row that have answers, as SVG paths in a box of 100 by 100."""

    line: str
    band: str


@dataclass(frozen=True)
class Week:
    """One week of the table; None: no answer."""

    monday: date
    said: Answer | None


@dataclass(frozen=True)
class Trend:
    """One item over weeks. at and height: where the last point stands. weeks: the table."""

    side: Side
    stretches: tuple[Stretch, ...]
    at: str
    height: str
    weeks: tuple[Week, ...]
    change: Change

    @property
    def has_gap(self) -> bool:
        """Tell whether a week between the first and the last has no answer."""
        return any(week.said is None for week in self.weeks)


@dataclass(frozen=True)
class _Point:
    x: float
    value: float
    margin: float


def trend(answers: Mapping[date, int], *, side: Side) -> Trend | None:
    """Return the line of one item, by the Monday of each week; None before three weeks."""
    if len(answers) < WEEKS_FOR_A_LINE:
        return None
    last = max(answers)
    first = max(min(answers), last - (WEEKS_SHOWN - 1) * WEEK)
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    weeks = tuple(Week(day, Answer(answers[day]) if day in answers else None) for day in mondays)
    runs = _runs(weeks)
    end = runs[-1][-1]
    return Trend(
        side=side,
        stretches=tuple(_drawn(run) for run in runs),
        at=f"{end.x:g}%",
        height=f"{_height(end.value):g}%",
        weeks=weeks,
        change=_change([week.said for week in weeks if week.said]),
    )


def _change(said: Sequence[int]) -> Change:
    """Compare both ends; while they would share a week it is too early."""
    if len(said) < 2 * AT_EACH_END:
        return Change.EARLY
    return compare(_mean(said[:AT_EACH_END]), _mean(said[-AT_EACH_END:]))


def _mean(said: Sequence[int]) -> Cell:
    return Cell(mean=sum(said) / len(said), count=len(said))


def _runs(weeks: Sequence[Week]) -> list[list[_Point]]:
    across = 100 / max(1, len(weeks) - 1)
    runs: list[list[_Point]] = []
    for number, week in enumerate(weeks):
        if week.said is None:
            continue
        if number == 0 or weeks[number - 1].said is None:
            runs.append([])
        around = [_said_at(weeks, near) for near in (number - 1, number, number + 1)]
        runs[-1].append(_smooth(round(number * across, 2), around))
    return runs


def _said_at(weeks: Sequence[Week], number: int) -> int | None:
    return weeks[number].said if 0 <= number < len(weeks) else None


def _smooth(x: float, around: Sequence[int | None]) -> _Point:
    weighed = zip((_NEIGHBOUR, 1.0, _NEIGHBOUR), around, strict=True)
    known = [(weight, said) for weight, said in weighed if said is not None]
    whole = sum(weight for weight, _ in known)
    error = ASSUMED_SPREAD * sqrt(sum(weight**2 for weight, _ in known)) / whole
    return _Point(x, sum(weight * said for weight, said in known) / whole, EIGHT_IN_TEN * error)


def _drawn(run: Sequence[_Point]) -> Stretch:
    points = [(point.x, _height(point.value)) for point in run]
    if len(points) == 1:
        points *= 2
    upper = [(point.x, _height(point.value + point.margin)) for point in run]
    lower = [(point.x, _height(point.value - point.margin)) for point in reversed(run)]
    band = f"M{_path([*upper, *lower])}z" if len(run) > 1 else ""
    return Stretch(line=f"M{_path(points)}", band=band)


def _path(points: Sequence[tuple[float, float]]) -> str:
    first, *_ = points
    steps = "".join(f"L{x:g} {y:g}" for _, (x, y) in pairwise(points))
    return f"{first[0]:g} {first[1]:g}{steps}"


def _height(value: float) -> float:
    """Return how far from the top a value stands; what is off the scale ends at its end."""
    inside = min(max(value, LOW), HIGH)
    return round(100 * (HIGH - inside) / (HIGH - LOW), 2)
