"""Two local levels that wander together, smoothed with an exact diffuse start."""

from dataclasses import dataclass

import numpy as np

from nearer.science.checks import F


@dataclass(frozen=True, slots=True)
class PairTrend:
    """The levels of a pair: level (days, 2), covariance (days, 2, 2), log_likelihood."""

    level: F
    covariance: F
    log_likelihood: float


def smooth(y: F, noise: F, step: F) -> PairTrend:
    """Smooth by generalised least squares: the wandering is known but for where it starts.

    From one start, levels of days s and t share min(s, t) steps; so the levels are the best linear
    prediction from the answers, with the two starts estimated. Days squared in memory.
    """
    days = len(y)
    number = np.arange(days)
    wander = np.kron(np.minimum.outer(number, number), step)
    start = np.tile(np.eye(2), (days, 1))
    seen = ~np.isnan(y.ravel())
    values, known = y.ravel()[seen], start[seen]
    variance = wander[np.ix_(seen, seen)] + np.kron(np.eye(days), noise)[np.ix_(seen, seen)]
    right = np.column_stack([known, values, wander[seen]])
    solved = np.linalg.solve(variance, right)
    precision = known.T @ solved[:, :2]
    at = np.linalg.solve(precision, known.T @ solved[:, 2])
    residual = solved[:, 2] - solved[:, :2] @ at
    level = start @ at + wander[:, seen] @ residual
    away = start - wander[:, seen] @ solved[:, :2]
    spread = wander - wander[:, seen] @ solved[:, 3:] + away @ np.linalg.solve(precision, away.T)
    blocks = spread.reshape(days, 2, days, 2)[number, :, number, :]
    fit = (values - known @ at) @ residual
    logs = np.linalg.slogdet(variance)[1] + np.linalg.slogdet(precision)[1]
    height = -((len(values) - 2) * np.log(2 * np.pi) + logs + fit) / 2
    return PairTrend(level.reshape(days, 2), blocks, float(height))
