"""Two regressions whose residuals correlate within a couple, from cross-products alone.

A couple in which one outcome is missing keeps the other: the products are summed for couples with
both outcomes, the first only and the second only. After that the cost no longer depends on how
many couples there are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science._likelihood import Profile, profile
from nearer.science._search import OUTSIDE, Lowest, lowest
from nearer.science.checks import F

SAME = 1 - 1e-10  # a correlation of residuals beyond it: the two answers are one


@dataclass(frozen=True, slots=True)
class Sums:
    """Cross-products of (1, predictors, y1, y2), (3, d + 2, d + 2): both outcomes, first, second.

    Values are counted from `centre_x` and `centre_y`, so that large numbers lose no digits.
    names: what the caller calls y and x.
    """

    products: F
    centre_x: float
    centre_y: float
    names: tuple[str, str] = ("y", "x")

    @property
    def couples(self) -> NDArray[np.intp]:
        """How many couples have both outcomes, the first only, the second only."""
        return np.rint(self.products[:, 0, 0]).astype(np.intp)

    @property
    def rows(self) -> int:
        """How many outcomes there are."""
        both, first, second = self.couples
        return int(2 * both + first + second)


def sums(y: F, x: F, names: tuple[str, str]) -> Sums:
    """Return the cross-products of y (couples, 2) and x (couples, d - 1), which both share."""
    values = np.concatenate([x, y], axis=1)
    if not np.isnan(values).any():
        centred, centres = _centred(values, x.shape[1])
        none = np.zeros((x.shape[1] + 3, x.shape[1] + 3))
        return Sums(np.stack([_gram(centred), none, none]), *centres, names)
    values = values[~np.isnan(x).any(axis=1)]
    seen = ~np.isnan(values[:, -2:])
    values = values[seen.any(axis=1)]
    seen = seen[seen.any(axis=1)]
    centred, centres = _centred(values, x.shape[1])
    centred[np.isnan(centred)] = 0
    patterns = (seen.all(axis=1), seen[:, 0] & ~seen[:, 1], seen[:, 1] & ~seen[:, 0])
    return Sums(np.stack([_gram(centred[rows]) for rows in patterns]), *centres, names)


def _centred(values: F, predictors: int) -> tuple[F, tuple[float, float]]:
    middle = [_middle(values[:, :predictors]), _middle(values[:, predictors:])]
    centred = values - np.repeat(middle, [predictors, 2])
    return centred, (middle[0], middle[1])


def _middle(values: F) -> float:
    return float(np.nanmean(values)) if values.size else 0.0


def _gram(values: F) -> F:
    """Return the cross-products of a column of ones and the values."""
    total = values.sum(0)
    return np.block([[np.array([[len(values)]]), total[None]], [total[:, None], values.T @ values]])


@dataclass(frozen=True, slots=True)
class Pair:
    """A model of two outcomes: maps (2, d, p), from coefficients to the predictors of each role.

    equal: both residuals have one SD.
    """

    sums: Sums
    maps: F
    equal: bool
    method: str

    def fit(self) -> "Fitted":
        """Return the fit; ValueError for what nothing can be estimated from."""
        start = self._start()
        found = lowest(self.deviance, [start, np.zeros_like(start)], confirm=False)
        if found.value >= OUTSIDE:
            raise self._explained()
        return self._fitted(found)

    def deviance(self, free: F) -> tuple[float, F]:
        """Return minus twice the log-likelihood, and its derivative by the free numbers."""
        products = self._products()
        found, slopes = self._profile(free, products)
        both, _, second = self.sums.couples
        rho = np.tanh(free[-1])
        by_weight = np.einsum("ij,crsij->crs", found.adjoint, products)
        gradient = (slopes * by_weight).sum((1, 2, 3))
        gradient[0] += 2 * (both + second)
        gradient[1] -= 2 * both * rho
        return found.deviance, gradient[1:] if self.equal else gradient

    def _explained(self) -> ValueError:
        return ValueError(f"{self.sums.names[0]}: is explained without rest; nothing is left")

    def _fitted(self, found: Lowest) -> "Fitted":
        at, _ = self._profile(found.at, self._products())
        ratio = 1.0 if self.equal else float(np.exp(found.at[0]))
        sigma = np.sqrt(at.variance) * np.array([1.0, ratio])
        rho = float(np.tanh(found.at[-1]))
        return Fitted(at.coefficients, at.covariance, sigma, rho, -found.value / 2, found.converged)

    def _profile(self, free: F, products: F) -> tuple[Profile, F]:
        log_ratio, z = (0.0, free[0]) if self.equal else (free[0], free[1])
        weights, slopes = _weights(log_ratio, z)
        both, _, second = self.sums.couples
        logs = 2 * (both + second) * log_ratio - 2 * both * np.log(np.cosh(z))
        whole = np.einsum("crs,crsij->ij", weights, products)
        return profile(whole, float(logs), self.sums.rows, self.method), slopes

    def _products(self) -> F:
        """Return what each pattern, role and role adds: (3, 2, 2, p + 1, p + 1)."""
        d, p = self.maps.shape[1:]
        wide = np.zeros((2, d + 2, p + 1))
        wide[:, :d, :p] = self.maps
        wide[0, d, p] = wide[1, d + 1, p] = 1
        half = np.einsum("rai,cab->crib", wide, self.sums.products)
        found: F = np.einsum("crib,sbj->crsij", half, wide)
        return found

    def _start(self) -> F:
        """Return the free numbers that the residuals of plain least squares suggest."""
        products = self._products()
        plain = np.einsum("crrij->ij", products)
        p = len(plain) - 1
        coefficients = np.linalg.solve(plain[:p, :p], plain[:p, p])
        residual = np.append(-coefficients, 1)
        rest = np.einsum("i,crsij,j->crs", residual, products, residual)
        outcome = np.einsum("crr->r", products[:, :, :, p, p])
        own = np.einsum("crr->r", rest)
        if not (own > 1e-20 * np.maximum(outcome, own)).all():
            raise self._explained()
        both = rest[0]
        rho = both[0, 1] / np.sqrt(both[0, 0] * both[1, 1])
        if not abs(rho) < SAME:
            raise ValueError(
                f"{self.sums.names[0]}: the two partners' answers are one and the same"
            )
        start = np.array([np.log(both[1, 1] / both[0, 0]) / 2, np.arctanh(rho)])
        return start[1:] if self.equal else start


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients (p,) with their covariance, SD of each role's residual, their correlation."""

    coefficients: F
    covariance: F
    sigma: F
    rho: float
    log_likelihood: float
    converged: bool


def _weights(log_ratio: float, z: float) -> tuple[F, F]:
    """Return the weights (pattern, role, role), and their slopes by the two free numbers.

    The inverse of [[1, rho·k], [rho·k, k²]], k = exp(log_ratio), rho = tanh(z); in couples with one
    outcome, of its variance alone.
    """
    inverse, rho = np.exp(-log_ratio), np.tanh(z)
    open_ = np.cosh(z) ** 2  # 1 / (1 - rho²)
    weights = np.zeros((3, 2, 2))
    weights[0] = open_ * np.array([[1, -rho * inverse], [-rho * inverse, inverse**2]])
    weights[1, 0, 0], weights[2, 1, 1] = 1, inverse**2
    slopes = np.zeros((2, 3, 2, 2))
    slopes[0] = -weights * np.array([[0, 1], [1, 2]])
    across = -open_ * (1 + rho**2) * inverse
    straight = 2 * rho * open_
    slopes[1, 0] = [[straight, across], [across, straight * inverse**2]]
    return weights, slopes
