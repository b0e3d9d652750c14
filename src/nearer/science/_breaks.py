"""Breaks in the mean of a series, by dynamic programming over all segments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F


@dataclass(frozen=True, slots=True)
class Breaks:
    """How many breaks the BIC prefers, and where.

    positions: (n,), last day of each segment but the last, 1-based, counted over all days;
    rss, bic: for 0 to max_breaks breaks, NaN where so many do not fit.
    """

    n: int
    positions: NDArray[np.int64]
    rss: F
    bic: F


def find(y: F, min_share: float, max_breaks: int) -> Breaks:
    """Find the best 0 to max_breaks breaks among the answered days."""
    day = np.flatnonzero(~np.isnan(y))
    n = len(day)
    shortest = max(2, int(min_share * n))
    if n < 2 * shortest:
        raise ValueError(f"y: {n} answers are too few for two segments")
    cost = _segments(y[day] - y[day].mean(), shortest)
    best, last = [cost[0]], []
    for _ in range(min(max_breaks, n // shortest)):
        total = best[-1][:-1, None] + cost[1:]  # the last segment starts after the break
        last.append(total.argmin(0))
        best.append(total.min(0))
    rss = np.full(max_breaks + 1, np.inf)  # more breaks than segments have room for fit nowhere
    rss[: len(best)] = [ends[-1] for ends in best]
    bic = _bic(rss, n)
    count = int(np.nanargmin(bic))
    found = _traced(last[:count])
    rss[np.isinf(rss)] = np.nan
    return Breaks(count, day[found] + 1, rss, bic)


def _segments(y: F, shortest: int) -> F:
    """Return the sum of squares of each segment from i to j, (i, j); infinite when too short."""
    n = len(y)
    sums, squares = np.r_[0.0, y.cumsum()], np.r_[0.0, (y**2).cumsum()]
    length = np.arange(1, n + 1) - np.arange(n)[:, None]
    total = sums[1:] - sums[:-1, None]
    cost = squares[1:] - squares[:-1, None] - total**2 / np.maximum(length, 1)
    return np.where(length >= shortest, np.maximum(cost, 0.0), np.inf)


def _bic(rss: F, n: int) -> F:
    fits = np.isfinite(rss)
    least = np.where(fits, np.maximum(rss, 1e-300), 1.0)
    height = -n / 2 * (np.log(2 * np.pi * least / n) + 1)
    bic = -2 * height + np.log(n) * (2 * np.arange(len(rss)) + 2)
    return np.where(fits, bic, np.nan)


def _traced(last: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Follow the best breaks from the end; each is the last answer of its segment."""
    found: list[int] = []
    end = -1
    for ends in reversed(last):
        end = int(ends[end])
        found.insert(0, end)
    return np.array(found, np.int64)
