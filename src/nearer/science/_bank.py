"""The items of a model on a grid: what an answer says of theta, looked up instead of computed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from nearer.science import _curves
from nearer.science.checks import F

if TYPE_CHECKING:
    from nearer.science._graded_model import GradedModel

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Bank:
    """Items on a grid of theta.

    points: (points,). logs: (items * (K + 1), points), log P of each category of each item, and 0
    for no answer. information: (items, points). lowest, highest: (items,) the outermost categories
    that the item is known to have. moments: (points, 3), the weights of N(0, 1) by the trapezoidal
    rule, times 1, theta and its square.
    """

    points: F
    logs: F
    information: F
    lowest: Codes
    highest: Codes
    first: Codes
    moments: F

    def filled(self, codes: F) -> F:
        """Return codes (people, items) from 0 with K in place of NaN, for no answer.

        A category beyond those that the item is known to have counts as the outermost of them.
        """
        categories = len(self.logs) // len(self.first) - 1
        if self.lowest.any() or (self.highest < categories - 1).any():
            codes = np.clip(codes, self.lowest, self.highest)
        return np.where(np.isnan(codes), categories, codes)


_BANKS: "WeakKeyDictionary[GradedModel, dict[tuple[int, float], Bank]]" = WeakKeyDictionary()


def bank(model: "GradedModel", points: int, limit: float) -> Bank:
    """Return the bank of a model; made once for each grid, as long as the model lives."""
    made = _BANKS.setdefault(model, {})
    if (points, limit) not in made:
        made[points, limit] = _make(model, points, limit)
    return made[points, limit]


def _make(model: "GradedModel", points: int, limit: float) -> Bank:
    theta = np.linspace(-limit, limit, points)
    steps = bounded(model.intercepts)
    logs = _curves.log_probabilities(model.slopes, steps, theta)
    items, categories, _ = logs.shape
    padded = np.concatenate([logs, np.zeros((items, 1, points))], axis=1)
    return Bank(
        theta,
        padded.reshape(-1, points),
        _curves.information(model.slopes, steps, theta),
        np.isposinf(steps).sum(axis=1),
        categories - 1 - np.isneginf(steps).sum(axis=1),
        np.arange(items) * (categories + 1),
        _moments(theta),
    )


def _moments(theta: F) -> F:
    weights = np.exp(-0.5 * theta**2)
    weights[[0, -1]] /= 2
    return np.stack([weights, weights * theta, weights * theta**2], axis=1)


def bounded(intercepts: F) -> F:
    """Return intercepts without NaN: plus infinity before an item's own steps, minus after them."""
    known = ~np.isnan(intercepts)
    before = known.cumsum(axis=1) == 0
    return np.where(known, intercepts, np.where(before, np.inf, -np.inf))
