"""Where does it stand, and where is it going? A line through one person's or many people's days.

The model is a local linear trend: a level that wanders, with a slope that wanders, under the noise
of single days; days without an answer are simply days without an answer. It knows no scale: a band
may reach beyond the scale's ends (cut the picture, keep the numbers), and weekdays are noise to it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import _breaks, _kalman, _pair, _variances, checks
from nearer.science import change as changes
from nearer.science._breaks import Breaks
from nearer.science._kalman import Model
from nearer.science._lines import Source, log_likelihood
from nearer.science._pair import PairTrend
from nearer.science._variances import Nodes
from nearer.science.checks import F

__all__ = ["Breaks", "PairTrend", "Trend", "Variances", "breaks", "smooth", "smooth_pair"]
MOST_BREAKS = 1000


@dataclass(frozen=True, slots=True)
class Variances:
    """Of a day's noise, of the level's step and of the slope's step; floats or (series,)."""

    noise: float | F
    level: float | F
    slope: float | F = 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """A smoothed line; level to filtered_se have the shape of the answers.

    level, slope: given all answers, the slope a day; filtered: the level given the answers up to
    and with that day; level_se, slope_se, filtered_se: their standard errors. NaN with too few
    answers: two (one without a slope), one more where variances are fitted, and `filtered` before
    that many. variances, log_likelihood, n_observed, enough: one a series.
    """

    level: F
    level_se: F
    slope: F
    slope_se: F
    filtered: F
    filtered_se: F
    variances: Variances
    log_likelihood: float | F
    n_observed: int | NDArray[np.int64]
    enough: bool | NDArray[np.bool_]
    _source: Source

    def band(self, level: float = 0.80) -> tuple[F, F]:
        """Return the lower and the upper end of the level's band, in the shape of the answers.

        level: the share of lines that it holds. Raises ValueError for what is no share.
        """
        width = changes.normal_quantile(level) * self.level_se
        return self.level - width, self.level + width

    def change(self, days: int, *, better: str, level: float = 0.95) -> changes.Change:
        """Return the level of the last day against that of `days` ago, with their covariance.

        days: at least 1, fewer than there are; better: "higher" or "lower"; level: of the interval.
        "not enough" where `enough` is False. Raises ValueError for options outside these.
        """
        last = self.level.shape[-1] - 1
        before = last - checks.whole("days", days, low=1, high=last)
        difference, se = self._source.difference(before)
        difference = np.where(self._source.enough, difference, np.nan)
        shape = self.level.shape[:-1]
        return changes.between(
            difference.reshape(shape), se.reshape(shape), better=better, level=level
        )


def smooth(
    y: ArrayLike,
    *,
    variances: Variances | None = None,
    slope: bool = True,
    prior: str | None = "weak",
    min_days: int = 10,
) -> Trend:
    """Return the line through equally spaced days, and how sure it is.

    y: (days,) or (series, days); NaN is a day without an answer. variances: given, each a number
    or (series,), noise above 0, level and slope at least 0; None estimates them for each series.
    slope False: a local level (slope and its error are 0). prior None: plain maximum likelihood;
    "weak": log-normal priors relative to the series' own variance, which fade beyond 60 answers;
    then lines are averaged over the variances that could be true, so bands hold on short series.
    min_days: answers from which `enough` is True.
    Raises ValueError for other shapes, infinite or no values, and variances out of range.
    Source: Durbin and Koopman (2012), exact diffuse start. Checked against R, `kalman.json`.
    """
    checks.one_of("prior", prior, (None, "weak"))
    days = checks.array("y", y, ndim=(1, 2))
    columns = np.ascontiguousarray(np.atleast_2d(days).T)
    best, nodes = _nodes(columns, variances, slope=slope, prior=prior)
    counts = (~np.isnan(columns)).sum(0)
    enough = counts >= checks.whole("min_days", min_days, low=1)
    learned = variances is None
    stretch = _stretch(counts - (2 if slope else 1), learned=learned, prior=prior)
    source = Source(columns, nodes, slope, stretch, enough)
    shape = days.shape[:-1]
    lines, fit = source.lines()
    if nodes is not best:
        fit = _log_likelihood(columns, best, slope=slope)
    level, level_se, tilt, tilt_se, filtered, filtered_se = (
        line.T.reshape(days.shape) for line in lines
    )
    return Trend(
        level,
        level_se,
        tilt,
        tilt_se,
        filtered,
        filtered_se,
        variances=_reported(best, shape),
        log_likelihood=_plain(fit[0], shape),
        n_observed=counts if shape else int(counts[0]),
        enough=enough if shape else bool(enough[0]),
        _source=source,
    )


def smooth_pair(y: ArrayLike, *, noise: ArrayLike, level: ArrayLike) -> PairTrend:
    """Return the two levels of a pair, whose days and whose wandering go together.

    y: (days, 2), NaN missing, at least one answer of each; noise, level: (2, 2) covariances of a
    day and of the levels' step, in the unit of y squared; that of a day positive definite, that of
    the step semidefinite. Exact diffuse start.
    Raises ValueError for other shapes, infinite values and matrices that are no covariance.
    Source: Durbin and Koopman (2012), two local levels. Checked against R, `kalman_two.json`.
    """
    days = checks.array("y", y, shape=(None, 2))
    if np.isnan(days).all(0).any():
        raise ValueError("y: one of the two has no answer at all")
    return _pair.smooth(
        days, _covariance("noise", noise, definite=True), _covariance("level", level)
    )


def breaks(y: ArrayLike, *, min_share: float = 0.15, max_breaks: int = 5) -> Breaks:
    """Return where the mean of the days breaks, and how many breaks the BIC prefers.

    y: (days,), NaN missing (left out); min_share: of the answers, the least length of a segment,
    above 0 and at most 0.5 (and two answers); max_breaks: from 0 to 1,000.
    Raises ValueError for other shapes, infinite values and too few answers for two segments.
    Source: Bai and Perron (2003), dynamic programming. Checked against R, `kalman.json`.
    """
    days = checks.array("y", y, ndim=1)
    checks.inside("min_share", min_share, 0, 0.5, high_too=True)
    most = checks.whole("max_breaks", max_breaks, low=0, high=MOST_BREAKS)
    return _breaks.find(days, min_share, most)


def _nodes(
    y: F, variances: Variances | None, *, slope: bool, prior: str | None
) -> tuple[Nodes, Nodes]:
    if variances is None:
        return _variances.fit(y, has_slope=slope, prior=prior)
    given = {"noise": variances.noise, "level": variances.level, "slope": variances.slope}
    parts = [_given(name, value, y.shape[1]) for name, value in given.items()]
    if not slope and parts[2].any():
        raise ValueError("variances: slope is above 0, and the trend is asked for without a slope")
    nodes = _variances.fixed(*parts)
    return nodes, nodes


def _given(name: str, value: float | F, series: int) -> F:
    part = np.asarray(value, float)
    if part.shape not in ((), (series,)):
        raise ValueError(f"variances: {name} has shape {part.shape}; it is a number or ({series},)")
    if not (np.isfinite(part) & (part > 0 if name == "noise" else part >= 0)).all():
        least = "above 0" if name == "noise" else "0 or above"
        raise ValueError(f"variances: {name} holds {part.min()}; it is finite and {least}")
    return np.broadcast_to(part, (series,)).copy()


def _stretch(freedom: NDArray[np.int64], *, learned: bool, prior: str | None) -> F:
    """Return what the variances grow by: with few answers the noise itself is hardly known.

    The variance of t with that freedom; NaN where nothing is left to estimate the noise from.
    """
    if not learned:
        return np.ones(len(freedom))
    least = np.maximum(freedom, 3.0)
    stretch = np.ones(len(freedom)) if prior is None else least / (least - 2)
    return np.where(freedom > 0, stretch, np.nan)


def _log_likelihood(columns: F, best: Nodes, *, slope: bool) -> F:
    model = Model(columns, best.noise, best.level, best.slope, slope)
    return log_likelihood(model, _kalman.run(model, keep=False))


def _reported(best: Nodes, shape: tuple[int, ...]) -> Variances:
    noise, level, slope = (_plain(part[0], shape) for part in (best.noise, best.level, best.slope))
    return Variances(noise, level, slope)


def _plain(values: F, shape: tuple[int, ...]) -> float | F:
    return values if shape else float(values[0])


def _covariance(name: str, value: ArrayLike, *, definite: bool = False) -> F:
    matrix = checks.array(name, value, shape=(2, 2))
    least = np.linalg.eigvalsh(matrix)[0] if np.isfinite(matrix).all() else np.nan
    tiny = 1e-12 * np.abs(matrix).max()
    if matrix[0, 1] != matrix[1, 0] or not least >= -tiny:
        raise ValueError(f"{name}: {matrix.tolist()} is not a covariance matrix")
    if definite and not least > tiny:
        raise ValueError(f"{name}: {matrix.tolist()} leaves a direction without noise")
    return matrix
