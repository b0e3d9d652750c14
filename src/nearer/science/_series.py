"""Diary products where today hangs on yesterday (phi free): one factor for each missing pattern.

The covariance of the residuals depends on which days are there, not on what was answered, so
couples with the same days share it. Days that are missing become rows of the unit matrix.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science._likelihood import cholesky
from nearer.science.checks import F

LARGEST = 4_000_000  # numbers in the covariances held at once: 32 MB


@dataclass(frozen=True, slots=True)
class Batch:
    """Couples that are worked on together.

    wide: (couples, 2 days, s), day by day, first role first; patterns: (patterns, 2 days), what is
    seen; which: (couples,), the pattern of each.
    """

    wide: F
    patterns: NDArray[np.bool_]
    which: NDArray[np.intp]

    @property
    def shares(self) -> NDArray[np.intp]:
        """How many couples have each pattern."""
        return np.bincount(self.which, minlength=len(self.patterns))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch has at one set of parameters, and the gradient needs again.

    inverses: of the correlations C of each pattern; scaled: designs in units of the role's
    residual; solved: C⁻¹ of these.
    """

    inverses: F
    scaled: F
    solved: F


@dataclass(frozen=True, slots=True)
class Series:
    """Designs of diaries with autoregressive residuals."""

    batches: tuple[Batch, ...]
    seconds: int  # answers of the second role

    @classmethod
    def of(cls, wide: F, seen: NDArray[np.bool_]) -> "Series":
        """Return designs (couples, days, 2, s), zero where not seen (couples, days, 2)."""
        n, days = seen.shape[:2]
        flat = seen.reshape(n, 2 * days)
        size = max(1, LARGEST // (2 * days) ** 2)
        rows = wide.reshape(n, 2 * days, -1)
        parts = [slice(at, at + size) for at in range(0, n, size)]
        batches = tuple(Batch(rows[part], *_patterns(flat[part])) for part in parts)
        return cls(batches, int(seen[:, :, 1].sum()))

    def products(self, noise: F) -> tuple[F, float, tuple[Kept, ...]]:
        """Return W'R⁻¹W of each couple, log|R|, and what the gradient needs again."""
        kept, found, logs = [], [], 2 * self.seconds * noise[0]
        for batch in self.batches:
            lower = cholesky(_masked(_correlation(noise, batch), batch.patterns))
            half = np.linalg.inv(lower)
            logs += 2 * float(batch.shares @ np.log(np.diagonal(lower, 0, 1, 2)).sum(1))
            inverses = half.swapaxes(1, 2) @ half
            scaled = batch.wide / _scale(noise, batch)
            solved = _by_pattern(inverses, batch) @ scaled
            kept.append(Kept(inverses, scaled, solved))
            found.append(scaled.swapaxes(1, 2) @ solved)
        return np.concatenate(found), float(logs), tuple(kept)

    def gradient(self, noise: F, adjoint: F, kept: tuple[Kept, ...]) -> F:
        """Return the deviance's derivative by noise, given that by the products."""
        total = np.array([2.0 * self.seconds, 0.0, 0.0])
        starts = np.cumsum([len(batch.wide) for batch in self.batches])[:-1]
        parts = np.split(adjoint, starts)
        for batch, known, part in zip(self.batches, kept, parts, strict=True):
            pulled = known.solved @ part
            second = np.arange(pulled.shape[1]) % 2 == 1
            total[0] -= 2 * float((pulled * known.scaled)[:, second].sum())
            shared = np.tensordot(batch.shares, known.inverses * _outer(batch.patterns), 1)
            for at, slope in enumerate(_slopes(noise, batch), start=1):
                total[at] += float((shared * slope).sum())
                total[at] -= float((pulled * (slope @ known.solved)).sum())
        return total


def _patterns(seen: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    return patterns, which.reshape(-1)


def _by_pattern(matrices: F, batch: Batch) -> F:
    return matrices if len(matrices) == 1 else matrices[batch.which]


def _scale(noise: F, batch: Batch) -> F:
    days = batch.wide.shape[1] // 2
    return np.tile([1.0, np.exp(noise[0])], days)[:, None]


def _correlation(noise: F, batch: Batch) -> F:
    rho, phi = np.tanh(noise[1:])
    correlation: F = np.kron(phi ** _apart(batch), np.array([[1, rho], [rho, 1]]))
    return correlation


def _slopes(noise: F, batch: Batch) -> tuple[F, F]:
    """Return the slopes of the correlations by atanh rho and atanh phi."""
    rho, phi = np.tanh(noise[1:])
    apart = _apart(batch)
    by_rho = np.kron(phi**apart, np.array([[0, 1], [1, 0]]) * (1 - rho**2))
    steep = apart * phi ** np.maximum(apart - 1, 0) * (1 - phi**2)
    return by_rho, np.kron(steep, np.array([[1, rho], [rho, 1]]))


def _apart(batch: Batch) -> F:
    days = np.arange(batch.wide.shape[1] // 2, dtype=float)
    apart: F = np.abs(days[:, None] - days)
    return apart


def _outer(patterns: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return patterns[:, :, None] & patterns[:, None, :]


def _masked(correlation: F, patterns: NDArray[np.bool_]) -> F:
    """Return the correlation of each pattern; what is not seen has its own row of the unit."""
    masked = np.where(_outer(patterns), correlation, 0.0)
    at = np.arange(len(correlation))
    masked[:, at, at] = 1.0
    return masked
