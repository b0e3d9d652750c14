"""The graded response model (Samejima 1969): probabilities, and how they move with parameters.

P(X >= k | theta) = 1 / (1 + exp(-(a theta + d_k))), k = 1 ... K-1 above the lowest category, and
d falls.
A step that no answer has ever passed is minus infinity here, one that every answer has passed plus
infinity; outside of this package both are NaN.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from nearer.science.checks import F

TINY = 1e-300
# Where a category is as good as impossible nobody is counted; its square is still a number.
LEAST = 1e-100


@dataclass(frozen=True, slots=True)
class Grid:
    """Points of theta and the weight of each, summing to 1."""

    points: F
    weights: F


def normal_grid(points: int = 61, limit: float = 6.0) -> Grid:
    """Return equally spaced points with weights of N(0, 1)."""
    theta = np.linspace(-limit, limit, points)
    weights = np.exp(-0.5 * theta**2)
    return Grid(theta, weights / weights.sum())


def passed(slopes: F, intercepts: F, theta: F) -> F:
    """Return P(X >= k), k = 0 ... K: (items, K + 1, points)."""
    steps = expit(slopes[:, None, None] * theta + intercepts[:, :, None])
    shape = (len(slopes), 1, len(theta))
    return np.concatenate([np.ones(shape), steps, np.zeros(shape)], axis=1)


def probabilities(slopes: F, intercepts: F, theta: F) -> F:
    """Return P(X = k): (items, K, points)."""
    return np.asarray(_shape(slopes, intercepts, theta) * _widths(intercepts)[:, :, None])


def log_probabilities(slopes: F, intercepts: F, theta: F) -> F:
    """Return log P(X = k), but for a constant where two steps are one: (items, K, points).

    An answer between two equal steps, which nobody gave before, says that theta is about there.
    Never below the log of the smallest number.
    """
    widths = _widths(intercepts)
    widths[widths <= 0] = 1
    likely = _shape(slopes, intercepts, theta) * widths[:, :, None]
    return np.asarray(np.log(np.maximum(likely, TINY)))


def _shape(slopes: F, intercepts: F, theta: F) -> F:
    """Return P(X >= k) P(X < k + 1): what of P(X = k) depends on theta.

    F(x) - F(y) = F(x) F(-y) (1 - exp(y - x)) loses no digits where both are almost 1.
    """
    moved = slopes[:, None, None] * theta + intercepts[:, :, None]
    ones = np.ones((len(slopes), 1, len(theta)))
    above = np.concatenate([ones, expit(moved)], axis=1)
    below = np.concatenate([expit(-moved), ones], axis=1)
    return np.asarray(above * below)


def _widths(intercepts: F) -> F:
    """Return 1 - exp(d_k+1 - d_k) by category: (items, K)."""
    between = intercepts[:, 1:], intercepts[:, :-1]
    gaps = np.full(between[0].shape, -np.inf)
    np.subtract(*between, out=gaps, where=np.isfinite(between[0]) & np.isfinite(between[1]))
    ones = np.ones((len(intercepts), 1))
    return np.concatenate([ones, -np.expm1(gaps), ones], axis=1)


def information(slopes: F, intercepts: F, theta: F) -> F:
    """Return Fisher's information of each item: (items, points)."""
    above = passed(slopes, intercepts, theta)
    moves = -np.diff(slopes[:, None, None] * above * (1 - above), axis=1)
    likely = np.maximum(probabilities(slopes, intercepts, theta), TINY)
    return np.asarray((moves**2 / likely).sum(axis=1))


def added(totals: F, likely: F) -> F:
    """Return the chances of totals (points, S) with one more item's categories (points, K)."""
    points, known = totals.shape
    found = np.zeros((points, known + likely.shape[1] - 1))
    for category in range(likely.shape[1]):
        found[:, category : category + known] += totals * likely[:, category, None]
    return found


@dataclass(frozen=True, slots=True)
class Moves:
    """Derivatives of sum(counts * log P) by a theta + d_k, at each point.

    first: (items, K-1, points); second: by the same step; beside: by two neighbouring steps
    (items, K-2, points).
    """

    first: F
    second: F
    beside: F


def moves(slopes: F, intercepts: F, theta: F, counts: F, *, expected: bool = False) -> Moves:
    """Return the derivatives for counts (items, K, points). expected: curved by P, not by data."""
    above = passed(slopes, intercepts, theta)
    likely = np.maximum(probabilities(slopes, intercepts, theta), LEAST)
    ratio = counts / likely
    steps = above[:, 1:-1]
    slope = steps * (1 - steps)
    first = slope * (ratio[:, 1:] - ratio[:, :-1])
    curved = counts.sum(axis=1, keepdims=True) / likely if expected else ratio / likely
    second = -(slope**2) * (curved[:, 1:] + curved[:, :-1])
    if not expected:
        second = second + first * (1 - 2 * steps)
    beside = slope[:, :-1] * slope[:, 1:] * curved[:, 1:-1]
    return Moves(first, second, beside)


def by_parameters(found: Moves, theta: F) -> tuple[F, F]:
    """Return gradient (items, K) and Hessian (items, K, K) by (a, d_1 ... d_{K-1})."""
    items, steps, _ = found.first.shape
    gradient = np.empty((items, steps + 1))
    gradient[:, 0] = found.first.sum(axis=1) @ theta
    gradient[:, 1:] = found.first.sum(axis=2)
    rows = found.second.copy()
    rows[:, :-1] += found.beside
    rows[:, 1:] += found.beside
    hessian = np.zeros((items, steps + 1, steps + 1))
    hessian[:, 0, 0] = rows.sum(axis=1) @ theta**2
    hessian[:, 0, 1:] = hessian[:, 1:, 0] = rows @ theta
    step = np.arange(1, steps + 1)
    hessian[:, step, step] = found.second.sum(axis=2)
    hessian[:, step[:-1], step[1:]] = hessian[:, step[1:], step[:-1]] = found.beside.sum(axis=2)
    return gradient, hessian
