"""What one gives and the other receives: a gap between two views, with its uncertainty.

A gap is two views of one thing, not an error of one person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import _shrinkage, checks
from nearer.science.change import normal_quantile, plain, verdict
from nearer.science.checks import F

__all__ = ["VERDICTS", "Gap", "between", "by_sign"]

VERDICTS = ("gives more", "no clear gap", "receives more", "not enough")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap, or one for each sign: arrays of the broadcast shape, or plain numbers.

    difference: gives minus receives, in the scores' unit; se: its standard error; low, high: its
    interval; verdict: "gives more", "no clear gap", "receives more" or "not enough".
    """

    difference: float | F
    se: float | F
    low: float | F
    high: float | F
    verdict: str | NDArray[np.str_]


def between(
    gives: ArrayLike,
    gives_se: ArrayLike,
    receives: ArrayLike,
    receives_se: ArrayLike,
    *,
    correlation: float = 0.0,
    level: float = 0.95,
) -> Gap:
    """Return the gap between what one says to give and what the other says to receive.

    gives, receives: scores; gives_se, receives_se: their errors, above 0. All four broadcast; NaN
    is missing ("not enough"). correlation: of the two errors, above -1 and below 1. level: of the
    interval that the verdict looks at. Raises ValueError for errors not above 0, infinite values,
    shapes that do not broadcast. Source: variance of a difference of two correlated scores.
    """
    checks.inside("correlation", correlation, -1, 1)
    given, given_se, received, received_se = _scores(gives, gives_se, receives, receives_se)
    variance = given_se**2 + received_se**2 - 2 * correlation * given_se * received_se
    return _gap(given - received, np.sqrt(variance), level)


def by_sign(
    gives: ArrayLike,
    gives_se: ArrayLike,
    receives: ArrayLike,
    receives_se: ArrayLike,
    *,
    level: float = 0.95,
) -> Gap:
    """Return the gap of each sign, shrunken toward the couple's common gap.

    gives, gives_se, receives, receives_se: (signs,), the eight of the article; NaN is missing: that
    sign is left out and is "not enough". level: of the intervals. Without shrinking, the largest of
    eight gaps is mostly chance.
    Model: gap_i ~ N(theta_i, se_i^2), theta_i ~ N(common, spread^2), a flat prior for the common
    gap and a uniform one for the share of a sign's variance that is error; the spread is integrated
    out, so its uncertainty is in the intervals. Raises ValueError as `between`, and for anything
    but one axis. Source: Rubin (1981); prior by Daniels (1999).
    """
    given, given_se, received, received_se = _scores(gives, gives_se, receives, receives_se)
    if given.ndim != 1:
        raise ValueError(f"gives: has shape {given.shape}; by sign it is one axis, (signs,)")
    difference, se = given - received, np.hypot(given_se, received_se)
    seen = ~np.isnan(difference + se)
    value, error = np.full(given.shape, np.nan), np.full(given.shape, np.nan)
    if seen.any():
        value[seen], error[seen] = _shrunken(difference[seen], se[seen])
    return _gap(value, error, level)


def _scores(
    gives: ArrayLike, gives_se: ArrayLike, receives: ArrayLike, receives_se: ArrayLike
) -> tuple[F, F, F, F]:
    given, given_se, received, received_se = checks.broadcast(
        gives=gives, gives_se=gives_se, receives=receives, receives_se=receives_se
    )
    checks.above_zero("gives_se", given_se)
    checks.above_zero("receives_se", received_se)
    return given, given_se, received, received_se


def _gap(difference: F, se: F, level: float) -> Gap:
    width = normal_quantile(level) * se
    low, high = difference - width, difference + width
    words = verdict(low, high, "gives more", "no clear gap", "receives more")
    return Gap(plain(difference), plain(se), plain(low), plain(high), words)


def _shrunken(gaps: F, se: F) -> tuple[F, F]:
    """Return posterior means and SDs of the signs' gaps; nodes of the spread by signs inside."""
    spread, log_prior = _shrinkage.nodes(float(1 / np.mean(se**-2)))
    precision = 1 / (se**2 + spread[:, None])
    common_variance = 1 / precision.sum(1, keepdims=True)
    common = (precision * gaps).sum(1, keepdims=True) * common_variance
    fit = np.log(precision).sum(1) + np.log(common_variance[:, 0])
    misfit = (precision * (gaps - common) ** 2).sum(1)
    weight = _shrinkage.weights(log_prior + (fit - misfit) / 2)[:, None]
    pull = se**2 * precision  # toward the common gap
    mean = gaps + pull * (common - gaps)
    variance = se**2 * (1 - pull) + pull**2 * common_variance
    value = (weight * mean).sum(0)
    return value, np.sqrt((weight * (variance + (mean - value) ** 2)).sum(0))
