"""Is it lower than usual, for some weeks now? A watch over one person's days.

It compares each answer with what was usual before it (`_usual`) and weighs the evidence that a slow
decline has begun (`_decline`). The alarm line was set by simulation on five-point diaries with
weekdays, bad days, slow noise and 30 % missing (`_limits`), because textbook limits assume
independent days and alarm too often. It says "lower than usual", never why.
"""

import json
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import checks
from nearer.science._runs import cusum_arl, cusum_limit, ewma_arl, ewma_limit
from nearer.science._watch import Options, State
from nearer.science.checks import F
from nearer.science.estimate import Estimate

__all__ = [
    "Scan",
    "Signal",
    "Watch",
    "cusum_arl",
    "cusum_limit",
    "ewma_arl",
    "ewma_limit",
    "scan",
]

FORMAT = "nearer.drift/1"
TELLING = 0.5  # of the alarm line: from here on a watch says since when and how far


@dataclass(frozen=True, slots=True)
class Signal:
    """What a watch says of a day.

    alarm: on one day, after which the evidence starts anew; enough: it has seen enough to alarm;
    evidence: from 0 to 1, the alarm line; since: the likely first day of the decline; size: how
    far below usual (above, when it watches for a rise) the days since then are, in their own unit.
    Both are None below half the alarm line. Days that raised suspicion are the lower ones, so the
    size leans to the large side.
    """

    alarm: bool
    enough: bool
    evidence: float
    since: int | None
    size: Estimate | None


@dataclass(frozen=True, slots=True)
class Scan:
    """What a watch each says of every day: alarm, enough, evidence, in the shape of the values."""

    alarm: NDArray[np.bool_]
    enough: NDArray[np.bool_]
    evidence: F


class Watch:
    """A watch over one person's values, one day after the other.

    false_alarms_per_year: alarms in 365.25 days on which `enough` is true, when nothing changes;
    above 0, at most 12. direction: "down" or "up". scale: lowest and highest possible value; None
    learns from the values. min_days: from the first answer until `enough`, which also needs half as
    many answers. Raises ValueError for options outside these.
    Source: odds of Shiryaev (1963) and Roberts (1966) on winsorised residuals; limits by
    simulation.
    """

    __slots__ = ("_options", "_state")

    def __init__(
        self,
        *,
        false_alarms_per_year: float = 0.2,
        direction: str = "down",
        scale: tuple[float, float] | None = None,
        min_days: int = 28,
    ) -> None:
        self._options = Options.checked(false_alarms_per_year, direction, scale, min_days)
        self._state = State.fresh(1, self._options)

    def update(self, day: int, value: float | None) -> Signal:
        """Take a day's value and say what it shows.

        day: `date.toordinal()`, later than the last; days left out were missing. value: None or NaN
        when missing. Raises ValueError for a day that is not later, infinite values and values off
        the scale.
        """
        given = np.atleast_1d(checks.array("value", value, ndim=0, all_missing=True))  # type: ignore[arg-type]
        self._options.check_values("value", given)
        number = checks.whole("day", day)
        last = self._state.last_day
        if last is not None and number <= last:
            raise ValueError(f"day: {number} is not after {last}, the last day taken")
        self._state.skip_to(number, self._options)
        alarm, enough, evidence = self._state.take(number, given, self._options)
        signal = self._signal(bool(alarm[0]), bool(enough[0]), float(evidence[0]))
        self._state.suspicion.begin_anew(alarm)
        return signal

    def to_json(self) -> str:
        """Return all that it remembers: a few numbers, less than 2 kB, no answers."""
        kept = {"format": FORMAT, "options": self._options.to_dict(), **self._state.to_dict()}
        return json.dumps(kept, allow_nan=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the watch that wrote the text; it continues as if never stopped.

        Raises ValueError for anything else.
        """
        kept = _opened(text)
        try:
            watch = cls(**Options.given(kept["options"]))
            watch._state = State.from_dict(kept, watch._options)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"text: does not hold a watch ({error})") from error
        return watch

    def _signal(self, alarm: bool, enough: bool, evidence: float) -> Signal:  # noqa: FBT001  as named in Signal
        if not (enough and evidence >= TELLING):
            return Signal(alarm, enough, evidence, None, None)
        since, size, se, answers = self._state.size()
        shown = Estimate(size, size - 1.96 * se, size + 1.96 * se, se, answers)
        return Signal(alarm, enough, evidence, since, shown)


def scan(
    values: ArrayLike,
    *,
    first_day: int = 1,
    false_alarms_per_year: float = 0.2,
    direction: str = "down",
    scale: tuple[float, float] | None = None,
    min_days: int = 28,
) -> Scan:
    """Watch many series at once, with the same result as a `Watch` each.

    values: (series, days) or (days,), equally spaced, NaN missing; first_day: the day's number of
    the first column (it tells the weekday). false_alarms_per_year, direction, scale, min_days: as
    of `Watch`. Raises ValueError as `Watch` and its `update`. Source: as there.
    """
    options = Options.checked(false_alarms_per_year, direction, scale, min_days)
    given = checks.array("values", values, ndim=(1, 2))
    options.check_values("values", given)
    columns = np.ascontiguousarray(np.atleast_2d(given).T)
    start = checks.whole("first_day", first_day)
    state = State.fresh(columns.shape[1], options)
    alarm, enough = (np.zeros(columns.shape, bool) for _ in range(2))
    evidence = np.zeros(columns.shape)
    for row, value in enumerate(columns):
        alarm[row], enough[row], evidence[row] = state.take(start + row, value, options)
        state.suspicion.begin_anew(alarm[row])
    shape = given.shape
    return Scan(alarm.T.reshape(shape), enough.T.reshape(shape), evidence.T.reshape(shape))


def _opened(text: str) -> dict[str, Any]:
    try:
        kept = json.loads(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"text: is not JSON ({error})") from error
    if not isinstance(kept, dict) or kept.get("format") != FORMAT:
        raise ValueError(f"text: is not a watch of the format {FORMAT}")
    return kept
