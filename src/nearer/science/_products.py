"""Products of long, narrow matrices, in pieces that one core does by itself.

Linear algebra libraries share a large product among all cores, which then wait for each other: on a
busy machine that takes ten times as long as it saves. Pieces of this size are not shared.
"""

import numpy as np

from nearer.science.checks import F

ALONE = 262_144  # multiplications that OpenBLAS leaves to one core
LONGEST, SHORTEST = 256, 16


def cross(left: F, right: F) -> F:
    """Return left' right for (n, a) and (n, b): (a, b)."""
    rows = _rows(left.shape[1] * right.shape[1])
    whole = len(left) // rows * rows if rows else 0
    found = left[whole:].T @ right[whole:]
    if whole:
        pieces = [part[:whole].reshape(-1, rows, part.shape[1]) for part in (left, right)]
        found = found + np.matmul(pieces[0].transpose(0, 2, 1), pieces[1]).sum(axis=0)
    return np.asarray(found)


def times(left: F, right: F) -> F:
    """Return left right for (n, a) and (a, b): (n, b)."""
    rows = _rows(right.size)
    whole = len(left) // rows * rows if rows else 0
    found = np.empty((len(left), right.shape[1]))
    np.matmul(left[whole:], right, out=found[whole:])
    if whole:
        pieces = left[:whole].reshape(-1, rows, left.shape[1])
        found[:whole] = np.matmul(pieces, right).reshape(whole, -1)
    return found


def _rows(size: int) -> int:
    """Return how many rows a piece has; 0 where they would be too few to be worth it."""
    rows = ALONE // max(size, 1)
    return min(rows, LONGEST) if rows >= SHORTEST else 0
