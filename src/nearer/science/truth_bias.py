"""How well one reads the other: truth, bias and assumed similarity (West and Kenny 2011).

A guess is set against what the other said (truth force) and what one said oneself (projection);
all three are counted from the mean of the truth, so that the intercept is the directional bias.
Partners who are alike are right by projecting: a plain correlation of guess and truth flatters.
A guess starts a conversation; it is never a score against anyone.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import _roles, checks
from nearer.science._daily import variances
from nearer.science._intervals import t_estimate, unknown
from nearer.science._pooled import PooledTruthBias, pooled
from nearer.science.checks import F
from nearer.science.estimate import Estimate

__all__ = [
    "CouplesTruthBias",
    "PooledTruthBias",
    "TruthBias",
    "couples",
    "fit",
    "pair",
    "pooled",
    "profile_correlation",
]
FEWEST_DAYS = 10


@dataclass(frozen=True, slots=True)
class TruthBias:
    """How one person reads the other over days.

    bias: how far guesses lie above the truth (the scale's unit); truth, projection: change of the
    guess for one step of the truth, of the own answer; correlation: of guess and truth, NaN without
    spread; residual_sd; mean_truth; n: complete days; enough: at least 10, with spread.
    """

    bias: Estimate
    truth: Estimate
    projection: Estimate
    correlation: float
    residual_sd: float
    mean_truth: float
    n: int
    enough: bool


@dataclass(frozen=True, slots=True)
class CouplesTruthBias:
    """How people read their partners, over couples; arrays are (2,) by role.

    bias, truth, projection: as in `TruthBias`; bias_se, truth_se, projection_se: their standard
    errors; sigma: SD of the residuals, rho: their correlation in a couple; log_likelihood;
    mean_truth; n: guesses, of n_couples; converged; level: of the intervals of `effect`.
    """

    bias: F
    truth: F
    projection: F
    bias_se: F
    truth_se: F
    projection_se: F
    sigma: F
    rho: float
    log_likelihood: float
    mean_truth: float
    n: int
    n_couples: int
    converged: bool
    level: float = 0.95

    def effect(self, name: str, role: int = 0) -> Estimate:
        """Return the effect of that name of role 0 or 1, with a t interval.

        name: "bias", "truth" or "projection". Raises ValueError for another name or role.
        """
        checks.one_of("name", name, ("bias", "truth", "projection"))
        checks.one_of("role", role, (0, 1))
        value, se = getattr(self, name)[role], getattr(self, f"{name}_se")[role]
        return t_estimate(value, se, self.n_couples - 3, n=self.n_couples, level=self.level)


def fit(guess: ArrayLike, truth: ArrayLike, own: ArrayLike, *, level: float = 0.95) -> TruthBias:
    """Return how one person's guesses follow the truth and the own answer, over days.

    guess, truth, own: (days,), equally spaced, on one scale; NaN is missing. Least squares;
    autocorrelation of the days is in the intervals at `level` (t with days - 3 degrees). Fewer than
    10 complete days, a guess that never moves, or truth or own without spread of their own: enough
    is False, numbers are NaN.

    Raises ValueError for shapes that differ, infinite values, and nothing but NaN.
    Source: West and Kenny (2011).
    """
    checks.share("level", level)
    said = checks.array("guess", guess, ndim=1)
    values = [said, checks.array("truth", truth, shape=said.shape)]
    values.append(checks.array("own", own, shape=said.shape))
    stacked = np.column_stack(values)
    day = np.flatnonzero(~np.isnan(stacked).any(axis=1))
    return _one(stacked[day], day, level)


def pair(guess: ArrayLike, own: ArrayLike, *, level: float = 0.95) -> tuple[TruthBias, TruthBias]:
    """Return how each of two reads the other: `fit`, the truth being the other's own answer.

    guess, own: (days, 2), column 0 one person, column 1 the other; level: of the intervals. Raises
    ValueError as `fit`. Source: as there.
    """
    said = checks.array("guess", guess, shape=(None, 2))
    answered = checks.array("own", own, shape=said.shape)
    first, second = (
        fit(said[:, me], answered[:, 1 - me], answered[:, me], level=level) for me in (0, 1)
    )
    return first, second


def couples(
    guess: ArrayLike,
    own: ArrayLike,
    *,
    distinguishable: bool = False,
    method: str = "REML",
    level: float = 0.95,
) -> CouplesTruthBias:
    """Return how people read their partners on one occasion, over couples.

    guess, own: (couples, 2). A guess counts when both own answers are there. Residuals of the two
    correlate; distinguishable: each role has its own coefficients and SD. method: "REML" or "ML".
    level: of the intervals.

    Raises ValueError for other shapes, infinite values, fewer than 6 complete couples, a constant
    column, partners whose answers repeat each other, and guesses explained without rest.
    Source: West and Kenny (2011), as an actor-partner model. Checked against nlme,
    `truth_bias.json`.
    """
    checks.one_of("method", method, ("REML", "ML"))
    checks.share("level", level)
    said = checks.array("guess", guess, shape=(None, 2))
    answered = checks.array("own", own, shape=said.shape)
    used = ~np.isnan(said + answered + answered[:, ::-1])
    middle = float(answered[:, ::-1][used].mean()) if used.any() else 0.0
    found = _roles.summed(said - middle, answered - middle, ("guess", "own"))
    maps = _roles.by_role() if distinguishable else _roles.exchangeable()
    fitted = _roles.fit(found, maps, equal=not distinguishable, method=method)
    # The partner's answer is the truth, so its effect is the truth force; one's own is projected.
    (bias, projection, truth), errors = _roles.of_role(fitted, found, maps)
    return CouplesTruthBias(
        bias,
        truth,
        projection,
        errors[0],
        errors[2],
        errors[1],
        fitted.sigma,
        fitted.rho,
        fitted.log_likelihood,
        middle,
        found.rows,
        int(found.couples.sum()),
        fitted.converged,
        level,
    )


def profile_correlation(
    guess: ArrayLike, truth: ArrayLike, *, person: ArrayLike, min_items: int = 5
) -> dict[Hashable, float]:
    """Return each person's correlation of guess and truth over items, by the person's label.

    guess, truth: (rows,), NaN is missing; person: a label a row. NaN for a person with fewer than
    min_items complete rows (at least 2), or without spread in guess or truth.
    Raises ValueError for shapes that differ, infinite values, and nothing but NaN.
    Source: Cronbach (1955).
    """
    checks.whole("min_items", min_items, low=2)
    said = checks.array("guess", guess, ndim=1)
    true = checks.array("truth", truth, shape=said.shape)
    people, codes = np.unique(checks.labels("person", person, len(said)), return_inverse=True)
    whole = ~np.isnan(said + true)
    found = _correlations(said[whole], true[whole], codes[whole], len(people))
    few = np.bincount(codes[whole], minlength=len(people)) < min_items
    return dict(zip(people.tolist(), np.where(few, np.nan, found).tolist(), strict=True))


def _one(values: F, day: NDArray[np.intp], level: float) -> TruthBias:
    n = len(values)
    middle = float(values[:, 1].mean()) if n else np.nan
    design = np.column_stack([np.ones(n), values[:, 1:] - middle])
    correlation = float(_correlations(values[:, 0], values[:, 1], np.zeros(n, np.intp), 1)[0])
    if n < FEWEST_DAYS or np.isnan(correlation) or _repeats(design):
        nothing = unknown(n, level)
        return TruthBias(nothing, nothing, nothing, correlation, np.nan, middle, n, enough=False)
    # In SDs of their own, so that no unit costs digits.
    outcome, height = values[:, 0] - middle, float(values[:, 0].std())
    size = np.r_[1.0, design[:, 1:].std(0)]
    design, outcome = design / size, outcome / height
    coefficients = np.linalg.lstsq(design, outcome)[0]
    residual = outcome - design @ coefficients
    variance = variances(design, residual, day)
    errors = np.sqrt(np.where(variance > 0, variance, np.nan)) * height / size
    bias, truth, projection = (
        t_estimate(value, se, n - 3, n=n, level=level)
        for value, se in zip(coefficients * height / size, errors, strict=True)
    )
    spread = height * float(np.sqrt(residual @ residual / (n - 3)))
    return TruthBias(bias, truth, projection, correlation, spread, middle, n, enough=True)


def _repeats(design: F) -> bool:
    """Say whether truth or own has no spread of its own."""
    spread = design[:, 1:] - design[:, 1:].mean(0)
    size = np.sqrt((spread**2).sum(0))
    if not (size > 1e-6 * np.abs(design).max()).all():
        return True
    return bool(np.linalg.svd(spread / size, compute_uv=False)[-1] < 1e-6)


def _correlations(guess: F, truth: F, codes: NDArray[np.intp], groups: int) -> F:
    """Return the correlation within each group, NaN without spread."""
    off = [_off_mean(values, codes, groups) for values in (guess, truth)]
    cross, first, second = (
        np.bincount(codes, a * b, groups)
        for a, b in ((off[0], off[1]), (off[0], off[0]), (off[1], off[1]))
    )
    size = np.sqrt(first * second)
    found: F = np.divide(cross, size, out=np.full(groups, np.nan), where=size > 0)
    return found


def _off_mean(values: F, codes: NDArray[np.intp], groups: int) -> F:
    count = np.maximum(np.bincount(codes, minlength=groups), 1)
    off: F = values - (np.bincount(codes, values, groups) / count)[codes]
    small = np.abs(off) <= 1e-12 * np.abs(values).max(initial=0.0)
    return np.where(small, 0.0, off)  # what rounding leaves of equal answers is no spread
