"""Does a graded response model describe the answers? By item, and as a whole.

Complete answers only: a sum, and a table of two items, need them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from nearer.science import _answers, _curves, checks
from nearer.science._answers import Codes
from nearer.science._bank import bounded
from nearer.science._graded_model import GradedModel
from nearer.science.checks import F
from nearer.science.estimate import Estimate

FEWEST = 50
LEAST_EXPECTED = 1.0


@dataclass(frozen=True, slots=True)
class ItemFit:
    """S-X2 of each item: (J,). dof 0 and NaN where too few cells are left to judge by."""

    statistic: F
    dof: F
    p: F


@dataclass(frozen=True, slots=True)
class ModelFit:
    """C2 of the whole model. residuals (J, J): observed less expected correlation of two items.

    rmsea: its interval comes from the noncentral chi-square, so its se is NaN. srmsr: root mean
    square of the residuals.
    """

    statistic: float
    dof: int
    p: float
    rmsea: Estimate
    srmsr: float
    residuals: F


def item_fit(model: GradedModel, answers: ArrayLike) -> ItemFit:
    """Return how well each item's answers fit at each sum of the others.

    answers: (N, J). Cells that expect less than one person are put together with their neighbour.
    Raises ValueError with fewer than 50 people who answered everything.

    Source: Orlando and Thissen, Applied Psychological Measurement 24 (2000); for more than two
    categories Kang and Chen, Journal of Educational Measurement 45 (2008).
    """
    codes = _complete(model, answers)
    likely = _curves.probabilities(
        model.slopes, bounded(model.intercepts), _curves.normal_grid().points
    )
    found = [_one_item(model, codes, likely, item) for item in range(codes.shape[1])]
    statistic, dof = (np.array(part, dtype=float) for part in zip(*found, strict=True))
    p = np.where(dof > 0, chi2.sf(statistic, np.maximum(dof, 1)), np.nan)
    return ItemFit(np.where(dof > 0, statistic, np.nan), dof, p)


def model_fit(model: GradedModel, answers: ArrayLike, *, level: float = 0.90) -> ModelFit:
    """Return how well the model fits all items and pairs of items.

    answers: (N, J), at least 4 items. level: of the interval of RMSEA. Raises ValueError with
    fewer than 50 people who answered everything.

    Source: C2 of Cai and Monroe (CRESST report 839, 2014), which stands on Maydeu-Olivares and Joe,
    JASA 100 (2005).
    """
    checks.share("level", level)
    codes = _complete(model, answers).astype(float)
    items = codes.shape[1]
    if items < 4:
        raise ValueError(f"answers: has {items} items; this needs at least 4")
    expected, covariance, moves = _moments(model)
    apart = _observed(codes, model.intercepts.shape[1]) - expected
    keep = np.diagonal(covariance) > 1e-12
    statistic = len(codes) * _quadratic(apart[keep], covariance[np.ix_(keep, keep)], moves[keep])
    dof = items * (items - 3) // 2
    residuals = _residuals(model, codes)
    pairs = residuals[np.triu_indices(items, 1)]
    return ModelFit(
        statistic=statistic,
        dof=dof,
        p=float(chi2.sf(statistic, dof)),
        rmsea=_rmsea(statistic, dof, len(codes), level),
        srmsr=float(np.sqrt((pairs**2).mean())),
        residuals=residuals,
    )


def _complete(model: GradedModel, answers: ArrayLike) -> F:
    values = checks.array("answers", answers, ndim=2)
    if values.shape[1] != len(model.items):
        raise ValueError(f"answers: has {values.shape[1]} columns; {len(model.items)} items")
    _answers.on_scale("answers", values, model.scale)
    whole = values[~np.isnan(values).any(axis=1)] - model.scale[0]
    if len(whole) < FEWEST:
        raise ValueError(f"answers: {len(whole)} people answered everything; at least {FEWEST}")
    return whole


# By item ------------------------------------------------------------------------------------------


def _one_item(model: GradedModel, codes: F, likely: F, item: int) -> tuple[float, int]:
    weights = _curves.normal_grid().weights
    categories = likely.shape[1]
    rest = _sum_curves(np.delete(likely, item, axis=0))
    joint = np.einsum("sq,kq,q->sk", rest, likely[item], weights)
    others = (codes.sum(axis=1) - codes[:, item]).astype(int)
    observed = np.zeros((len(rest), categories))
    np.add.at(observed, (others, codes[:, item].astype(int)), 1)
    people = observed.sum(axis=1)
    total = joint.sum(axis=1, keepdims=True)
    expected = people[:, None] * joint / np.where(total > 0, total, 1)
    statistic, cells = _pooled(observed, expected)
    own = 1 + int(np.isfinite(model.intercepts[item]).sum())
    return statistic, max(cells - own, 0)


def _sum_curves(likely: F) -> F:
    """Return P(sum of items | theta): (sums, points)."""
    found = np.ones((1, likely.shape[2]))
    for item in likely:
        longer = np.zeros((len(found) + len(item) - 1, likely.shape[2]))
        for category, curve in enumerate(item):
            longer[category : category + len(found)] += found * curve
        found = longer
    return found


def _pooled(observed: F, expected: F) -> tuple[float, int]:
    """Return the statistic and its free cells, neighbours put together until each expects enough."""
    statistic, cells = 0.0, 0
    rows = _together(observed, expected, axis_total=LEAST_EXPECTED * 4)
    for row in rows:
        seen, told = _neighbours(*row)
        if len(told) > 1:
            statistic += float(((seen - told) ** 2 / told).sum())
            cells += len(told) - 1
    return statistic, cells


def _together(observed: F, expected: F, *, axis_total: float) -> list[tuple[F, F]]:
    """Put neighbouring sums together until each row holds a few people."""
    rows: list[tuple[F, F]] = []
    seen, told = np.zeros(observed.shape[1]), np.zeros(observed.shape[1])
    for one, other in zip(observed, expected, strict=True):
        seen, told = seen + one, told + other
        if told.sum() >= axis_total:
            rows.append((seen, told))
            seen, told = np.zeros_like(seen), np.zeros_like(told)
    if told.sum() > 0 and rows:
        last = rows.pop()
        rows.append((last[0] + seen, last[1] + told))
    return rows


def _neighbours(seen: F, told: F) -> tuple[F, F]:
    """Put neighbouring categories together until each expects at least one person."""
    groups: list[list[float]] = []
    for one, other in zip(seen, told, strict=True):
        if groups and (groups[-1][1] < LEAST_EXPECTED or other < LEAST_EXPECTED):
            groups[-1][0] += one
            groups[-1][1] += other
        else:
            groups.append([one, other])
    table = np.array(groups)
    return table[:, 0], table[:, 1]


# As a whole ---------------------------------------------------------------------------------------


def _observed(codes: F, steps: int) -> F:
    """Return the shares of each item at or above each step, and the means of pairs' products."""
    above = (codes[:, :, None] > np.arange(steps)).mean(axis=0).ravel()
    first, second = np.triu_indices(codes.shape[1], 1)
    products = codes.T @ codes / len(codes)
    return np.concatenate([above, products[first, second]])


def _moments(model: GradedModel) -> tuple[F, F, F]:
    """Return what the model expects of these, their covariance for one person, and their moves."""
    grid = _curves.normal_grid()
    above = _curves.passed(model.slopes, bounded(model.intercepts), grid.points)[:, 1:-1]
    items, _, points = above.shape
    mean = above.sum(axis=1)
    first, second = np.triu_indices(items, 1)
    at = np.concatenate([above.reshape(-1, points), mean[first] * mean[second]])
    expected = at @ grid.weights
    apart = at - expected[:, None]
    covariance = (apart * grid.weights) @ apart.T
    for point, weight in enumerate(grid.weights):
        covariance += weight * _given_theta(above[:, :, point], mean[:, point], first, second)
    return expected, covariance, _moved(model, grid, above, mean)


def _given_theta(above: F, mean: F, first: Codes, second: Codes) -> F:
    """Return the covariance of the statistics at one theta, where items are independent."""
    items, steps = above.shape
    size = items * steps + len(first)
    found = np.zeros((size, size))
    variance = np.empty(items)
    for item in range(items):
        # Of "at or above k" and "at or above l" the higher one decides.
        own = np.minimum(above[item][:, None], above[item]) - np.outer(above[item], above[item])
        variance[item] = own.sum()
        effect = np.zeros((steps, size))
        effect[:, item * steps : (item + 1) * steps] = np.eye(steps)
        with_it = np.flatnonzero((first == item) | (second == item))
        other = np.where(first[with_it] == item, second[with_it], first[with_it])
        effect[:, items * steps + with_it] = mean[other]
        used = np.flatnonzero(effect.any(axis=0))
        part = effect[:, used]
        found[np.ix_(used, used)] += part.T @ own @ part
    pairs = np.arange(len(first)) + items * steps
    found[pairs, pairs] += variance[first] * variance[second]
    return found


def _moved(model: GradedModel, grid: _curves.Grid, above: F, mean: F) -> F:
    """Return the derivatives of the expected statistics by all parameters."""
    items, steps, _ = above.shape
    slope = above * (1 - above) * grid.weights
    first, second = np.triu_indices(items, 1)
    found = np.zeros((items * steps + len(first), items * (steps + 1)))
    for item in range(items):
        columns = slice(item * (steps + 1), (item + 1) * (steps + 1))
        rows = np.arange(item * steps, (item + 1) * steps)
        by_step = slope[item].sum(axis=1)
        block = np.zeros((steps, steps + 1))
        block[:, 0] = slope[item] @ grid.points
        block[:, 1:] = np.diag(by_step)
        found[rows, columns] = block
        with_it = np.flatnonzero((first == item) | (second == item))
        other = np.where(first[with_it] == item, second[with_it], first[with_it])
        weighted = slope[item] @ mean[other].T
        turned = (slope[item] * grid.points).sum(axis=0) @ mean[other].T
        found[items * steps + with_it, columns] = np.column_stack([turned, weighted.T])
    free = np.column_stack([np.ones(items, bool), np.isfinite(model.intercepts)]).ravel()
    return found[:, free]


def _quadratic(apart: F, covariance: F, moves: F) -> float:
    """Return e'Ce, with what the parameters can follow taken out."""
    inverse = np.linalg.pinv(covariance, hermitian=True)
    followed = inverse @ moves
    inner = np.linalg.pinv(moves.T @ followed, hermitian=True)
    weight = inverse - followed @ inner @ followed.T
    return max(float(apart @ weight @ apart), 0.0)


def _residuals(model: GradedModel, codes: F) -> F:
    grid = _curves.normal_grid()
    likely = _curves.probabilities(model.slopes, bounded(model.intercepts), grid.points)
    values = np.arange(likely.shape[1])
    means = np.einsum("k,jkq->jq", values, likely)
    squares = np.einsum("k,jkq->jq", values**2, likely)
    mean, square = means @ grid.weights, squares @ grid.weights
    cross = (means * grid.weights) @ means.T
    np.fill_diagonal(cross, square)
    implied = cross - np.outer(mean, mean)
    deviation = np.sqrt(np.diagonal(implied))
    found = np.corrcoef(codes.T) - implied / np.outer(deviation, deviation)
    np.fill_diagonal(found, 0)
    return np.asarray(found)


def _rmsea(statistic: float, dof: int, n: int, level: float) -> Estimate:
    def of(noncentral: float) -> float:
        return float(np.sqrt(max(noncentral, 0) / (dof * n)))

    low, high = ((1 + level) / 2, (1 - level) / 2)
    return Estimate(
        of(statistic - dof),
        of(_noncentral(statistic, dof, low)),
        of(_noncentral(statistic, dof, high)),
        float("nan"),
        n,
        level,
    )


def _noncentral(statistic: float, dof: int, share: float) -> float:
    """Return the noncentrality at which so large a share lies below the statistic; 0 if none."""
    if chi2.cdf(statistic, dof) <= share:
        return 0.0
    top = 2 * statistic + 100
    while ncx2.cdf(statistic, dof, top) > share:
        top *= 2
    return float(brentq(lambda nc: ncx2.cdf(statistic, dof, nc) - share, 1e-9, top))
