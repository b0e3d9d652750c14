"""Is closeness higher after a practice? And the same for weeks that a coin decided.

People do nice things on good days: `after` shows what goes together, and only `coin_flip`, weeks
decided by chance, answers "because".
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import _permutation, checks
from nearer.science._effects import Daily, fit_effects
from nearer.science.change import normal_quantile
from nearer.science.checks import F, Seed
from nearer.science.estimate import Estimate

__all__ = ["VERDICTS", "Practices", "Trial", "after", "coin_flip"]

VERDICTS = ("helps", "no clear difference", "hinders", "too early to tell")
FEWEST_DAYS = 14  # with an answer, before anything is estimated
FEWEST_WEEKS = 4  # of each side of the coin


@dataclass(frozen=True, slots=True)
class Practices:
    """How closeness differs after each practice; every array is (practices,).

    names: of the practices; value, low, high, se: the shrunken difference, in the unit of
    closeness, NaN with too few answered days in all; n_done, n_other: answered days after days with
    and without it; prior_sd: how much practices differ in effect, given or estimated; verdict:
    "helps", "no clear difference", "hinders" or "too early to tell".
    """

    names: tuple[str, ...]
    value: F
    low: F
    high: F
    se: F
    n_done: NDArray[np.int64]
    n_other: NDArray[np.int64]
    prior_sd: float
    verdict: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What coin-flip weeks show.

    difference: heads minus tails, with the interval that the permutation test does not reject
    (se NaN); p: two-sided; n_heads, n_tails: weeks of each; enough: at least four of each.
    """

    difference: Estimate
    p: float
    n_heads: int
    n_tails: int
    enough: bool


def after(
    closeness: ArrayLike,
    done: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    lag: int = 1,
    min_days: int = 6,
    prior_sd: float | None = None,
    level: float = 0.95,
) -> Practices:
    """Return how closeness differs `lag` days after each practice from other days.

    closeness: (days,), equally spaced, NaN missing; done: (days, practices), 1 done, 0 not; a day
    with a NaN is left out. names: of the practices; level: of the intervals. prior_sd: above 0, in
    the unit of closeness; None estimates it.
    Model: AR(1) noise over the calendar and noise of single days, averaged over how much of each;
    weekday effects and slow cosines with normal priors; effects ~ N(0, prior_sd^2). When None it is
    integrated out, with a prior of its own that stays away from zero and hardly exceeds one SD.
    "Too early to tell": fewer than min_days with or without it, or an interval that holds zero and
    is wider than one SD of closeness from day to day.
    Raises ValueError for shapes that do not fit, values of done other than 0 and 1, a closeness
    that is constant or all missing.
    Source: linear model with normal priors, Gelman et al. (2013), chapters 5 and 14; the prior of
    their SD by Chung et al. (2013).
    """
    outcome, told = _checked(closeness, done)
    labels = _labels(names, told.shape[1])
    daily = Daily.of(outcome, told, lag=checks.whole("lag", lag, low=0))
    if prior_sd is not None:
        checks.inside("prior_sd", prior_sd, 0, np.inf)
    n_done, n_other = daily.counts()
    value, se, spread = _estimated(daily, prior_sd)
    width = normal_quantile(level) * se
    enough = np.minimum(n_done, n_other) >= checks.whole("min_days", min_days, low=1)
    words = _verdicts(value - width, value + width, enough, daily.scale)
    return Practices(
        labels, value, value - width, value + width, se, n_done, n_other, spread, words
    )


def coin_flip(
    closeness: ArrayLike, heads: ArrayLike, *, level: float = 0.95, seed: Seed = 0
) -> Trial:
    """Return the difference between weeks of heads and of tails, tested by their own chance.

    closeness: (weeks,) means, NaN missing (left out); heads: (weeks,) of 1 and 0; level: of the
    interval. The test permutes which weeks were heads: all ways up to 20,000, beyond that 20,000 by
    chance, from the seed.
    Fewer than four of each: still estimated when there is one of each, `enough` is False.
    Raises ValueError for shapes that do not fit and values of heads other than 0 and 1.
    Source: Fisher (1935); interval by inverting the test, Ernst (2004).
    """
    checks.share("level", level)
    weeks = checks.array("closeness", closeness, ndim=1)
    coin = checks.array("heads", heads, shape=weeks.shape, all_missing=True)
    checks.zero_or_one("heads", coin)
    checks.seed("seed", seed)
    seen = ~np.isnan(weeks + coin)
    side = coin[seen] == 1
    n_heads, n_tails = int(side.sum()), int((~side).sum())
    if not (n_heads and n_tails):
        nothing = Estimate(np.nan, np.nan, np.nan, np.nan, n_heads + n_tails, level)
        return Trial(nothing, np.nan, n_heads, n_tails, enough=False)
    value, low, high, p = _permutation.difference(weeks[seen], side, level=level, seed=seed)
    difference = Estimate(value, low, high, np.nan, n_heads + n_tails, level)
    return Trial(difference, p, n_heads, n_tails, min(n_heads, n_tails) >= FEWEST_WEEKS)


def _checked(closeness: ArrayLike, done: ArrayLike) -> tuple[F, F]:
    outcome = checks.array("closeness", closeness, ndim=1)
    told = checks.array("done", done, ndim=2, all_missing=True)
    if len(told) != len(outcome):
        raise ValueError(f"done: has {len(told)} days, closeness has {len(outcome)}")
    checks.zero_or_one("done", told)
    if not told.shape[1]:
        raise ValueError("done: names no practice")
    if len(outcome) >= FEWEST_DAYS and np.nanmin(outcome) == np.nanmax(outcome):
        raise ValueError("closeness: is constant; there is nothing to compare")
    return outcome, told


def _labels(names: Sequence[str] | None, count: int) -> tuple[str, ...]:
    own = tuple(f"practice {i + 1}" for i in range(count))
    return checks.names("names", names, count, alike=True) if names else own


def _estimated(daily: Daily, prior_sd: float | None) -> tuple[F, F, float]:
    if len(daily.outcome) < FEWEST_DAYS or daily.scale == 0:
        unknown = np.full(daily.done.shape[1], np.nan)
        return unknown, unknown.copy(), np.nan if prior_sd is None else float(prior_sd)
    return fit_effects(daily, prior_sd)


def _verdicts(low: F, high: F, enough: NDArray[np.bool_], scale: float) -> tuple[str, ...]:
    early = ~enough | np.isnan(low) | ((low <= 0) & (high >= 0) & (high - low > scale))
    words = np.select([early, low > 0, high < 0], ["too early to tell", "helps", "hinders"], "")
    return tuple(str(word) or "no clear difference" for word in words)
