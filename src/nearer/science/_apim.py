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
    centre_x, centre_y = _near(x), _near(y)
    rows = np.empty((x.shape[1] + 3, len(y)))  # a column of the design is a row: BLAS likes it long
    rows[0] = 1
    np.subtract(x.T, centre_x, out=rows[1:-2])
    np.subtract(y.T, centre_y, out=rows[-2:])
    whole = rows @ rows.T
    if np.isnan(whole).any():
        return Sums(_by_pattern(rows), centre_x, centre_y, names)
    none = np.zeros_like(whole)
    return Sums(np.stack([whole, none, none]), centre_x, centre_y, names)


def _near(values: F) -> float:
    """Return a number near the values: the mean of some, for the digits only."""
    some = values[: 64 if values.shape[1] else 0]
    some = values if np.isnan(some).all() else some
    return float(np.nanmean(some)) if some.size and not np.isnan(some).all() else 0.0


def _by_pattern(rows: F) -> F:
    """Return the products of couples with both outcomes, the first only, the second only."""
    known = ~np.isnan(rows[:-2]).any(axis=0)
    rows = rows if known.all() else rows[:, known]
    first, second = ~np.isnan(rows[-2:])
    rows[-2:][np.isnan(rows[-2:])] = 0
    alone = [_own(rows[:, first & ~second]), _own(rows[:, second & ~first])]
    nobody = _own(rows[:, ~(first | second)])
    # Nearly all have both: what the few do not have is taken from the whole.
    return np.stack([_own(rows) - alone[0] - alone[1] - nobody, *alone])


def _own(rows: F) -> F:
    own: F = rows @ rows.T
    return own


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
