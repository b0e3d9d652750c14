"""A table of answers made ready: categories as codes, equal rows counted once."""

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import checks
from nearer.science.checks import F

Codes = NDArray[np.intp]
BLOCK = 2048


@dataclass(frozen=True, slots=True)
class Table:
    """Patterns of answers.

    codes: (patterns, items), from 0 for an item's lowest used category; `missing` for none.
    weights: how many people gave each pattern. used: by item, which categories of the scale were
    used. lines: of each person who answered anything, their pattern.
    """

    codes: Codes
    weights: F
    used: tuple[Codes, ...]
    scale: tuple[int, int]
    lines: Codes

    @property
    def categories(self) -> int:
        """The most categories that any item has."""
        return max(len(used) for used in self.used)

    @property
    def missing(self) -> int:
        """The code of no answer."""
        return self.categories

    @property
    def n(self) -> int:
        """How many people answered anything."""
        return len(self.lines)

    @property
    def free(self) -> NDArray[np.bool_]:
        """Which parameters each item has: (items, categories), a first, then its steps."""
        counts = np.array([len(used) for used in self.used])
        return np.asarray(np.arange(self.categories) < counts[:, None])

    def counts(self) -> F:
        """Return how many people gave each answer: (items, categories)."""
        width = self.categories + 1
        found = [np.bincount(codes, self.weights, width) for codes in self.codes.T]
        return np.array(found, float)[:, :-1]

    def ones(self) -> F:
        """Return 0/1 by pattern and (item, category): (patterns, items * categories)."""
        patterns, items = self.codes.shape
        found = np.zeros((patterns, items, self.categories))
        row, column = np.nonzero(self.codes < self.missing)
        found[row, column, self.codes[row, column]] = 1
        return found.reshape(patterns, -1)


def answers(
    name: str, values: ArrayLike, scale: tuple[int, int] | None
) -> tuple[F, tuple[int, int]]:
    """Return (people, items) whole answers and their scale. Raises ValueError off the scale."""
    found = checks.array(name, values, ndim=2)
    ends = (np.nanmin(found), np.nanmax(found)) if scale is None else whole_scale(scale)
    on_scale(name, found, ends)
    return found, (int(ends[0]), int(ends[1]))


def on_scale(name: str, values: F, scale: tuple[float, float]) -> None:
    """Refuse answers (people, items) that are no whole numbers or off the scale; NaN passes."""
    for start in range(0, len(values), BLOCK):  # what a cache holds is looked at several times
        part = values[start : start + BLOCK]
        odd = part != np.rint(part)
        odd &= ~np.isnan(part)
        if odd.any():
            raise ValueError(f"{name}: {_place(odd, part, start)}; answers are whole numbers")
        off = (part < scale[0]) | (part > scale[1])
        if off.any():
            where = _place(off, part, start)
            raise ValueError(f"{name}: {where}; the scale is {scale[0]:g} to {scale[1]:g}")


def _place(found: NDArray[np.bool_], values: F, before: int) -> str:
    row, column = np.argwhere(found)[0]
    return f"row {before + row + 1}, column {column + 1} holds {values[row, column]:g}"


def whole_scale(scale: tuple[int, int]) -> tuple[int, int]:
    """Return a scale of two whole numbers, the lower first."""
    ends = np.asarray(scale, dtype=object).ravel()
    if len(ends) != 2:
        raise ValueError(f"scale: is {scale!r}; it is the lowest and the highest answer")
    low, high = (checks.whole("scale", end) for end in ends)
    if low >= high:
        raise ValueError(f"scale: is {scale!r}; the lowest comes first")
    return low, high


def table(name: str, values: F, scale: tuple[int, int]) -> Table:
    """Return the patterns of a table. Raises ValueError for an item that tells nobody apart."""
    answered = values[~np.isnan(values).all(axis=1)]
    used, columns = [], []
    for number, column in enumerate(answered.T, start=1):
        seen = ~np.isnan(column)
        if not seen.any():
            raise ValueError(f"{name}: column {number} is all missing")
        given = (column[seen] - scale[0]).astype(np.intp)
        counts = np.bincount(given)
        kinds = np.flatnonzero(counts)
        if len(kinds) < 2:
            raise ValueError(f"{name}: column {number} is constant")
        code = np.full(len(column), -1, dtype=np.intp)
        code[seen] = (np.cumsum(counts > 0) - 1)[given]
        used.append(kinds)
        columns.append(code)
    codes = np.column_stack(columns)
    codes[codes < 0] = max(len(one) for one in used)
    patterns, lines, weights = patterned(codes)
    return Table(patterns, weights, tuple(used), scale, lines)


def patterned(codes: Codes) -> tuple[Codes, Codes, F]:
    """Return the patterns in codes (people, items), the pattern of each, how many gave each."""
    size = int(codes.max()) + 1
    if codes.shape[1] * log2(size) < 62:  # one whole number tells each pattern from every other
        key = codes @ (size ** np.arange(codes.shape[1])[::-1])
        _, first, lines, counts = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        return codes[first], lines, counts.astype(float)
    patterns, lines, counts = np.unique(codes, axis=0, return_inverse=True, return_counts=True)
    return patterns, lines.reshape(-1), counts.astype(float)


def spread(table: Table, values: F) -> F:
    """Return parameters of steps (items, categories - 1) on the whole scale: (items, K - 1).

    A category that nobody used lies between two equal steps; below the lowest and above the highest
    used one there is none (NaN).
    """
    low, high = table.scale
    found = np.full((len(table.used), high - low), np.nan)
    for item, used in enumerate(table.used):
        for step in range(1, len(used)):
            found[item, used[step - 1] : used[step]] = values[item, step - 1]
    return found
