"""Columns of a design made orthogonal, so that scale and place of a predictor cost no digits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, solve_triangular

from nearer.science.checks import F

ALIKE = 1e-9  # share of a column that the others leave over: below, it says nothing of its own


@dataclass(frozen=True, slots=True)
class Orthogonal:
    """columns = basis @ mixing; basis (rows, p) has columns of mean square 1, mixing is (p, p)."""

    basis: F
    mixing: F

    @property
    def log_determinant(self) -> float:
        """Return log|mixing|."""
        return float(np.log(np.abs(np.diagonal(self.mixing))).sum())

    def back(self, values: F) -> F:
        """Return coefficients of the columns from those of the basis, (p,) or (p, k)."""
        found: F = solve_triangular(self.mixing, values)
        return found

    def covariance_back(self, covariance: F) -> F:
        """Return the covariance (p, p) of such coefficients."""
        return self.back(self.back(covariance).T)


def orthogonal(argument: str, columns: F, names: Sequence[str]) -> Orthogonal:
    """Take columns (rows, p) apart; ValueError names one that the others already say."""
    rows, p = columns.shape
    if rows < p:
        raise ValueError(f"{argument}: {rows} complete rows for {p} columns; give more rows")
    length = np.sqrt((columns**2).sum(0))
    if not (length > 0).all():
        raise ValueError(f"{argument}: {names[int(np.argmin(length))]} is 0 in every row")
    basis, mixing, order = qr(columns / length, mode="economic", pivoting=True)
    left = np.abs(np.diagonal(mixing))
    if left[-1] < ALIKE * np.sqrt(p):
        last = names[int(order[-1])]
        raise ValueError(f"{argument}: {last} repeats what the other columns say; leave it out")
    basis, mixing = np.linalg.qr(columns)
    root = np.sqrt(rows)
    return Orthogonal(basis * root, mixing / root)


def scaled(columns: F) -> Orthogonal:
    """Return columns (rows, p) at mean square 1, each for itself."""
    size = np.sqrt((columns**2).mean(0))
    return Orthogonal(columns / size, np.diag(size))
