"""How sure least squares can be on days that hang together.

Residuals are AR(1) over days, missing days counted. How strongly they hang together is hardly known
from a few weeks, so the variance is averaged over what the days allow (flat prior times 1 - phi²).
"""

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

PHI = np.linspace(-0.8, 0.96, 45)


def variances(design: F, residual: F, day: NDArray[np.intp]) -> F:
    """Return the variances (p,) of least squares coefficients.

    design: (n, p) and residual (n,) of the days there are; day: (n,) which days these are.
    """
    n, p = design.shape
    weight, scale = _phi(design, residual, day)
    bread = np.linalg.inv(design.T @ design)
    filling = np.tensordot(weight * scale, _sandwiched(design, day), 1) / (n - p)
    found: F = np.diagonal(bread @ filling @ bread).copy()
    return found


def _phi(design: F, residual: F, day: NDArray[np.intp]) -> tuple[F, F]:
    """Return the weight of each phi, and the residual sum of squares under it."""
    n, p = design.shape
    white, logs = _whitened(np.column_stack([design, residual]), day)
    products = white.swapaxes(1, 2) @ white
    inner = products[:, :p, :p]
    across = products[:, :p, p:]
    explained = (across * np.linalg.solve(inner, across)).sum((1, 2))
    rest = np.maximum(products[:, p, p] - explained, np.finfo(float).tiny)
    likelihood = -(logs + np.linalg.slogdet(inner)[1] + (n - p) * np.log(rest)) / 2
    weight: F = np.exp(likelihood - likelihood.max()) * (1 - PHI**2)
    return weight / weight.sum(), rest


def _whitened(columns: F, day: NDArray[np.intp]) -> tuple[F, F]:
    """Return columns free of autocorrelation, (phi, n, columns), and the log-determinant."""
    kept = PHI[:, None] ** np.diff(day)  # what is left of yesterday, also over a gap
    spread = 1 - kept**2
    steps = columns[1:] - kept[:, :, None] * columns[:-1]
    first = np.broadcast_to(columns[:1], (len(PHI), 1, columns.shape[1]))
    white = np.concatenate([first, steps / np.sqrt(spread)[:, :, None]], axis=1)
    return white, np.log(spread).sum(axis=1)


def _sandwiched(design: F, day: NDArray[np.intp]) -> F:
    """Return X'CX, (phi, p, p), where C[t, u] = phi^|t - u|."""
    p = design.shape[1]
    filled = np.zeros((int(day[-1] - day[0]) + 1, p))
    filled[day - day[0]] = design
    lagged = [[np.correlate(a, b, "full") for b in filled.T] for a in filled.T]
    apart = np.abs(np.arange(1 - len(filled), len(filled)))
    powers = PHI[:, None] ** apart
    found: F = np.einsum("gk,ijk->gij", powers, np.array(lagged), optimize=True)
    return found
