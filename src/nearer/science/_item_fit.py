"""Whether each item of a graded response model answers as the model says: S-X2.

Complete answers only: a total needs them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc

from nearer.science import _answers, _curves, checks
from nearer.science._bank import bounded
from nearer.science._graded_model import GradedModel
from nearer.science.checks import F

FEWEST = 50
LEAST_EXPECTED = 1.0


@dataclass(frozen=True, slots=True)
class ItemFit:
    """S-X2 of each item, all (J,): statistic on dof degrees of freedom, with its p.

    dof 0 and NaN where too few cells are left to judge by.
    """

    statistic: F
    dof: F
    p: F


def item_fit(model: GradedModel, answers: ArrayLike) -> ItemFit:
    """Return how well each item's answers fit, at each total.

    model: of these items. answers: (people, J); people with any missing answer are left out. Cells
    that expect less than one person are put together with their neighbour.

    Raises ValueError for fewer than 50 people who answered everything, values off the scale.
    Source: Orlando and Thissen (2000); for more than two categories Kang and Chen (2008).
    """
    codes = complete(model, answers)
    grid = _curves.normal_grid()
    likely = _curves.probabilities(model.slopes, bounded(model.intercepts), grid.points)
    found = [_one_item(model, codes, likely, item) for item in range(codes.shape[1])]
    statistic, dof = (np.array(part, dtype=float) for part in zip(*found, strict=True))
    p = np.where(dof > 0, chdtrc(np.maximum(dof, 1), statistic), np.nan)
    return ItemFit(np.where(dof > 0, statistic, np.nan), dof, p)


def complete(model: GradedModel, answers: ArrayLike) -> F:
    """Return the codes of people who answered everything; ValueError for fewer than 50."""
    checks.kind("model", model, GradedModel)
    values = checks.array("answers", answers, ndim=2)
    if values.shape[1] != len(model.items):
        raise ValueError(f"answers: has {values.shape[1]} columns; {len(model.items)} items")
    _answers.on_scale("answers", values, model.scale)
    whole = values[~np.isnan(values).any(axis=1)] - model.scale[0]
    if len(whole) < FEWEST:
        raise ValueError(f"answers: {len(whole)} people answered everything; at least {FEWEST}")
    return np.asarray(whole)


def _one_item(model: GradedModel, codes: F, likely: F, item: int) -> tuple[float, int]:
    chances = _of_totals(likely, item)
    observed = np.zeros(chances.shape)
    np.add.at(observed, (codes.sum(axis=1).astype(int), codes[:, item].astype(int)), 1)
    total = chances.sum(axis=1, keepdims=True)
    expected = observed.sum(axis=1, keepdims=True) * chances / np.where(total > 0, total, 1)
    # The lowest and the highest total leave an item no choice.
    statistic, cells = _pooled(observed[1:-1], expected[1:-1])
    own = 1 + int(np.isfinite(model.intercepts[item]).sum())
    return statistic, max(cells - own, 0)


def _of_totals(likely: F, item: int) -> F:
    """Return the chance of each total with each category of an item: (totals, K)."""
    weights = _curves.normal_grid().weights
    rest = np.ones((len(weights), 1))
    for other in np.delete(likely, item, axis=0):
        rest = _curves.added(rest, other.T)
    categories = likely.shape[1]
    found = np.zeros((rest.shape[1] + categories - 1, categories))
    joint = (rest * weights[:, None]).T @ likely[item].T
    for category in range(categories):
        found[category : category + len(joint), category] = joint[:, category]
    return found


def _pooled(observed: F, expected: F) -> tuple[float, int]:
    """Return the statistic and its free cells, neighbours put together where they expect little."""
    statistic, cells = 0.0, 0
    rows = _together(observed, expected, axis_total=LEAST_EXPECTED * 2)
    for row in rows:
        seen, told = _neighbours(*row)
        if len(told) > 1:
            statistic += float(((seen - told) ** 2 / told).sum())
            cells += len(told) - 1
    return statistic, cells


def _together(observed: F, expected: F, *, axis_total: float) -> list[tuple[F, F]]:
    """Put neighbouring sums together until each row holds a few people."""
    rows: list[tuple[F, F]] = []
    seen, told = np.zeros(observed.shape[1]), np.zeros(observed.shape[1])
    for one, other in zip(observed, expected, strict=True):
        seen, told = seen + one, told + other
        if told.sum() >= axis_total:
            rows.append((seen, told))
            seen, told = np.zeros_like(seen), np.zeros_like(told)
    if told.sum() > 0 and rows:
        last = rows.pop()
        rows.append((last[0] + seen, last[1] + told))
    return rows


def _neighbours(seen: F, told: F) -> tuple[F, F]:
    """Put neighbouring categories together until each expects at least one person."""
    groups: list[list[float]] = []
    for one, other in zip(seen, told, strict=True):
        if groups and (groups[-1][1] < LEAST_EXPECTED or other < LEAST_EXPECTED):
            groups[-1][0] += one
            groups[-1][1] += other
        else:
            groups.append([one, other])
    table = np.array(groups)
    return table[:, 0], table[:, 1]
