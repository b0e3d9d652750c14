"""Which counts of a table must be hidden, so that nobody can work out a small one.

A table is groups by cells, its last row the sum of the others. Hidden are small counts; then one
more member of every sum from which a small one could be worked out; and then more, while all sums
together, and no count below zero, still leave a small one no choice (found by linear programs).
Source: primary and secondary cell suppression, Hundepool et al. (2012), chapter 4.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

CELLS = ("n_started", "n_finished", "n_missing", "better", "no_clear_change", "worse")
SUMS = ((0, (1, 2)), (1, (3, 4, 5)))  # of a row: whole, parts
KEPT_LONGEST = 1  # n_finished: all means rest on it

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


def hidden(counts: Counts, smallest: int) -> Mask:
    """Return which cells to hide, (rows, cells); counts below `smallest` and what tells them."""
    small = counts < smallest
    hide = small.copy()
    if not hide.any():
        return hide
    sums = list(_sums(len(counts)))
    _hide_parts(counts.ravel(), hide.ravel(), sums, smallest)
    for cell in np.flatnonzero(small):
        # What is hidden later only leaves more open, so each small cell is looked at once.
        while _worked_out(int(cell), counts.ravel(), hide.ravel(), sums):
            hide.flat[_nearest(int(cell), counts.ravel(), hide.ravel(), sums)] = True
            _hide_parts(counts.ravel(), hide.ravel(), sums, smallest)
    return hide


def _sums(rows: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    """List every sum of the table as flat places: the whole, and its parts."""
    width = len(CELLS)
    for row in range(rows):
        for whole, parts in SUMS:
            yield row * width + whole, tuple(row * width + part for part in parts)
    for cell in range(width):
        groups = tuple(row * width + cell for row in range(rows - 1))
        if groups:
            yield (rows - 1) * width + cell, groups


Sums = list[tuple[int, tuple[int, ...]]]


def _hide_parts(flat: Counts, gone: Mask, sums: Sums, smallest: int) -> None:
    """Hide on, in place, until no sum leaves one part open or tells a small sum of parts."""
    while (cell := _next(flat, gone, sums, smallest)) is not None:
        gone[cell] = True


def _next(flat: Counts, gone: Mask, sums: Sums, smallest: int) -> int | None:
    for whole, parts in sums:
        out = [part for part in parts if gone[part]]
        if not gone[whole] and out and (len(out) == 1 or flat[out].sum() < smallest):
            return _cheapest(flat, [cell for cell in (whole, *parts) if not gone[cell]])
        if gone[whole] and not out:
            return _cheapest(flat, list(parts))
    return None


def _cheapest(flat: Counts, cells: list[int]) -> int:
    """Return the cell whose loss costs least: the smallest, n_finished last."""
    return min(cells, key=lambda cell: (cell % len(CELLS) == KEPT_LONGEST, flat[cell], cell))


def _nearest(cell: int, flat: Counts, gone: Mask, sums: Sums) -> int:
    """Return a shown cell that shares a sum with this one, or else any shown cell."""
    near = [other for whole, parts in sums if cell in (whole, *parts) for other in (whole, *parts)]
    shown = [other for other in near if not gone[other]]
    return _cheapest(flat, shown or [int(other) for other in np.flatnonzero(~gone)])


def _worked_out(cell: int, flat: Counts, gone: Mask, sums: Sums) -> bool:
    """Return whether every table of counts that fits what is shown has the same number here."""
    if gone.all():
        return False
    places = np.flatnonzero(gone)
    rules = np.zeros((len(sums), len(gone)))
    for row, (whole, parts) in enumerate(sums):
        rules[row, whole] = -1
        rules[row, list(parts)] = 1
    shown = -rules[:, ~gone] @ flat[~gone]
    goal = (places == cell).astype(float)
    ends = [linprog(sign * goal, A_eq=rules[:, places], b_eq=shown).fun for sign in (1, -1)]
    # Without an upper end there is no number to give away.
    return ends[1] is not None and abs(ends[0] + ends[1]) < 0.5
