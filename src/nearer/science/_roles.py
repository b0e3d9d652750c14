"""Which coefficient belongs to which predictor of which role, in a model of one occasion.

A map is (2, d, p): for each role, from p coefficients to (1, x of role 1, x of role 2). Roles
differ in everything, in nothing, or in all but the paths.
"""

import numpy as np

from nearer.science._apim import Fitted, Pair, Sums, sums
from nearer.science.checks import F

FEWEST = 6  # couples with both outcomes
ROUNDING = 1e-13  # share of squares that rounding alone leaves of a constant


def by_role() -> F:
    """Return the map where all three coefficients belong to a role."""
    maps = np.zeros((2, 3, 6))
    maps[0, [0, 1, 2], [0, 2, 4]] = 1
    maps[1, [0, 2, 1], [1, 3, 5]] = 1
    return maps


def exchangeable() -> F:
    """Return the map where both roles have the same three coefficients."""
    maps = np.zeros((2, 3, 3))
    maps[0, [0, 1, 2], [0, 1, 2]] = 1
    maps[1, [0, 2, 1], [0, 1, 2]] = 1
    return maps


def equal_paths() -> F:
    """Return the map where only the intercepts belong to a role."""
    maps = np.zeros((2, 3, 4))
    maps[0, [0, 1, 2], [0, 2, 3]] = 1
    maps[1, [0, 2, 1], [1, 2, 3]] = 1
    return maps


def only_mean() -> F:
    """Return the map without predictors: one mean."""
    return np.ones((2, 1, 1))


def summed(y: F, x: F, names: tuple[str, str] = ("y", "x")) -> Sums:
    """Return the cross-products of checked arrays; ValueError where they cannot carry a model."""
    found = sums(y, x, names)
    both = int(found.couples[0])
    if both < FEWEST:
        raise ValueError(f"{names[0]}: couples with both answers: {both}; at least {FEWEST}")
    total = np.diagonal(found.products[0])[1:]
    constant = np.diagonal(_centred(found.products[0])) <= ROUNDING * total
    for name, columns in zip(names, (constant[-2:], constant[:-2]), strict=True):
        if columns.any():
            raise ValueError(f"{name}: column {int(np.argmax(columns))} is constant")
    return found


def fit(found: Sums, maps: F, *, equal: bool, method: str) -> Fitted:
    """Fit one model; ValueError where predictors repeat each other."""
    d = maps.shape[1]
    gram = np.einsum("rai,cab,rbj->ij", maps, found.products[:, :d, :d], maps)
    size = np.sqrt(np.diagonal(gram))
    if np.linalg.eigvalsh(gram / np.outer(size, size))[0] < 1e-10:
        raise ValueError(f"{found.names[1]}: the two partners' values repeat each other")
    return Pair(found, maps, equal, method).fit()


def of_role(fitted: Fitted, found: Sums, maps: F) -> tuple[F, F]:
    """Return intercept, actor and partner by role, (3, 2), and their standard errors."""
    own = np.stack([maps[0][[0, 1, 2]], maps[1][[0, 2, 1]]])
    at_zero = np.array([1.0, -found.centre_x, -found.centre_x])
    lines = own.copy()
    lines[:, 0] = np.einsum("a,rap->rp", at_zero, own)
    values = lines @ fitted.coefficients
    errors = np.sqrt(np.einsum("rap,pq,raq->ra", lines, fitted.covariance, lines))
    values[:, 0] += found.centre_y
    return values.T, errors.T


def _centred(products: F) -> F:
    """Return the products of couples with both answers around their means."""
    total = products[0, 1:]
    centred: F = products[1:, 1:] - np.outer(total, total) / products[0, 0]
    return centred
