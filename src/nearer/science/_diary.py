"""The deviance of a diary of two: random effects by couple, residuals that the two share a day.

Residuals of roles r and s on days t and u: s² · K[r, s] · phi^|t - u|, K = [[1, rho k],
[rho k, k²]]. Everything is needed only as products weighted with the residuals' precision, one
(s, s) matrix a couple; where they come from depends on phi (`_days`, `_series`).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nearer.science._covariance import Layout
from nearer.science._likelihood import (
    Absorbed,
    Profile,
    absorb,
    covariance_gradient,
    product_adjoint,
    profile,
)
from nearer.science._series import Kept
from nearer.science.checks import F


class Weighted(Protocol):
    """Designs that know their products at given residual parameters."""

    def products(self, noise: F) -> tuple[F, float, tuple[Kept, ...]]:
        """Return W'R⁻¹W of each couple, log|R|, and what the gradient needs again."""

    def gradient(self, noise: F, adjoint: F, kept: tuple[Kept, ...]) -> F:
        """Return the deviance's derivative by noise, given that by the products."""


@dataclass(frozen=True, slots=True)
class Model:
    """The designs once; then a deviance for any covariances.

    effects: random effects a couple; columns: of the fixed part; rows: answers; free_ratio and
    free_phi: whether the roles' residual SDs differ and whether days hang together.
    """

    designs: Weighted
    layout: Layout
    rows: int
    method: str
    log_scale: float
    free_ratio: bool
    free_phi: bool

    def start(self, sd: float) -> F:
        """Return the free numbers of one SD, in residual SDs, for every effect."""
        return np.append(self.layout.start(sd), np.zeros(1 + self.free_ratio + self.free_phi))

    def noise(self, free: F) -> F:
        """Return log k, atanh rho and atanh phi: 0 where they are not free."""
        own = free[self.layout.count :]
        ratio = own[0] if self.free_ratio else 0.0
        return np.array([ratio, own[int(self.free_ratio)], own[-1] if self.free_phi else 0.0])

    def deviance(self, free: F) -> tuple[float, F]:
        """Return minus twice the log-likelihood and its derivative by the free numbers."""
        products, kept, taken, found = self._evaluate(free)
        m = self.layout.size
        by_covariance = covariance_gradient(taken, products[:, :m, :m], found.adjoint)
        own = self.layout.gradient(free[: self.layout.count], by_covariance)
        by_products = product_adjoint(taken, found.adjoint)
        noise = self.designs.gradient(self.noise(free), by_products, kept)
        return found.deviance, np.append(own, noise[[self.free_ratio, True, self.free_phi]])

    def profile(self, free: F) -> Profile:
        """Return coefficients and variance at these free numbers."""
        return self._evaluate(free)[-1]

    def _evaluate(self, free: F) -> tuple[F, tuple[Kept, ...], Absorbed, Profile]:
        products, logs, kept = self.designs.products(self.noise(free))
        m = self.layout.size
        factor = self.layout.factor(free[: self.layout.count])
        taken = absorb(products[:, :m, :m], products[:, :m, m:], factor)
        left = products[:, m:, m:].sum(0) - taken.reduction
        logs += taken.log_determinant + self.log_scale
        return products, kept, taken, profile(left, logs, self.rows, self.method)


@dataclass(frozen=True, slots=True)
class Days:
    """Days apart are independent (phi = 0): products summed over days once, five a couple.

    parts: (couples, 5, s, s): both partners' answers 1·1, 1·2 + 2·1, 2·2; 1 alone; 2 alone.
    counts: days with both answers, with the first only, with the second only.
    """

    parts: F
    counts: tuple[int, int, int]

    @classmethod
    def of(cls, wide: F, seen: NDArray[np.bool_]) -> "Days":
        """Return the products of designs (couples, days, 2, s), zero where not seen."""
        both = (seen[:, :, 0] & seen[:, :, 1])[:, :, None]
        first, second = wide[:, :, 0], wide[:, :, 1]
        pair = (first * both, second * both)
        across = pair[0].swapaxes(1, 2) @ pair[1]
        alone = (_own(first * ~both), _own(second * ~both))
        parts = (_own(pair[0]), across + across.swapaxes(1, 2), _own(pair[1]), *alone)
        together = int(both.sum())
        first_only, second_only = (int(seen[:, :, role].sum()) - together for role in (0, 1))
        return cls(np.stack(parts, axis=1), (together, first_only, second_only))

    def products(self, noise: F) -> tuple[F, float, tuple[Kept, ...]]:
        """Return W'R⁻¹W of each couple, and log|R|."""
        weights, _ = _weights(noise)
        both, _, second = self.counts
        logs = 2 * (both + second) * noise[0] - 2 * both * np.log(np.cosh(noise[1]))
        return np.tensordot(self.parts, weights, ([1], [0])), float(logs), ()

    def gradient(self, noise: F, adjoint: F, kept: tuple[Kept, ...]) -> F:
        """Return the deviance's derivative by noise, given that by the products."""
        _, slopes = _weights(noise)
        by_weight = np.einsum("nij,nwij->w", adjoint, self.parts)
        both, _, second = self.counts
        own = np.array([2 * (both + second), -2 * both * np.tanh(noise[1]), 0.0])
        total: F = own + slopes @ by_weight
        return total


def _own(design: F) -> F:
    own: F = design.swapaxes(1, 2) @ design
    return own


def _weights(noise: F) -> tuple[F, F]:
    """Return the weights of the five parts, and their slopes by log k, atanh rho, atanh phi."""
    inverse, rho, open_ = np.exp(-noise[0]), np.tanh(noise[1]), np.cosh(noise[1]) ** 2
    weights = np.array([open_, -rho * open_ * inverse, open_ * inverse**2, 1, inverse**2])
    by_ratio = -weights * np.array([0, 1, 2, 0, 2])
    straight, across = 2 * rho * open_, -open_ * (1 + rho**2) * inverse
    by_rho = np.array([straight, across, straight * inverse**2, 0, 0])
    return weights, np.stack([by_ratio, by_rho, np.zeros(5)])
