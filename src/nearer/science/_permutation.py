"""The randomisation test of two groups, and the interval that it does not reject."""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F, Seed

DRAWS = 20_000


def difference(
    values: F, side: NDArray[np.bool_], *, level: float, seed: Seed
) -> tuple[float, float, float, float]:
    """Return the difference of means (side minus the rest), its interval and the two-sided p.

    A shift s of the true difference turns a permuted difference into a - s·b, where b is what the
    permutation keeps of the real sides, so each permutation fails to reject exactly the shifts
    between (d - a)/(1 - b) and (d + a)/(1 + b).
    """
    sides = _assignments(side, seed)
    contrast = sides / side.sum() - (1 - sides) / (~side).sum()
    seen = float(values[side].mean() - values[~side].mean())
    moved = contrast @ (values - values.mean())
    kept = contrast @ side.astype(float)
    tie = 1e-9 * max(1.0, float(np.abs(values).max()))  # sums in another order are still equal
    p = float((np.abs(moved) >= abs(seen) - tie).mean())
    low, high = _not_rejected(seen, moved, kept, 1 - level)
    return seen, low, high, p


def _not_rejected(seen: float, moved: F, kept: F, alpha: float) -> tuple[float, float]:
    """Return the lowest and the highest shift whose p is above alpha; infinite if none is out."""
    one, other = np.full_like(moved, -np.inf), np.full_like(moved, np.inf)
    np.divide(seen - moved, 1 - kept, out=one, where=kept < 1 - 1e-9)
    np.divide(seen + moved, 1 + kept, out=other, where=kept > -1 + 1e-9)
    always = np.abs(kept) > 1 - 1e-9  # the real sides, or their mirror image, reject no shift
    low = np.where(always, -np.inf, np.minimum(one, other))
    high = np.where(always, np.inf, np.maximum(one, other))
    out = int(alpha * len(moved) + 1e-9)  # so many may be left outside
    return float(np.sort(low)[out]), float(np.sort(high)[::-1][out])


def _assignments(side: NDArray[np.bool_], seed: Seed) -> F:
    """Return which weeks could have been heads: all ways, or many drawn ones with the real one."""
    n, k = len(side), int(side.sum())
    if comb(n, k) <= DRAWS:
        chosen = np.array(list(combinations(range(n), k)))
        sides = np.zeros((len(chosen), n))
        np.put_along_axis(sides, chosen, 1.0, axis=1)
        return sides
    draws = np.random.default_rng(seed).permuted(np.tile(side, (DRAWS - 1, 1)), axis=1)
    return np.vstack([side, draws]).astype(float)
