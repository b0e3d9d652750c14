"""Has it changed? Two scores of one person, and what they can show (a reliable change).

Most honest answers are "no clear change": at a reliability of 0.8 only a step of more than 1.24 SD
stands out of the noise. A change says nothing of its cause.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import checks
from nearer.science.checks import F

__all__ = ["VERDICTS", "Better", "Change", "from_scores", "from_sums", "sem", "smallest_reliable"]

Better = Literal["higher", "lower"]
VERDICTS = ("better", "no clear change", "worse", "not enough")


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between two scores: arrays of the broadcast shape, or plain numbers.

    difference: after minus before; se: its standard error; index: difference / se; low, high: its
    interval; verdict: "better", "no clear change", "worse" or "not enough".
    """

    difference: float | F
    se: float | F
    index: float | F
    low: float | F
    high: float | F
    verdict: str | NDArray[np.str_]


def from_sums(
    before: ArrayLike,
    after: ArrayLike,
    *,
    sd: float,
    reliability: float,
    better: str,
    level: float = 0.95,
) -> Change:
    """Return the change between two sum scores, whose error follows from a reliability.

    before, after: sums, broadcast against each other; NaN is missing ("not enough").
    sd: standard deviation of the sums in a group like the person's, above 0, in the sums' unit;
    reliability: of the sums, at least 0 and below 1; better: "higher" or "lower".
    level: of the interval that the verdict looks at.
    Raises ValueError for values outside these, infinite values and shapes that do not broadcast.
    Source: Jacobson and Truax (1991). Checked against R, `cohort.json`.
    """
    error = sem(sd, reliability)
    return from_scores(before, error, after, error, better=better, level=level)


def from_scores(
    before: ArrayLike,
    before_se: ArrayLike,
    after: ArrayLike,
    after_se: ArrayLike,
    *,
    better: str,
    level: float = 0.95,
) -> Change:
    """Return the change between two scores, each with its own standard error.

    before, after: scores; before_se, after_se: their errors, above 0, in the scores' unit. All four
    broadcast; NaN is missing ("not enough"). better, level: as in `from_sums`.
    Raises ValueError for errors not above 0, infinite values and shapes that do not broadcast.
    Source: as `from_sums`, with sqrt(se1^2 + se2^2) in place of sqrt(2)·SEM.
    """
    first, first_se, second, second_se = checks.broadcast(
        before=before, before_se=before_se, after=after, after_se=after_se
    )
    checks.above_zero("before_se", first_se)
    checks.above_zero("after_se", second_se)
    return between(second - first, np.hypot(first_se, second_se), better=better, level=level)


def between(difference: F, se: F, *, better: str, level: float) -> Change:
    """Return the change that a difference with its standard error shows."""
    checks.one_of("better", better, ("higher", "lower"))
    width = normal_quantile(level) * se
    low, high = difference - width, difference + width
    up, down = ("better", "worse") if better == "higher" else ("worse", "better")
    index = np.divide(difference, se, out=np.full(np.shape(se), np.nan), where=se > 0)
    words = verdict(low, high, up, "no clear change", down)
    return Change(plain(difference), plain(se), plain(index), plain(low), plain(high), words)


def verdict(low: F, high: F, up: str, between: str, down: str) -> str | NDArray[np.str_]:
    """Return one word for each interval: above zero, around it, below it, or "not enough"."""
    words = np.select([np.isnan(low), low > 0, high < 0], ["not enough", up, down], between)
    return str(words) if words.ndim == 0 else words


def normal_quantile(level: float) -> float:
    """Return how many standard errors an interval at this level reaches to each side."""
    return NormalDist().inv_cdf(0.5 + checks.share("level", level) / 2)


def plain(values: F) -> float | F:
    """Return a single number as a float, an array as it is."""
    return float(values) if np.ndim(values) == 0 else values


def sem(sd: float, reliability: float) -> float:
    """Return the standard error of measurement, sd·sqrt(1 - reliability), in the unit of sd.

    Raises ValueError for sd not above 0 and a reliability below 0 or not below 1.
    Source: classical test theory; the worked example of Jacobson and Truax (1991).
    """
    spread = checks.inside("sd", sd, 0, np.inf)
    return spread * sqrt(1 - checks.inside("reliability", reliability, 0, 1, low_too=True))


def smallest_reliable(sd: float, reliability: float, *, level: float = 0.95) -> float:
    """Return the smallest difference of two scores that is more than noise, in the unit of sd.

    sd, reliability: as in `sem`; level: how sure it has to be, 0.95 for one in twenty by chance.
    Raises ValueError as `sem`. Source: Jacobson and Truax (1991).
    """
    return normal_quantile(level) * sqrt(2) * sem(sd, reliability)
