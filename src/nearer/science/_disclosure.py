"""Which counts of a table must be hidden, so that nobody can work out a small one.

A table is groups by cells, its last row the sum of the others. Hidden are small counts; then, until
nothing changes, one more member of every sum from which a small one could be worked out.
Source: primary and secondary cell suppression, Hundepool et al. (2012), chapter 4.
"""

from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

CELLS = ("n_started", "n_finished", "n_missing", "better", "no_clear_change", "worse")
SUMS = ((0, (1, 2)), (1, (3, 4, 5)))  # of a row: whole, parts
KEPT_LONGEST = 1  # n_finished: all means rest on it

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


def hidden(counts: Counts, smallest: int) -> Mask:
    """Return which cells to hide, (rows, cells); counts below `smallest` and what tells them."""
    hide = counts < smallest
    if not hide.any():
        return hide
    small, sums = hide.copy(), list(_sums(len(counts)))
    while (cell := _next(counts, hide, small, sums, smallest)) is not None:
        hide.flat[cell] = True
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


def _next(counts: Counts, hide: Mask, small: Mask, sums: Sums, smallest: int) -> int | None:
    """Return one more cell to hide, or None when nothing small can be worked out."""
    flat, gone = counts.ravel(), hide.ravel()
    for whole, parts in sums:
        out = [part for part in parts if gone[part]]
        if not gone[whole] and out and (len(out) == 1 or flat[out].sum() < smallest):
            return _cheapest(flat, [cell for cell in (whole, *parts) if not gone[cell]])
        if gone[whole] and not out:
            return _cheapest(flat, list(parts))
    for cell in np.flatnonzero(_worked_out(gone, small.ravel(), sums)):
        near = chain.from_iterable(
            (whole, *parts) for whole, parts in sums if cell in (whole, *parts)
        )
        open_cells = [other for other in near if not gone[other]]
        if open_cells:
            return _cheapest(flat, open_cells)
    return None


def _cheapest(flat: Counts, cells: list[int]) -> int:
    """Return the cell whose loss costs least: the smallest, n_finished last."""
    return min(cells, key=lambda cell: (cell % len(CELLS) == KEPT_LONGEST, flat[cell], cell))


def _worked_out(gone: Mask, small: Mask, sums: Sums) -> Mask:
    """Return which small cells all sums together determine: none can vary while they hold."""
    places = np.flatnonzero(gone)
    rules = np.zeros((len(sums), len(gone)))
    for row, (whole, parts) in enumerate(sums):
        rules[row, whole] = -1
        rules[row, list(parts)] = 1
    _, values, directions = np.linalg.svd(rules[:, places])
    rank = int((values > 1e-9).sum())
    moves = np.abs(directions[rank:]).max(0, initial=0.0) > 1e-9
    told = np.zeros(len(gone), bool)
    told[places] = ~moves
    return told & small
