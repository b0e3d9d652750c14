"""Common fate: what the two share in one thing, and what follows for what they share in another.

y1, y2 carry one latent number, x1, x2 another, all loadings 1; residuals of the same person
correlate. All covariances are then free but for cov(y1, x2) = cov(y2, x1): a linear structure.
"""

from dataclasses import dataclass

import numpy as np

from nearer.science._search import lowest
from nearer.science._structure import Sample, information
from nearer.science.checks import F

# Each free covariance of (y1, y2, x1, x2) and the cells it fills; the last one fills two.
CELLS = (
    ((0, 0),),
    ((1, 1),),
    ((2, 2),),
    ((3, 3),),
    ((0, 2),),
    ((1, 3),),
    ((0, 1),),
    ((2, 3),),
    ((0, 3), (1, 2)),
)
SHARED_Y, SHARED_X, ACROSS = 6, 7, 8


@dataclass(frozen=True, slots=True)
class Fate:
    """Covariances (4, 4) of (y1, y2, x1, x2), effect with its error, and the fit."""

    covariances: F
    across: float
    effect: float
    se: float
    chi2: float
    log_likelihood: float
    converged: bool


def fit(values: F) -> Fate:
    """Fit complete rows of (y1, y2, x1, x2)."""
    scale = np.repeat([values[:, :2].std(), values[:, 2:].std()], 2)
    sample = Sample.of((values - values.mean(0)) / scale)
    slopes = _slopes()

    def deviance(free: F) -> tuple[float, F]:
        value, by_covariance, _ = sample.deviance(sample.mean, np.tensordot(free, slopes, 1))
        return value, np.tensordot(slopes, by_covariance, 2)

    start = np.array([np.mean([sample.covariance[cell] for cell in cells]) for cells in CELLS])
    found = lowest(deviance, [start, start * (np.arange(9) < 4)], confirm=False)
    covariance = np.tensordot(found.at, slopes, 1)
    variances = np.asarray(np.linalg.pinv(information(covariance, slopes, sample.n)), float)
    effect, se = _ratio(found.at, variances)
    units = scale[0] / scale[2]
    return Fate(
        covariance * np.outer(scale, scale),
        float(found.at[ACROSS] * scale[0] * scale[2]),
        effect * units,
        se * units,
        found.value - sample.saturated(),
        -found.value / 2 - sample.n * float(np.log(scale).sum()),
        found.converged,
    )


def _slopes() -> F:
    slopes = np.zeros((len(CELLS), 4, 4))
    for slope, cells in zip(slopes, CELLS, strict=True):
        for row, column in cells:
            slope[row, column] = slope[column, row] = 1
    return slopes


def _ratio(free: F, variances: F) -> tuple[float, float]:
    """Return the latent regression, cov / var, and its error by the delta method.

    Where the two share no variance in x there is nothing to regress on: NaN.
    """
    if not free[SHARED_X] > 0:
        return np.nan, np.nan
    effect = free[ACROSS] / free[SHARED_X]
    slope = np.zeros(len(free))
    slope[ACROSS], slope[SHARED_X] = 1 / free[SHARED_X], -effect / free[SHARED_X]
    return float(effect), float(np.sqrt(slope @ variances @ slope))
