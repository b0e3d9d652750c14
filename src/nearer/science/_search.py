"""The lowest point of a smooth function of a few parameters, from any start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from nearer.science._likelihood import NotPositive
from nearer.science.checks import F

Objective = Callable[[F], tuple[float, F]]
OUTSIDE = 1e300  # where the model does not exist: worse than any fit, and finite
AGREE = 1e-5  # deviances of one point, from two sides
OPTIONS = {"gtol": 1e-5, "maxiter": 300}  # more steps than that lead away to no fit at all
SMALL = 1e-7  # what a Newton step could still gain on a deviance, when that is nothing


@dataclass(frozen=True, slots=True)
class Lowest:
    """Where the search ended."""

    at: F
    value: float
    converged: bool


def lowest(objective: Objective, starts: Sequence[F], *, confirm: bool = True) -> Lowest:
    """Return the lowest of the points to which the starts lead; objective gives its gradient.

    It ends when two starts agree, or none is left; unless it should confirm, with the first that
    converges. Only a point that is lower than the best so far is worth a closer look.
    """
    best: Lowest | None = None
    with np.errstate(all="ignore"):
        for start in starts:
            found = _descend(_guarded(objective), start, None if best is None else best.value)
            agrees = best is not None and best.converged and abs(found.value - best.value) < AGREE
            best = found if best is None or _better(found, best) else best
            if agrees or (best.converged and not confirm):
                break
    if best is None:
        raise ValueError("starts: none given")
    return best


def _better(found: Lowest, best: Lowest) -> bool:
    return found.value < best.value - 1e-9 or (found.converged and not best.converged)


def _descend(objective: Objective, start: F, known: float | None) -> Lowest:
    if not len(start):
        return Lowest(start, objective(start)[0], converged=True)
    found = minimize(objective, start, jac=True, method="BFGS", options=OPTIONS)
    gain = found.jac @ found.hess_inv @ found.jac
    if found.fun < OUTSIDE and gain < SMALL / 100 and np.abs(found.jac).max() < 1e-4:
        return Lowest(found.x, float(found.fun), converged=True)
    if known is not None and found.fun > known - AGREE / 2:
        return Lowest(found.x, float(found.fun), converged=False)
    return _polished(objective, found.x)


def _guarded(objective: Objective) -> Objective:
    def inside(at: F) -> tuple[float, F]:
        try:
            value, gradient = objective(at)
        except NotPositive:
            return OUTSIDE, np.zeros_like(at)
        if not np.isfinite(value) or not np.isfinite(gradient).all():
            return OUTSIDE, np.zeros_like(at)
        return value, gradient

    return inside


def _polished(objective: Objective, at: F, steps: int = 8) -> Lowest:
    """End with Newton's steps: quasi-Newton stops early where a likelihood is flat."""
    value, gradient = objective(at)
    for _ in range(steps):
        if value >= OUTSIDE:
            return Lowest(at, value, converged=False)
        step = _newton(_hessian(objective, at), gradient)
        if gradient @ step < SMALL:
            return Lowest(at, value, converged=True)
        moved = _backtracked(objective, at, value, step)
        if moved is None:
            break
        at, value, gradient = moved
    return Lowest(at, value, converged=False)


def _hessian(objective: Objective, at: F, width: float = 1e-4) -> F:
    steps = width * np.maximum(1, np.abs(at)) * np.eye(len(at))
    rows = [(objective(at + h)[1] - objective(at - h)[1]) / (2 * h.sum()) for h in steps]
    square = np.array(rows)
    symmetric: F = (square + square.T) / 2
    return symmetric


def _newton(hessian: F, gradient: F) -> F:
    """Return the step down; curvatures that are wrong or hardly there count as their size."""
    values, vectors = np.linalg.eigh(hessian)
    size = np.maximum(np.abs(values), 1e-3)
    step: F = vectors @ ((vectors.T @ gradient) / size)
    return step


def _backtracked(objective: Objective, at: F, value: float, step: F) -> tuple[F, float, F] | None:
    for _ in range(12):
        there = at - step
        found, gradient = objective(there)
        if found < value:
            return there, found, gradient
        step = step / 4
    return None
