"""Rows with nested and crossed random effects, as cross-products of blocks and of the rest.

One grouping, with all that is nested in it, makes independent blocks; what crosses it stays dense.
The choice that costs least is taken. Nothing here grows with the rows once the products are made.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science._covariance import Layout, Term
from nearer.science.checks import F

Codes = NDArray[np.intp]
LARGEST = 6_000  # dense random effects: beyond, a factorisation takes minutes


@dataclass(frozen=True, slots=True)
class Effect:
    """One random term of the rows: level of each row, (rows,), and its design, (rows, q)."""

    codes: Codes
    design: F
    diagonal: bool

    @property
    def levels(self) -> int:
        """How many groups there are."""
        return int(self.codes.max()) + 1


@dataclass(frozen=True, slots=True)
class Products:
    """Cross-products: a (N, m, m), b (N, m, s), c (s, s); s = dense effects, fixed and y.

    order: the terms, those of the blocks first.
    """

    a: F
    b: F
    c: F
    blocks: Layout
    dense: Layout
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the few values of each row stand in a wide, mostly empty design."""

    index: Codes  # (rows, k)
    value: F  # (rows, k)
    width: int


def products(effects: Sequence[Effect], fixed: F) -> Products:
    """Return all cross-products of random effects and of the fixed columns, y the last of them."""
    block, inside = _cheapest(effects)
    crossed = [j for j in range(len(effects)) if j not in inside]
    blocks, columns = _nested(effects, inside, effects[block].codes)
    dense, wide = _crossed([effects[j] for j in crossed])
    count = effects[block].levels
    at = _Columns(
        columns.index + effects[block].codes[:, None] * columns.width,
        columns.value,
        count * columns.width,
    )
    a = _own(columns, effects[block].codes, count)
    b = np.hstack([_sparse(at, wide), _with(at, fixed)]).reshape(count, columns.width, -1)
    return Products(a, b, _rest(wide, fixed), blocks, dense, (*inside, *crossed))


def _cheapest(effects: Sequence[Effect]) -> tuple[int, list[int]]:
    """Return the grouping that makes the blocks, and the terms that are nested in it."""
    choices = [(j, _nested_in(effects, j)) for j in range(len(effects))]
    return min(choices, key=lambda choice: _cost(effects, *choice))


def _nested_in(effects: Sequence[Effect], block: int) -> list[int]:
    outer = effects[block].codes
    span = effects[block].levels
    return [
        j for j, one in enumerate(effects) if len(np.unique(one.codes * span + outer)) == one.levels
    ]


def _cost(effects: Sequence[Effect], block: int, inside: list[int]) -> float:
    outer = effects[block]
    width = sum(_slots(effects[j], outer)[1] * effects[j].design.shape[1] for j in inside)
    dense = sum(
        one.levels * one.design.shape[1] for j, one in enumerate(effects) if j not in inside
    )
    return float(outer.levels * width * (width + dense) ** 2 + dense**3)


def _slots(inner: Effect, outer: Effect) -> tuple[Codes, int]:
    """Return the place of each level within its block, and how many places a block needs."""
    parent = np.zeros(inner.levels, np.intp)
    parent[inner.codes] = outer.codes
    order = np.argsort(parent, kind="stable")
    first = np.searchsorted(parent[order], np.arange(outer.levels))
    slots = np.empty(inner.levels, np.intp)
    slots[order] = np.arange(inner.levels) - first[parent[order]]
    return slots, int(slots.max()) + 1


def _nested(effects: Sequence[Effect], inside: list[int], outer: Codes) -> tuple[Layout, _Columns]:
    owner = Effect(outer, np.empty((0, 0)), diagonal=False)
    placed = [(effects[j], *_slots(effects[j], owner)) for j in inside]
    return _laid_out([(one, slots[one.codes], count) for one, slots, count in placed])


def _crossed(effects: Sequence[Effect]) -> tuple[Layout, _Columns]:
    layout, columns = _laid_out([(one, one.codes, one.levels) for one in effects])
    if columns.width > LARGEST:
        raise ValueError(
            f"random: {columns.width} effects cross the others; at most {LARGEST} can be fitted"
        )
    return layout, columns


def _laid_out(placed: Sequence[tuple[Effect, Codes, int]]) -> tuple[Layout, _Columns]:
    terms, index, value, start = [], [], [], 0
    for one, slot, count in placed:
        term = Term(one.design.shape[1], count, one.diagonal)
        index.append(start + slot[:, None] * term.effects + np.arange(term.effects))
        value.append(one.design)
        terms.append(term)
        start += term.size
    if not terms:
        return Layout(()), _Columns(np.empty((0, 0), np.intp), np.empty((0, 0)), 0)
    return Layout(tuple(terms)), _Columns(np.hstack(index), np.hstack(value), start)


def _own(columns: _Columns, outer: Codes, count: int) -> F:
    m = columns.width
    at = outer[:, None, None] * m * m + columns.index[:, :, None] * m + columns.index[:, None, :]
    weight = columns.value[:, :, None] * columns.value[:, None, :]
    return _summed(at, weight, count * m * m).reshape(count, m, m)


def _sparse(left: _Columns, right: _Columns) -> F:
    """Return left'right for two sparse designs, (left width, right width)."""
    if not right.width:
        return np.empty((left.width, 0))
    at = left.index[:, :, None] * right.width + right.index[:, None, :]
    weight = left.value[:, :, None] * right.value[:, None, :]
    return _summed(at, weight, left.width * right.width).reshape(left.width, right.width)


def _with(left: _Columns, right: F) -> F:
    """Return left'right for a sparse and a full design, (left width, columns)."""
    if not left.width:
        return np.empty((0, right.shape[1]))
    found = [_summed(left.index, left.value * column[:, None], left.width) for column in right.T]
    return np.stack(found, axis=1)


def _rest(wide: _Columns, fixed: F) -> F:
    across = _with(wide, fixed)
    corner = _sparse(wide, wide) if wide.width else np.empty((0, 0))
    return np.block([[corner, across], [across.T, fixed.T @ fixed]])


def _summed(at: Codes, weight: F, length: int) -> F:
    return np.bincount(at.ravel(), weight.ravel(), length).astype(float, copy=False)
