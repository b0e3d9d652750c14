"""Whether a graded response model describes all answers and pairs of answers: C2.

Complete answers only: the products of two items need both.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtr, chdtrc, chndtr

from nearer.science import _curves, checks
from nearer.science._bank import Codes, bounded
from nearer.science._graded_model import GradedModel
from nearer.science._item_fit import complete
from nearer.science.checks import F
from nearer.science.estimate import Estimate


@dataclass(frozen=True, slots=True)
class ModelFit:
    """C2 of the whole model: statistic on dof degrees of freedom, with its p.

    residuals (J, J): observed less expected correlation of two items. rmsea: its interval comes
    from the noncentral chi-square, so its se is NaN. srmsr: root mean square of the residuals.
    """

    statistic: float
    dof: int
    p: float
    rmsea: Estimate
    srmsr: float
    residuals: F


def model_fit(model: GradedModel, answers: ArrayLike, *, level: float = 0.90) -> ModelFit:
    """Return how well the model fits all items and pairs of items.

    model: of these items. answers: (N, J), at least 4 items. level: of the interval of RMSEA.
    Raises ValueError with fewer than 50 people who answered everything, and for an item that is
    constant among them.

    Source: C2 of Cai and Monroe (CRESST report 839, 2014), which stands on Maydeu-Olivares and Joe,
    JASA 100 (2005).
    """
    checks.share("level", level)
    codes = complete(model, answers).astype(float)
    items = codes.shape[1]
    if items < 4:
        raise ValueError(f"answers: has {items} items; this needs at least 4")
    flat = np.flatnonzero(codes.min(axis=0) == codes.max(axis=0))
    if len(flat):
        raise ValueError(f"answers: column {flat[0] + 1} is constant among complete answers")
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
        p=float(chdtrc(dof, statistic)),
        rmsea=_rmsea(statistic, dof, len(codes), level),
        srmsr=float(np.sqrt((pairs**2).mean())),
        residuals=residuals,
    )


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
    if chdtr(dof, statistic) <= share:
        return 0.0
    top = 2 * statistic + 100
    while chndtr(statistic, dof, top) > share:
        top *= 2
    low = 0.0
    for _ in range(60):
        middle = (low + top) / 2
        low, top = (middle, top) if chndtr(statistic, dof, middle) > share else (low, middle)
    return top
