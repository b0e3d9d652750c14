"""Scores from answers: the posterior's mean (EAP) or its mode (MAP), theta ~ N(0, 1).

Bock and Mislevy 1982 for the mean. For the mode the log-likelihood of the graded model has closed
derivatives: with F the chance of reaching an answer's own step and G the next one's,
a (1 - F - G) and -a² (F (1 - F) + G (1 - G)).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from nearer.science import checks
from nearer.science._bank import Bank
from nearer.science._joint import Joint, blocks
from nearer.science._threads import together
from nearer.science.checks import F

SMALL = 1e-10
SHARE = 8192  # people that one thread takes at a time


@dataclass(frozen=True, slots=True)
class Scores:
    """Where people stand, in SDs of the people that the model was made with.

    theta, se: (people,); n_answered: (people,), how many answers each score rests on. Without any
    answer: 0 and 1, the prior.
    """

    theta: F
    se: F
    n_answered: NDArray[np.intp]

    def interval(self, level: float = 0.95) -> tuple[F, F]:
        """Return the ends of the normal interval; ValueError for a level that is no share."""
        width = float(ndtri(0.5 + checks.share("level", level) / 2)) * self.se
        return self.theta - width, self.theta + width

    def reliability(self) -> float:
        """Return the empirical reliability: variance of the scores over that plus the mean error's.

        NaN for fewer than two people.
        """
        if len(self.theta) < 2:
            return float("nan")
        spread = float(self.theta.var(ddof=1))
        return spread / (spread + float((self.se**2).mean()))


def eap(bank: Bank, codes: F) -> tuple[F, F]:
    """Return means and SDs of the posterior for codes (people, items) of the bank."""
    points = bank.points
    powers = np.stack([points, points**2], axis=1)
    sums = np.empty((len(codes), 2))
    logs = bank.logs.reshape(len(bank.first), -1, len(points))
    answered = Joint.of(codes, logs.shape[1])
    told = answered.on(logs, -0.5 * points**2)

    def score(start: int) -> None:
        for people in blocks(start, min(start + SHARE, len(codes))):
            sums[people] = told.of(people)[0] @ powers

    if len(codes) <= SHARE:
        score(0)
    else:
        list(together(score, range(0, len(codes), SHARE)))
    theta = sums[:, 0]
    return theta, np.sqrt(np.maximum(sums[:, 1] - theta**2, 0))


def mode(slopes: F, steps: F, codes: F, start: F) -> tuple[F, F]:
    """Return modes of the posterior and their errors, from the observed information.

    steps: (items, K - 1) without NaN; codes: (people, items) within the item's own categories.
    """
    ends = np.pad(steps, ((0, 0), (1, 1)), constant_values=((0, 0), (np.inf, -np.inf)))
    items = np.arange(len(slopes))
    asked = ~np.isnan(codes)
    place = np.where(asked, codes, 0).astype(np.intp)
    reached, next_one = ends[items, place], ends[items, place + 1]
    theta = start.copy()
    for _ in range(60):
        slope, curve = _derivatives(slopes, reached, next_one, asked, theta)
        step = np.clip(slope / curve, -1, 1)
        theta += step
        if np.abs(step).max(initial=0) < SMALL:
            break
    curve = _derivatives(slopes, reached, next_one, asked, theta)[1]
    return theta, 1 / np.sqrt(curve)


def _derivatives(slopes: F, reached: F, next_one: F, asked: F, theta: F) -> tuple[F, F]:
    """Return the log-posterior's slope, and its curve with the sign turned; both (people,)."""
    line = theta[:, None] * slopes
    first, second = expit(line + reached), expit(line + next_one)
    slope = np.where(asked, slopes * (1 - first - second), 0).sum(axis=1) - theta
    bends = slopes**2 * (first * (1 - first) + second * (1 - second))
    return slope, np.where(asked, bends, 0).sum(axis=1) + 1
