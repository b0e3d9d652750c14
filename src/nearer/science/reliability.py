"""How much of the differences between people is real: alpha, omega, and what each item adds.

Answers are (people, items); people with any missing answer are left out. At least 2 items (3 for
one factor) and 3 people.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nearer.science import checks
from nearer.science.checks import F
from nearer.science.estimate import Estimate

__all__ = [
    "ItemStatistics",
    "OneFactor",
    "alpha",
    "item_statistics",
    "keyed",
    "omega",
    "one_factor",
]

FEWEST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class OneFactor:
    """One factor by maximum likelihood; its variance is 1.

    loadings, uniquenesses (J,), in the units of the items; loadings sum above 0. chi2 on dof
    degrees of freedom against the free covariance matrix; n people; converged.
    """

    loadings: F
    uniquenesses: F
    chi2: float
    dof: int
    n: int
    converged: bool


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What each item is like, all (J,).

    mean, sd, floor, ceiling (shares at the lowest and highest answer of the table) and missing
    (share) are of all who answered the item; rest_correlation (with the sum of the others) and
    alpha_if_dropped (NaN for two items) of those who answered all. Both are NaN where a sum is
    constant.
    """

    mean: F
    sd: F
    rest_correlation: F
    alpha_if_dropped: F
    floor: F
    ceiling: F
    missing: F


def keyed(answers: ArrayLike, key: Sequence[int], *, scale: tuple[int, int]) -> F:
    """Return answers with the items of key -1 turned: low + high - answer.

    answers: (N, J). key: 1 or -1 an item. scale: the lowest and the highest answer. Raises
    ValueError off the scale. Source: none is needed; a forgotten one shows in `item_statistics`.
    """
    from nearer.science._answers import whole_scale  # noqa: PLC0415  no SciPy is needed here

    found = checks.array("answers", answers, ndim=2)
    low, high = whole_scale(scale)
    signs = checks.array("key", key, shape=(found.shape[1],))
    if not np.isin(signs, (-1, 1)).all():
        raise ValueError("key: is 1 or -1 for each item")
    if np.nanmin(found) < low or np.nanmax(found) > high:
        off = np.nanmin(found) if np.nanmin(found) < low else np.nanmax(found)
        raise ValueError(f"answers: holds {off:g}; the scale is {low} to {high}")
    return np.asarray(np.where(signs < 0, low + high - found, found))


def alpha(answers: ArrayLike, *, standardised: bool = False, level: float = 0.95) -> Estimate:
    """Return Cronbach's alpha with Feldt's interval.

    answers: (N, J). standardised: of the correlations. level: of the interval. se is NaN: the
    interval is not symmetric.
    Raises ValueError for a constant item, and for items whose sum is constant.

    Source: Cronbach, Psychometrika 16 (1951); Feldt, Psychometrika 30 (1965).
    """
    checks.share("level", level)
    values = _whole(answers, items=2)
    covariance = np.asarray(np.cov(values.T))
    if standardised:
        covariance = np.asarray(np.corrcoef(values.T))
    value = _alpha(covariance)
    if np.isnan(value):
        raise ValueError("answers: the items cancel each other out; is one to be turned round?")
    n, k = values.shape
    low, high = _feldt(value, n, k, level)
    return Estimate(value, low, high, float("nan"), n, level)


def _feldt(value: float, n: int, k: int, level: float) -> tuple[float, float]:
    from scipy.special import fdtri  # noqa: PLC0415  only where it is needed

    ends = [fdtri(n - 1, (n - 1) * (k - 1), share) for share in ((1 + level) / 2, (1 - level) / 2)]
    low, high = (float(1 - (1 - value) * end) for end in ends)
    return low, high


def omega(answers: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Return omega total of one factor, with its delta-method interval.

    answers: (N, J), at least 3 items. level: of the interval. Raises ValueError for a constant
    item.

    Source: McDonald, Test Theory (1999); delta method on the information of the factor model.
    """
    from scipy.special import ndtri  # noqa: PLC0415  only where it is needed

    checks.share("level", level)
    values = _whole(answers, items=3)
    found = one_factor(values)
    total = float(found.loadings.sum())
    noise = float(found.uniquenesses.sum())
    value = total**2 / (total**2 + noise)
    variance = _omega_variance(found, total, noise)
    se = float(np.sqrt(variance)) if variance >= 0 else float("nan")
    half = float(ndtri((1 + level) / 2)) * se
    return Estimate(value, value - half, min(value + half, 1.0), se, found.n, level)


def one_factor(answers: ArrayLike) -> OneFactor:
    """Return one factor of the covariance matrix (divided by n) by maximum likelihood.

    answers: (N, J), at least 3 items. Raises ValueError for a constant item.

    Source: Jöreskog, Psychometrika 32 (1967); quasi-Newton on the profile of the
    uniquenesses (Lawley and Maxwell 1971).
    """
    values = _whole(answers, items=3)
    n, k = values.shape
    covariance = np.cov(values.T, bias=True)
    scale = np.sqrt(np.diagonal(covariance))
    sample = covariance / np.outer(scale, scale)
    if np.linalg.eigvalsh(sample)[0] < 1e-10:
        raise ValueError("answers: an item is a sum of others; one factor cannot be found")
    unique, converged = _profile(sample)
    loadings = _loadings(sample, unique)
    implied = np.outer(loadings, loadings) + np.diag(unique)
    chi2 = n * float(
        np.linalg.slogdet(implied)[1]
        + np.trace(np.linalg.solve(implied, sample))
        - np.linalg.slogdet(sample)[1]
        - k
    )
    sign = 1.0 if (loadings * scale).sum() >= 0 else -1.0
    return OneFactor(
        sign * loadings * scale, unique * scale**2, max(chi2, 0.0), k * (k - 3) // 2, n, converged
    )


def item_statistics(answers: ArrayLike) -> ItemStatistics:
    """Return what each item is like, and what the scale would be without it.

    answers: (N, J). Raises ValueError for a constant item, fewer than 3 people who answered all.
    Source: classical test theory; Cronbach, Psychometrika 16 (1951). Checked against psych.
    """
    table = checks.array("answers", answers, ndim=2)
    values = _whole(table, items=2)
    total = values.sum(axis=1)
    items = range(values.shape[1])
    rest = [_correlation(values[:, j], total - values[:, j]) for j in items]
    covariance = np.cov(values.T)
    dropped = [_alpha(np.delete(np.delete(covariance, j, 0), j, 1)) for j in items]
    seen = ~np.isnan(table)
    low, high = np.nanmin(table), np.nanmax(table)
    answered = seen.sum(axis=0)
    return ItemStatistics(
        mean=np.nanmean(table, axis=0),
        sd=np.nanstd(table, axis=0, ddof=1),
        rest_correlation=np.array(rest),
        alpha_if_dropped=np.array(dropped),
        floor=(table == low).sum(axis=0) / answered,
        ceiling=(table == high).sum(axis=0) / answered,
        missing=1 - seen.mean(axis=0),
    )


def _whole(answers: ArrayLike, *, items: int) -> F:
    found = checks.array("answers", answers, ndim=2)
    if found.shape[1] < items:
        raise ValueError(f"answers: has {found.shape[1]} items; at least {items}")
    values = found[~np.isnan(found).any(axis=1)]
    if len(values) < FEWEST_PEOPLE:
        raise ValueError(f"answers: {len(values)} people answered all; at least {FEWEST_PEOPLE}")
    # Squared, since that is what is divided by: a spread too small to square is none.
    flat = np.flatnonzero(np.ptp(values, axis=0) ** 2 == 0)
    if len(flat):
        raise ValueError(f"answers: column {flat[0] + 1} is constant")
    return values


def _alpha(covariance: F) -> float:
    k = len(covariance)
    if k < 2 or not covariance.sum() > 1e-12 * np.trace(covariance):
        return float("nan")
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _correlation(one: F, other: F) -> float:
    """Return the correlation, NaN where the other is constant."""
    if np.ptp(other) <= 1e-12 * np.abs(other).max(initial=0):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _loadings(sample: F, unique: F) -> F:
    """Return the loadings that fit best, given the uniquenesses."""
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(sample / np.outer(root, root))
    return np.asarray(root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0)))


def _profile(sample: F) -> tuple[F, bool]:
    """Return the uniquenesses at the highest likelihood, on the log scale, never below 0.005."""
    from scipy.optimize import minimize  # noqa: PLC0415  only where it is needed

    def climb(logs: F) -> tuple[float, F]:
        unique = np.exp(logs)
        root = np.sqrt(unique)
        values, vectors = np.linalg.eigh(sample / np.outer(root, root))
        rest = values[:-1]
        value = float((rest - np.log(rest) - 1).sum())
        loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0))
        # The derivative of the profile (Lawley and Maxwell 1971): diag(implied - sample) / unique.
        apart = loadings**2 + unique - np.diagonal(sample)
        return value, np.asarray(apart / unique)

    start = np.log(np.clip(1 / np.diagonal(np.linalg.inv(sample)) * 0.7, 0.05, 0.95))
    found = minimize(
        climb,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(0.005), 0.0)] * len(start),
        options={"maxiter": 1000, "ftol": 1e-16, "gtol": 1e-10},
    )
    slope = climb(found.x)[1]
    inside = (found.x > np.log(0.005) + 1e-9) & (found.x < -1e-9)
    return np.exp(found.x), bool(np.abs(slope[inside]).max(initial=0) < 1e-5)


def _omega_variance(found: OneFactor, total: float, noise: float) -> float:
    """Return omega's variance by the delta method on the expected information."""
    loadings, unique = found.loadings, found.uniquenesses
    k = len(loadings)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unique))
    moves = np.zeros((2 * k, k, k))
    for j in range(k):
        moves[j, j] += loadings
        moves[j, :, j] += loadings
        moves[k + j, j, j] = 1
    turned = inverse @ moves
    information = found.n / 2 * np.einsum("aij,bji->ab", turned, turned)
    whole = total**2 + noise
    gradient = np.concatenate(
        [np.full(k, 2 * total * noise / whole**2), np.full(k, -(total**2) / whole**2)]
    )
    return float(gradient @ np.linalg.pinv(information) @ gradient)
