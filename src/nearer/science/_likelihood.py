"""The normal likelihood of linear mixed models, from cross-products alone, with its gradient.

y = X b + Z u + e, u ~ N(0, s² D), e ~ N(0, s² R), D = L L'. Everything enters through
cross-products weighted with R⁻¹: A = Z'R⁻¹Z, B = Z'R⁻¹[X y], C = [X y]'R⁻¹[X y]. `absorb` takes
random effects out (Woodbury; L may be singular, so a variance of 0 is a value like any other),
`profile` takes out b and s². Adjoints (derivatives of minus twice the log-likelihood) run back the
same way. Source: Bates et al. (2015), Lindstrom and Bates (1988).
"""

from dataclasses import dataclass

import numpy as np

from nearer.science.checks import F

LOG_2PI = float(np.log(2 * np.pi))


class NotPositive(Exception):
    """Parameters at which the model leaves nothing to chance: no likelihood there."""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Random effects of N independent blocks, taken out.

    log_determinant: of I + L'AL, summed; reduction: of C, (s, s); inner: K = L(I + L'AL)⁻¹L',
    (N, m, m); left: Z'V⁻¹[X y], (N, m, s); solved: K B, (N, m, s).
    """

    log_determinant: float
    reduction: F
    inner: F
    left: F
    solved: F


def absorb(a: F, b: F, factor: F) -> Absorbed:
    """Take out the random effects of blocks: a (N, m, m), b (N, m, s), factor L (m, m)."""
    middle = np.eye(len(factor)) + factor.T @ a @ factor
    lower = cholesky(middle)
    half = np.linalg.solve(lower, np.broadcast_to(factor.T, middle.shape))  # (N, m, m)
    inner = half.swapaxes(-1, -2) @ half
    solved = inner @ b
    logs = np.log(np.diagonal(lower, axis1=-2, axis2=-1))
    return Absorbed(
        2 * float(logs.sum()),
        np.tensordot(b, solved, axes=([0, 1], [0, 1])),
        inner,
        b - a @ solved,
        solved,
    )


def covariance_gradient(taken: Absorbed, a: F, adjoint: F) -> F:
    """Return the derivative by D, (m, m), given that by the reduced C, (s, s)."""
    own = (a - a @ taken.inner @ a).sum(0)
    pulled: F = own - np.tensordot(taken.left @ adjoint, taken.left, axes=([0, 2], [0, 2]))
    return pulled


def product_adjoint(taken: Absorbed, adjoint: F) -> F:
    """Return the derivative by the cross-products of [Z, X, y], (N, m + s, m + s)."""
    pulled = taken.solved @ adjoint  # (N, m, s)
    corner = taken.inner + pulled @ taken.solved.swapaxes(-1, -2)
    right = np.broadcast_to(adjoint, (len(pulled), *adjoint.shape))
    return np.block([[corner, -pulled], [-pulled.swapaxes(-1, -2), right]])


@dataclass(frozen=True, slots=True)
class Profile:
    """What is left when b and s² are at their best: deviance is minus twice the log-likelihood."""

    deviance: float
    coefficients: F  # (p,)
    covariance: F  # (p, p)
    variance: float  # s²
    adjoint: F  # of the deviance by [X y]'V⁻¹[X y], (p + 1, p + 1)


def profile(products: F, log_determinant: float, n: int, method: str) -> Profile:
    """Take out coefficients and variance; products is [X y]'V⁻¹[X y], with V free of s²."""
    p = len(products) - 1
    restricted = method == "REML"
    lower = cholesky(products[:p, :p])
    inverse = np.linalg.inv(lower)
    unscaled = inverse.T @ inverse
    coefficients = unscaled @ products[:p, p]
    residual = np.append(-coefficients, 1.0)
    rest = float(residual @ products @ residual)
    degrees = n - p if restricted else n
    if not rest > 0:
        raise NotPositive
    deviance = log_determinant + degrees * (1 + LOG_2PI + float(np.log(rest / degrees)))
    adjoint = degrees / rest * np.outer(residual, residual)
    if restricted:
        deviance += 2 * float(np.log(np.diagonal(lower)).sum())
        adjoint[:p, :p] += unscaled
    variance = rest / degrees
    return Profile(deviance, coefficients, variance * unscaled, variance, adjoint)


def cholesky(matrices: F) -> F:
    """Return lower factors, or raise NotPositive."""
    try:
        lower = np.asarray(np.linalg.cholesky(matrices), float)
    except np.linalg.LinAlgError as error:
        raise NotPositive from error
    if not np.isfinite(lower).all():
        raise NotPositive
    return lower
