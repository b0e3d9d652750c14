"""One factor a partner on the same items, to see whether both answer them in the same way.

Residuals of the same item correlate across the two. Each step holds more to be equal: loadings,
intercepts (the second factor's mean is then free), residual variances.
"""

from dataclasses import dataclass, replace

import numpy as np

from nearer.science._search import Lowest, lowest
from nearer.science._structure import Sample
from nearer.science.checks import F


@dataclass(frozen=True, slots=True)
class Parts:
    """Parameters, or the derivatives by them; (2, k) by partner and item.

    spread: variance of the second factor (the first has 1) and covariance of the two; shift: mean
    of the second factor; shared: residual covariance of the same item (k,).
    """

    loadings: F
    intercepts: F
    residuals: F
    shared: F
    spread: F
    shift: float


@dataclass(frozen=True, slots=True)
class TwoFactors:
    """The model at one step; items of both partners are in one unit, partner by partner."""

    sample: Sample
    equal_loadings: bool = False
    equal_intercepts: bool = False
    equal_residuals: bool = False

    def fit(self) -> Lowest:
        """Return the free numbers at the highest likelihood, and the deviance there."""
        start = self._start()
        return lowest(self.deviance, [start, start * 0.8], confirm=False)

    @property
    def items(self) -> int:
        """How many items each partner has answered."""
        return len(self.sample.mean) // 2

    @property
    def dof(self) -> int:
        """Return how many moments are left over."""
        moments = 2 * self.items
        return moments * (moments + 3) // 2 - len(self._start())

    def deviance(self, free: F) -> tuple[float, F]:
        """Return minus twice the log-likelihood and its derivative by the free numbers."""
        parts = self._parts(free)
        k = self.items
        wide = np.zeros((2 * k, 2))
        wide[:k, 0], wide[k:, 1] = parts.loadings
        factors = np.array([[1, parts.spread[1]], [parts.spread[1], parts.spread[0]]])
        covariance = wide @ factors @ wide.T + np.diag(parts.residuals.ravel())
        at = np.arange(k)
        covariance[at, at + k] += parts.shared
        covariance[at + k, at] += parts.shared
        shift = parts.loadings[1] * parts.shift
        mean = parts.intercepts.ravel() + np.append(np.zeros(k), shift)
        value, by_covariance, by_mean = self.sample.deviance(mean, covariance)
        by_wide = 2 * by_covariance @ wide @ factors
        by_loadings = np.stack([by_wide[:k, 0], by_wide[k:, 1] + by_mean[k:] * parts.shift])
        by_factors = wide.T @ by_covariance @ wide
        slopes = Parts(
            by_loadings,
            by_mean.reshape(2, k),
            np.diagonal(by_covariance).reshape(2, k),
            2 * by_covariance[at, at + k],
            np.array([by_factors[1, 1], 2 * by_factors[0, 1]]),
            float(by_mean[k:] @ parts.loadings[1]),
        )
        return value, self._gathered(slopes)

    def _start(self) -> F:
        k = self.items
        blocks = [self.sample.covariance[at : at + k, at : at + k] for at in (0, k)]
        loadings = np.stack([_principal(block) for block in blocks])
        loadings[1] *= np.sign(loadings[0] @ loadings[1]) or 1.0
        variances = np.stack([np.diagonal(block) for block in blocks])
        residuals = np.maximum(variances - loadings**2, 0.3 * variances)
        means = self.sample.mean.reshape(2, k)
        first = Parts(loadings, means, residuals, np.zeros(k), np.array([1.0, 0.0]), 0.0)
        return self._gathered(self._averaged(first))

    def _averaged(self, parts: Parts) -> Parts:
        """Halve what is gathered from both partners, so that sums become means."""
        return replace(
            parts,
            loadings=parts.loadings / (1 + self.equal_loadings),
            intercepts=parts.intercepts / (1 + self.equal_intercepts),
            residuals=parts.residuals / (1 + self.equal_residuals),
        )

    def _gathered(self, parts: Parts) -> F:
        """Return one row of numbers: what is equal for both is summed."""
        flags = (self.equal_loadings, self.equal_intercepts, self.equal_residuals)
        values = (parts.loadings, parts.intercepts, parts.residuals)
        own = [
            value.sum(0) if flag else value.ravel()
            for value, flag in zip(values, flags, strict=True)
        ]
        spread = parts.spread if self.equal_loadings else parts.spread[1:]
        shift = [parts.shift] if self.equal_intercepts else []
        return np.concatenate([*own, parts.shared, spread, shift])

    def _parts(self, free: F) -> Parts:
        k = self.items
        flags = (self.equal_loadings, self.equal_intercepts, self.equal_residuals)
        sizes = [k if flag else 2 * k for flag in flags]
        spread = 2 if self.equal_loadings else 1
        cuts = np.cumsum([*sizes, k, spread])
        *own, shared, spreads, shift = np.split(free, cuts)
        loadings, intercepts, residuals = (
            np.broadcast_to(part.reshape(-1, k), (2, k)) for part in own
        )
        spreads = spreads if self.equal_loadings else np.append(1.0, spreads)
        return Parts(loadings, intercepts, residuals, shared, spreads, float(shift.sum()))


def _principal(covariance: F) -> F:
    """Return loadings on the first principal component, their sum at least 0."""
    values, vectors = np.linalg.eigh(covariance)
    first: F = vectors[:, -1] * np.sqrt(values[-1])
    return first if first.sum() >= 0 else -first
