"""The evidence that a slow decline has begun: the odds of one that goes down a few stairs.

Each day a decline may begin. Once begun it stands on one of eight stairs, each a little lower, and
moves to the next after three weeks on average. The sum over all starting days of the odds of such a
decline against none (Shiryaev and Roberts) needs one number a stair. Beside it runs a plain sum of
how far below usual the days are (Page's CUSUM), which tells since when and how far: three numbers,
so that nothing of the answers themselves is kept.
"""

from dataclasses import dataclass
from functools import reduce
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

Mask = NDArray[np.bool_]

STAIRS = 8
STAY = 21.0  # days on a stair, on average
DROP = 0.1  # of a stair, in SDs of a day
DEPTH: F = np.array([[DROP * stair] for stair in range(1, STAIRS + 1)])
SLACK = 0.1  # of the CUSUM, in SDs of a day
FADE_AFTER = 14  # days without an answer, before evidence fades
FADING = 0.9  # of the odds, a day
FORGOTTEN_AFTER = 90  # days without an answer, after which all begins anew
EARLY = 0.5  # of the alarm line: the most evidence before a watch has seen enough


def carried(odds: F, residual: F, seen: Mask, inflation: F, *, depth: F = DEPTH) -> F:
    """Carry the odds over one day and its answer; a decline may begin on an answered day.

    odds: (stairs, ...); residual: standardised, 0 without an answer, (...).
    """
    moved = odds * (1 - 1 / STAY)
    moved[1:] += odds[:-1] / STAY
    moved[-1] += odds[-1] / STAY
    moved[0] += seen
    moved *= np.exp(np.where(seen, -depth * (residual + depth / 2) / inflation, 0.0))
    return moved


def evidence(odds: F) -> F:
    """Return the logarithm of 1 + the odds, summed in one order whatever the number of series."""
    logarithm: F = np.log1p(reduce(np.add, odds))
    return logarithm


@dataclass(slots=True)
class Suspicion:
    """The odds, and the CUSUM with its first day, the answers since, and their residuals' sum."""

    odds: F  # (stairs, series)
    below: F  # (series,)
    begun: F
    answers: F
    residuals: F

    KEPT: ClassVar[tuple[str, ...]] = ("odds", "below", "begun", "answers", "residuals")

    @classmethod
    def fresh(cls, series: int) -> "Suspicion":
        """Return none."""
        return cls(np.zeros((STAIRS, series)), *(np.zeros(series) for _ in range(4)))

    def learn(self, day: int, residuals: tuple[F, F], seen: Mask, inflation: F) -> None:
        """Take a day: its residual, winsorised for the evidence and less so for the size."""
        residual, far = residuals
        self.odds = carried(self.odds, residual, seen, inflation)
        below = np.where(seen, self.below - residual - SLACK, self.below)
        goes_on, begins = below > 0, self.below <= 0
        self.begun = np.where(goes_on & begins, float(day), self.begun)
        self.answers = np.where(goes_on, self.answers + seen, 0.0)
        self.residuals = np.where(goes_on, self.residuals + far, 0.0)
        self.below = np.maximum(below, 0.0)

    def fade(self, silent: Mask) -> None:
        """Let evidence fade in a silence."""
        self.odds *= np.where(silent, FADING, 1.0)

    def hold(self, over: Mask, limit: F) -> None:
        """Keep the evidence at its early share of the alarm line."""
        most = np.expm1(EARLY * limit) / np.maximum(reduce(np.add, self.odds), 1e-9)
        self.odds *= np.where(over, most, 1.0)

    def begin_anew(self, where: Mask) -> None:
        """Drop all suspicion of some series."""
        for name in self.KEPT:
            getattr(self, name)[..., where] = 0.0
