"""Average run lengths of CUSUM and EWMA on independent normal days, by integral equation.

They check the arithmetic of a textbook chart. A diary has slow noise, so its alarms come more
often than these say: `drift.Watch` is calibrated by simulation instead.
"""

from collections.abc import Callable
from functools import lru_cache
from math import erfc, inf, isfinite, log, sqrt

import numpy as np

from nearer.science import checks
from nearer.science.checks import F

NORMAL = 1 / sqrt(2 * np.pi)
FARTHEST = 100.0  # SDs: nobody watches for more, and the equation grows with it
LONGEST = 1e12  # days: beyond it rounding is all that the equation has left
FINEST = 4000  # points of the equation
LEAST = 1e-9  # SDs: a limit as good as 0


def cusum_arl(k: float, h: float, shift: float = 0.0, *, sided: str = "one") -> float:
    """Return after how many days a CUSUM alarms on average.

    S = max(0, S + x - k) from 0, alarm when S > h, for independent x ~ N(shift, 1); sided "two"
    adds the same sum of -x and alarms with the first. k: from 0; h: above 0; both below 100, in SDs
    of x. More than 10^12 days are infinity. Raises ValueError for values outside these.
    Source: integral equation of Page (1954), solved by collocation. Checked against R, `arl.json`.
    """
    checks.inside("k", k, 0, FARTHEST, low_too=True)
    checks.inside("h", h, 0, FARTHEST)
    checks.finite_number("shift", shift)
    checks.one_of("sided", sided, ("one", "two"))
    up = _one_sided(k, h, shift)
    if sided == "one":
        return up
    return 1 / (1 / up + 1 / _one_sided(k, h, -shift))


def cusum_limit(k: float, arl: float, *, sided: str = "one") -> float:
    """Return the limit h at which a CUSUM of unchanged days alarms every `arl` days.

    arl: days, above 1.5; k, sided: as there. Raises ValueError as `cusum_arl`, and where no limit
    has that run length. Source: as there.
    """
    checks.inside("arl", arl, 1.5, LONGEST)
    return _solved(lambda h: cusum_arl(k, h, sided=sided), arl)


def ewma_arl(weight: float, limit: float, shift: float = 0.0) -> float:
    """Return after how many days a two-sided EWMA alarms on average.

    z = (1 - weight)·z + weight·x from 0, alarm when |z| > limit·sqrt(weight / (2 - weight)), for
    independent x ~ N(shift, 1). weight: above 0, at most 1; limit: above 0, below 100.
    Raises ValueError for values outside these.
    Source: Crowder (1987), integral equation. Checked against R, `arl.json`.
    """
    checks.inside("weight", weight, 0, 1, high_too=True)
    checks.inside("limit", limit, 0, FARTHEST)
    checks.finite_number("shift", shift)
    edge = limit * sqrt(weight / (2 - weight))
    points, weights = _rule(-edge, edge, width=weight)
    kernel = _density((points - (1 - weight) * points[:, None]) / weight - shift) / weight
    from_zero = _density(points / weight - shift) / weight * weights
    return _run_length(np.eye(len(points)) - kernel * weights, from_zero, before=1.0)


def ewma_limit(weight: float, arl: float) -> float:
    """Return the limit at which an EWMA of unchanged days alarms every `arl` days.

    arl: days, above 1.5; weight: as there. Raises ValueError as `ewma_arl`. Source: as there.
    """
    checks.inside("arl", arl, 1.5, LONGEST)
    return _solved(lambda limit: ewma_arl(weight, limit), arl)


def _one_sided(k: float, h: float, shift: float) -> float:
    points, weights = _rule(0.0, h, width=1.0)
    points = np.r_[0.0, points]  # the sum starts at zero, and often returns there
    step = _density(points[None, 1:] - points[:, None] + k - shift) * weights
    to_zero = _below(k - shift - points)
    matrix = np.eye(len(points)) - np.column_stack([to_zero, step])
    return _run_length(matrix, np.eye(len(matrix))[0])


def _run_length(matrix: F, start: F, *, before: float = 0.0) -> float:
    """Return the run length from the start; infinite where rounding leaves nothing of it."""
    try:
        found = before + float(start @ np.linalg.solve(matrix, np.ones(len(matrix))))
    except np.linalg.LinAlgError:
        return inf
    return found if 1 <= found <= LONGEST else inf


def _rule(low: float, high: float, *, width: float) -> tuple[F, F]:
    """Return points and weights of Gauss-Legendre, dense enough for a normal of that SD."""
    count = int(40 + 4 * (high - low) / width)
    if count > FINEST:
        raise ValueError(f"weight: is {width:g}; with so wide a limit that is no watch")
    points, weights = _legendre(count)
    half = (high - low) / 2
    return low + half * (points + 1), half * weights


@lru_cache(maxsize=64)
def _legendre(count: int) -> tuple[F, F]:
    return np.polynomial.legendre.leggauss(count)


def _density(x: F) -> F:
    density: F = NORMAL * np.exp(-(x**2) / 2)
    return density


def _below(x: F) -> F:
    return np.array([erfc(-value / sqrt(2)) / 2 for value in x])


def _solved(arl_at: Callable[[float], float], arl: float) -> float:
    """Return where a run length that rises with the limit is reached (regula falsi, Illinois)."""
    low, high = LEAST, 1.0
    below, above = log(arl_at(low) / arl), log(arl_at(high) / arl)
    if below > 0:
        raise ValueError(f"arl: is {arl}; even with a limit of 0 alarms are rarer")
    while above < 0:
        if high > FARTHEST / 2:
            raise ValueError(f"arl: is {arl}; no limit within {FARTHEST:g} SDs is so patient")
        low, below, high = high, above, 2 * high
        above = log(arl_at(high) / arl)
    while high - low > 1e-10 * high:
        known = isfinite(above)
        middle = high - above * (high - low) / (above - below) if known else (low + high) / 2
        value = log(arl_at(middle) / arl)
        if abs(value) < 1e-12:
            return middle
        if (value < 0) == (below < 0):
            low, below, above = middle, value, above / 2
        else:
            high, above, below = middle, value, below / 2
    return (low + high) / 2
