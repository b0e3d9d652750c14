"""Means and covariances with a structure, fitted by maximum likelihood (normal theory)."""

from dataclasses import dataclass

import numpy as np

from nearer.science._likelihood import LOG_2PI, cholesky
from nearer.science.checks import F


@dataclass(frozen=True, slots=True)
class Sample:
    """What the likelihood needs of complete rows: mean (p,), covariance (p, p) by n, and n."""

    mean: F
    covariance: F
    n: int

    @classmethod
    def of(cls, values: F) -> "Sample":
        """Return the sample of values (n, p)."""
        mean = values.mean(0)
        centred = values - mean
        return cls(mean, centred.T @ centred / len(values), len(values))

    def deviance(self, mean: F, covariance: F) -> tuple[float, F, F]:
        """Return minus twice the log-likelihood, and its derivatives by covariance and mean."""
        lower = cholesky(covariance)
        half = np.linalg.inv(lower)
        inverse = half.T @ half
        off = self.mean - mean
        spread = self.covariance + np.outer(off, off)
        logs = 2 * float(np.log(np.diagonal(lower)).sum())
        value = self.n * (len(mean) * LOG_2PI + logs + float((inverse * spread).sum()))
        by_covariance = self.n * (inverse - inverse @ spread @ inverse)
        return value, by_covariance, -2 * self.n * inverse @ off

    def saturated(self) -> float:
        """Return the deviance at the sample's own mean and covariance."""
        return self.deviance(self.mean, self.covariance)[0]

    def independent(self) -> float:
        """Return the deviance of uncorrelated variables."""
        return self.deviance(self.mean, np.diag(np.diagonal(self.covariance)))[0]


def information(covariance: F, slopes: F, n: int) -> F:
    """Return the expected information of parameters with slopes (k, p, p) of the covariance."""
    moved = np.linalg.solve(covariance, slopes)
    found: F = n / 2 * np.einsum("kij,lji->kl", moved, moved)
    return found
