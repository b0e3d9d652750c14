"""The evidence that a slow decline has begun: the odds of one that goes down a few stairs.

Each day a decline may begin. Once begun it stands on one of eight stairs, each a little lower, and
moves to the next after three weeks on average. The sum over all starting days of the odds of such a
decline against none (Shiryaev and Roberts) needs one number a stair. Three more a stair carry the
mean starting day, the answers since and the sum of their residuals, so that nothing of the answers
themselves is kept.
"""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

Mask = NDArray[np.bool_]

STAIRS = 8
STAY = 21.0  # days on a stair, on average
DROP = 0.1  # of a stair, in SDs of a day
DEPTH = DROP * np.arange(1, STAIRS + 1)[:, None]
FADE_AFTER = 14  # days without an answer, before evidence fades
FADING = 0.9  # of the odds, a day
FORGOTTEN_AFTER = 90  # days without an answer, after which all begins anew
EARLY = 0.5  # of the alarm line: the most evidence before a watch has seen enough
ODDS, DAY, ANSWERS, RESIDUALS = range(4)  # what is carried by stair; the last three times the odds


def fresh(series: int) -> F:
    """Return no evidence, (4, stairs, series)."""
    return np.zeros((4, STAIRS, series))


def carried(odds: F, residual: F, seen: Mask, *, inflation: F, day: F) -> F:
    """Carry the odds over one day and its answer; a decline may begin on an answered day.

    odds: (1 to 4, stairs, series); residual: standardised, 0 without an answer; day: any count.
    """
    moved = odds * (1 - 1 / STAY)
    moved[:, 1:] += odds[:, :-1] / STAY
    moved[:, -1] += odds[:, -1] / STAY
    entering = np.stack([seen + 0.0, seen * day, 0.0 * seen, 0.0 * seen])
    moved[:, 0] += entering[: len(odds)]
    fits = np.where(seen, -DEPTH * (residual + DEPTH / 2) / inflation, 0.0)
    moved *= np.exp(fits)
    if len(odds) > ANSWERS:
        moved[ANSWERS] += moved[ODDS] * seen
        moved[RESIDUALS] += moved[ODDS] * residual
    return moved


def total(odds: F) -> F:
    """Sum over the stairs, in one order whatever the number of series."""
    summed: F = reduce(np.add, odds)
    return summed
