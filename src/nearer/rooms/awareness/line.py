"""A line over weeks with its band: where it runs, where it breaks, and what can be said of it.

One answer a week under a level with a slope, by `nearer.science.trend`: the band is where the level
could be, in 8 of 10 cases, by how the person's own answers vary. A week without an answer breaks
the line, and the band grows towards it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from nearer.rooms.awareness.cells import EIGHT_IN_TEN
from nearer.rooms.awareness.change import LEVEL, Change
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.pulse import WEEK, WEEKS_FOR_A_LINE
from nearer.ui.charts import HIGH, LOW, Side

if TYPE_CHECKING:
    from nearer.science.trend import Trend as Smoothed

WEEKS_SHOWN = 26
# Before so many answers a line says nothing of a change.
WEEKS_FOR_A_CHANGE = 6
# The variance of rounding to a whole word. Where answers vary less than that, rounding hides how
# much: who always says "sometimes" may lie anywhere nearer to it than to "rarely" and "often".
_ROUNDING = 1 / 12


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
    weeks = _weeks(answers) if answers else ()
    if sum(week.said is not None for week in weeks) < WEEKS_FOR_A_LINE:
        return None
    smoothed, hidden = _smoothed(weeks)
    runs = _runs(weeks, _points(smoothed, hidden))
    end = runs[-1][-1]
    found = smoothed.change(len(weeks) - 1, better="higher", level=LEVEL)
    return Trend(
        side=side,
        stretches=tuple(_drawn(run) for run in runs),
        at=f"{end.x:g}%",
        height=f"{_height(end.value):g}%",
        weeks=weeks,
        change=Change(str(found.verdict)),
    )


def _weeks(answers: Mapping[date, int]) -> tuple[Week, ...]:
    last = max(answers)
    first = max(min(answers), last - (WEEKS_SHOWN - 1) * WEEK)
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    return tuple(Week(day, Answer(answers[day]) if day in answers else None) for day in mondays)


def _smoothed(weeks: Sequence[Week]) -> "tuple[Smoothed, float]":
    """Return the line, and the variance that rounding hides from it: none where answers vary.

    With a slope: of lines that only waver round a level, 1 in 20 seems to change, as it should;
    without, a fall is seen half as often at the same rate (simulated).
    """
    from nearer.science.trend import Variances, smooth  # noqa: PLC0415  loads SciPy, only where used

    said = [float("nan") if week.said is None else float(week.said) for week in weeks]
    learned = smooth(said, min_days=WEEKS_FOR_A_CHANGE)
    found = learned.variances
    if found.noise >= _ROUNDING:
        return learned, 0.0
    rounded = Variances(_ROUNDING, found.level, found.slope)
    return smooth(said, variances=rounded, min_days=WEEKS_FOR_A_CHANGE), _ROUNDING


def _points(smoothed: "Smoothed", hidden: float) -> list[_Point]:
    across = 100 / max(1, len(smoothed.level) - 1)
    margins = EIGHT_IN_TEN * (smoothed.level_se**2 + hidden) ** 0.5
    pairs = zip(smoothed.level.tolist(), margins.tolist(), strict=True)
    return [_Point(round(n * across, 2), *pair) for n, pair in enumerate(pairs)]


def _runs(weeks: Sequence[Week], points: Sequence[_Point]) -> list[list[_Point]]:
    """Return the points of weeks in a row that have answers."""
    stretches = groupby(zip(weeks, points, strict=True), key=lambda pair: pair[0].said is not None)
    return [[point for _, point in run] for said, run in stretches if said]


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
