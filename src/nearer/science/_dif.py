"""Does an item work alike in two groups, at the same theta? A likelihood ratio for each item."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from nearer.science import _answers, _curves, _marginal, checks
from nearer.science._answers import Table
from nearer.science._bank import bounded
from nearer.science._curves import Grid
from nearer.science._graded_model import named
from nearer.science.checks import F

FEWEST = 50
TOL = 1e-4
FAR = 5.0  # of the second group's mean, and of the log of its SD: beyond, the grid holds nobody
Group = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DIF:
    """Differential item functioning of each item, all (J,).

    statistic: likelihood ratio, on dof degrees of freedom, with its p; p_adjusted: after Benjamini
    and Hochberg. effect: expected answer of the second group (in sorted order) less that of the
    first at the same thetas, averaged over the second group, in points of the scale. items: names.
    """

    statistic: F
    dof: F
    p: F
    p_adjusted: F
    effect: F
    items: tuple[str, ...]


def dif(
    answers: ArrayLike,
    group: ArrayLike,
    *,
    items: Sequence[str] | None = None,
    scale: tuple[int, int] | None = None,
) -> DIF:
    """Return, for each item, whether it works alike in two groups.

    answers: (people, J); NaN is missing. group: (people,), labels of two kinds. items, scale: as in
    `calibrate`. All other items are anchors; mean and SD of the second group (in sorted order) are
    free.

    Raises ValueError for fewer than 50 people in a group, and for an item that is constant in one.
    Source: Thissen, Steinberg and Wainer (1993); p adjusted after Benjamini and Hochberg (1995).
    """
    columns = getattr(answers, "columns", None) if items is None else items
    values, ends = _answers.answers("answers", answers, scale)
    names = named(columns, values.shape[1])
    second = _sides(group, len(values))
    seen = ~np.isnan(values).all(axis=1)
    values, second = values[seen], second[seen]
    for label, part in (("first", values[~second]), ("second", values[second])):
        if len(part) < FEWEST:
            raise ValueError(f"group: the {label} has {len(part)} people; at least {FEWEST}")
        _answers.table("answers", part, ends)
    base = _fit(values, second, ends, None)
    found = [_item(values, second, ends, item, base) for item in range(values.shape[1])]
    statistic, dof, effect = (np.array(part, dtype=float) for part in zip(*found, strict=True))
    p = np.asarray(chdtrc(dof, statistic))
    return DIF(statistic, dof, p, _adjusted(p), effect, names)


def _sides(group: ArrayLike, n: int) -> Group:
    labels = checks.labels("group", group, n)
    kinds = np.unique(labels)
    if len(kinds) != 2:
        raise ValueError(f"group: has {len(kinds)} values; it has two")
    return np.asarray(labels == kinds[1])


@dataclass(frozen=True, slots=True)
class _Fitted:
    values: F
    mean: float
    spread: float
    log_likelihood: float
    table: Table


def _item(
    values: F, second: Group, scale: tuple[int, int], item: int, base: _Fitted
) -> tuple[float, int, float]:
    """Return statistic, degrees of freedom and effect of one item set free in the second group."""
    copied = np.column_stack([values, np.where(second, values[:, item], np.nan)])
    copied[second, item] = np.nan
    free = _fit(copied, second, scale, np.vstack([base.values, base.values[item]]), base)
    parameters = int(free.table.free.sum() - base.table.free.sum())
    statistic = max(2 * (free.log_likelihood - base.log_likelihood), 0.0)
    return statistic, max(parameters, 1), _effect(free, item)


def _effect(free: _Fitted, item: int) -> float:
    grid = _group_grid(free.mean, free.spread)
    steps = _answers.spread(free.table, free.values[:, 1:])
    slopes = free.values[:, 0]
    likely = _curves.probabilities(slopes, bounded(steps), grid.points)
    expected = np.einsum("k,jkq->jq", np.arange(likely.shape[1]), likely) @ grid.weights
    return float(expected[-1] - expected[item])


def _fit(
    values: F,
    second: Group,
    scale: tuple[int, int],
    start: F | None,
    base: _Fitted | None = None,
) -> _Fitted:
    """Return the model of both groups, steps and slopes shared, at the highest likelihood."""
    table = _answers.table("answers", values, scale)
    works = _works(values, second, scale, table)
    first = (
        start
        if start is not None
        else _marginal.fit(table, _curves.normal_grid(), tol=TOL, max_iter=200).values
    )
    free = table.free
    begin = np.where(free, _widened(first, free), np.nan)[free]
    ends = [base.mean, np.log(base.spread)] if base else [0.0, 0.0]

    start_at = np.concatenate([begin, ends])
    scaled = _scale(works, free, start_at)

    def climb(z: F) -> tuple[float, F]:
        value, gradient = _value(works, free, start_at + scaled @ z)
        return value, scaled.T @ gradient

    from scipy.optimize import minimize  # noqa: PLC0415  slow to load, and only needed here

    found = minimize(
        climb,
        np.zeros(len(start_at)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-4, "maxcor": 30},
    )
    best = start_at + scaled @ found.x
    fitted = np.full(free.shape, np.nan)
    fitted[free] = best[:-2]
    return _Fitted(fitted, float(best[-2]), float(np.exp(best[-1])), -float(found.fun), table)


def _scale(works: tuple[_marginal.Work, _marginal.Work], free: NDArray[np.bool_], x: F) -> F:
    """Return what makes all directions about equally steep: a root of the inverse information."""
    values = np.full(free.shape, np.nan)
    values[free] = x[:-2]
    size = len(x)
    information = np.zeros((size, size))
    for work in works:
        posterior, _ = work.posterior(values)
        information[:-2, :-2] += work.information(values, posterior)
    people = works[1].table.weights.sum()
    information[[-2, -1], [-2, -1]] = (0.8 * people, 1.4 * people)
    share, vectors = np.linalg.eigh(information)
    return np.asarray(vectors / np.sqrt(np.maximum(share, 1.0)))


def _widened(values: F, free: Group) -> F:
    """Return starting values in the shape of a table whose items may have fewer categories."""
    found = np.zeros(free.shape)
    width = min(values.shape[1], free.shape[1])
    found[:, :width] = np.nan_to_num(values[:, :width])
    known = np.zeros(free.shape, bool)
    known[:, :width] = np.isfinite(values[:, :width])
    blank = free & ~known
    rows, columns = np.nonzero(blank)
    found[rows, columns] = found[rows, np.maximum(columns - 1, 1)] - 0.5
    return found


def _works(
    values: F, second: Group, scale: tuple[int, int], table: Table
) -> tuple[_marginal.Work, _marginal.Work]:
    """Return the work of each group: the same codes, each with its own patterns."""
    parts = []
    for side in (~second, second):
        codes = table.codes[table.lines[side]]
        patterns, lines, weights = _answers.patterned(codes)
        own = Table(patterns, weights, table.used, scale, lines)
        parts.append(_marginal.Work.of(own, _curves.normal_grid()))
    return parts[0], parts[1]


def _value(
    works: tuple[_marginal.Work, _marginal.Work], free: NDArray[np.bool_], x: F
) -> tuple[float, F]:
    """Return minus the log-likelihood of both groups, and its gradient."""
    values = np.full(free.shape, np.nan)
    values[free] = x[:-2]
    mean, log_spread = x[-2:]
    if not _marginal.falls(values) or abs(mean) > FAR or abs(log_spread) > FAR:
        return 1e10, np.zeros_like(x)
    first, second = works
    grid = _group_grid(mean, np.exp(log_spread))
    second.grid = grid
    total, gradient = 0.0, np.zeros(int(free.sum()))
    for work in (first, second):
        posterior, value = work.posterior(values)
        total += value
        gradient += work.gradient(values, posterior)
    mass = second.table.weights @ second.posterior(values)[0]
    apart = (grid.points - mean) / np.exp(log_spread)
    by_mean = apart / np.exp(log_spread)
    by_spread = apart**2
    ends = [float((mass - mass.sum() * grid.weights) @ by) for by in (by_mean, by_spread)]
    return -total, -np.concatenate([gradient, ends])


def _group_grid(mean: float, spread: float) -> Grid:
    theta = np.linspace(-6, 6, 61)
    logs = -0.5 * ((theta - mean) / spread) ** 2
    weights = np.exp(logs - logs.max())
    return Grid(theta, weights / weights.sum())


def _adjusted(p: F) -> F:
    """Return p values after Benjamini and Hochberg (JRSS B 57, 1995)."""
    order = np.argsort(p)[::-1]
    ranks = np.arange(len(p), 0, -1)
    found = np.empty_like(p)
    found[order] = np.minimum.accumulate(np.minimum(p[order] * len(p) / ranks, 1))
    return found
