"""Normal likelihoods written out in full, one dense matrix for all rows: slow and plain."""

import numpy as np


def likelihood(y, design, covariance, method):
    """Return coefficients, their errors and the log-likelihood at a given covariance (n, n)."""
    precision = np.linalg.inv(covariance)
    inner = design.T @ precision @ design
    coefficients = np.linalg.solve(inner, design.T @ precision @ y)
    rest = y - design @ coefficients
    n, p = design.shape
    value = rest @ precision @ rest + np.linalg.slogdet(covariance)[1] + n * np.log(2 * np.pi)
    if method == "REML":
        value += np.linalg.slogdet(inner)[1] - p * np.log(2 * np.pi)
    return coefficients, np.sqrt(np.diagonal(np.linalg.inv(inner))), -value / 2


def diary_rows(y, columns, varying, found):
    """Return outcome, design and covariance of all rows of a fitted diary that are there."""
    n, days = y.shape[:2]
    blocks = []
    apart = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
    covariance = found.rho * np.outer(found.sigma, found.sigma)
    np.fill_diagonal(covariance, found.sigma**2)
    noise = np.kron(np.where(apart == 0, 1.0, found.phi**apart), covariance)
    for couple in range(n):
        design = _by_role(columns[couple])
        wandering = _by_role(columns[couple][..., varying])
        whole = noise + wandering @ found.random_covariance @ wandering.T
        here = ~np.isnan(y[couple].ravel())
        blocks.append((y[couple].ravel()[here], design[here], whole[np.ix_(here, here)]))
    outcome, design, parts = zip(*blocks, strict=True)
    return np.concatenate(outcome), np.vstack(design), _diagonal(parts)


def _by_role(columns):
    """Return (2 days, 2 k): each predictor for the first role, then for the second."""
    days, _, k = columns.shape
    wide = np.zeros((days, 2, 2 * k))
    for role in (0, 1):
        wide[:, role, role::2] = columns[:, role]
    return wide.reshape(2 * days, 2 * k)


def _diagonal(blocks):
    sizes = np.cumsum([0, *(len(block) for block in blocks)])
    whole = np.zeros((sizes[-1], sizes[-1]))
    for start, end, block in zip(sizes[:-1], sizes[1:], blocks, strict=True):
        whole[start:end, start:end] = block
    return whole
