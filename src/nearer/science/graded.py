"""The graded response model: calibrate a questionnaire, score people, look whether it fits.

Answers are (people, items), whole numbers on one scale; NaN is missing.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from nearer.science import _answers, _marginal, checks
from nearer.science._curves import normal_grid
from nearer.science._dif import DIF, dif
from nearer.science._graded_model import LIMIT, POINTS, GradedModel, SumScores, named
from nearer.science._item_fit import ItemFit, item_fit
from nearer.science._model_fit import ModelFit, model_fit
from nearer.science._scoring import Scores

__all__ = [
    "DIF",
    "GradedModel",
    "ItemFit",
    "ModelFit",
    "Scores",
    "SumScores",
    "calibrate",
    "dif",
    "item_fit",
    "model_fit",
]

FEWEST_PEOPLE, FEWEST_ITEMS = 50, 3


def calibrate(
    answers: ArrayLike,
    *,
    items: Sequence[str] | None = None,
    scale: tuple[int, int] | None = None,
    tol: float = 1e-6,
    max_iter: int = 2000,
    progress: Callable[[float], None] | None = None,
) -> GradedModel:
    """Return the graded response model of a table of answers, with standard errors.

    answers: (people, items); NaN is missing, and who answered nothing is left out. items: names;
    the columns of a DataFrame, or item1, item2 ... by themselves. scale: lowest and highest answer;
    by itself the lowest and highest in the table. A category that nobody used lies between two
    equal intercepts; beyond those used the intercepts are NaN. An item that runs against most of
    the others gets a slope below 0. tol: the largest change of a parameter in the last step;
    max_iter: the most steps. progress: called with a share from 0 to 1.

    Marginal maximum likelihood with theta ~ N(0, 1) on 61 points of [-6, 6]: EM, then Newton's
    steps; errors from the observed information. Not converged is no error: `converged` says it.

    Raises ValueError for fewer than 50 people or 3 items, values off the scale or not whole, and a
    column that is constant or all missing.
    Source: Samejima (1969), Bock and Aitkin (1981), Louis (1982). Checked against mirt, `grm.json`.
    """
    tol = checks.inside("tol", tol, 0, 1)
    max_iter = checks.whole("max_iter", max_iter, low=1)
    names = getattr(answers, "columns", None) if items is None else items
    values, scale = _answers.answers("answers", answers, scale)
    checked(values)
    labels = named(names, values.shape[1])
    table = _answers.table("answers", values, scale)
    grid = normal_grid(POINTS, LIMIT)
    found = _marginal.fit(table, grid, tol=tol, max_iter=max_iter, progress=progress)
    return GradedModel(
        items=labels,
        scale=scale,
        slopes=found.values[:, 0],
        intercepts=_answers.spread(table, found.values[:, 1:]),
        slopes_se=found.se[:, 0],
        intercepts_se=_answers.spread(table, found.se[:, 1:]),
        log_likelihood=found.log_likelihood,
        n=table.n,
        converged=found.converged,
        origin="calibrated",
        version="",
    )


def checked(values: checks.F) -> None:
    """Refuse a table that is too small to be calibrated."""
    if values.shape[1] < FEWEST_ITEMS:
        raise ValueError(f"answers: has {values.shape[1]} items; at least {FEWEST_ITEMS}")
    people = int((~np.isnan(values).all(axis=1)).sum())
    if people < FEWEST_PEOPLE:
        raise ValueError(f"answers: {people} people answered; at least {FEWEST_PEOPLE}")
