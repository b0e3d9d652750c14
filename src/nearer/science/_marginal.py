"""Marginal maximum likelihood of the graded response model: EM, then Newton's steps.

EM after Bock and Aitkin 1981, one step of Fisher scoring in each M step, accelerated by SQUAREM
(Varadhan and Roland 2008). Newton's steps and the standard errors use the observed information,
after Louis 1982.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from nearer.science import _curves, _graded_start, _louis
from nearer.science._answers import Table
from nearer.science._curves import Grid
from nearer.science._joint import Joint, blocks, most
from nearer.science._products import cross
from nearer.science.checks import F

NEAR = 2e-2
FLAT = 1e-6
STEEP = 50.0  # a slope beyond it has no maximum: on this grid it already is a step


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters at the highest likelihood.

    values, se: (items, categories), a first, then the falling steps; NaN where an item has fewer.
    """

    values: F
    se: F
    log_likelihood: float
    converged: bool


@dataclass(slots=True)
class Work:
    """A table on a grid, with what every step of the fit needs again."""

    table: Table
    grid: Grid
    ones: F
    answers: F
    joint: Joint
    last: tuple[F, Grid, F, float] | None = None  # where the posterior was asked last, and it

    @classmethod
    def of(cls, table: Table, grid: Grid) -> "Work":
        """Return the work of one fit."""
        joint = Joint.of(table.codes, table.categories + 1)
        return cls(table, grid, table.ones(), table.counts(), joint)

    def posterior(self, values: F) -> tuple[F, float]:
        """Return each pattern's posterior on the grid, and the log-likelihood of all."""
        if self.last and self.last[1] is self.grid and _same(self.last[0], values):
            return self.last[2], self.last[3]
        slopes, steps = split(values)
        logs = _curves.log_probabilities(slopes, steps, self.grid.points)
        padded = np.concatenate([logs, np.zeros((len(slopes), 1, logs.shape[2]))], axis=1)
        found = np.empty((len(self.table.codes), logs.shape[2]))
        log_prior = np.log(np.maximum(self.grid.weights, _curves.TINY))
        # What the sums count from: the likeliest point of each answer, and of the prior.
        total = float((self.answers * most(logs)).sum() + self.table.n * log_prior.max())
        told = self.joint.on(padded, log_prior)
        for people in blocks(0, len(found)):
            found[people], sums = told.of(people)
            total += float(self.table.weights[people] @ sums)
        self.last = values.copy(), self.grid, found, total
        return found, total

    def counts(self, posterior: F) -> F:
        """Return the people expected at each point in each category: (items, K, points)."""
        weights = self.table.weights
        # Where no two people answered alike, each counts once.
        weighted = posterior if (weights == 1).all() else posterior * weights[:, None]
        found = cross(self.ones, weighted)
        return np.asarray(found.reshape(len(self.table.used), self.table.categories, -1))

    def gradient(self, values: F, posterior: F) -> F:
        """Return the gradient of the log-likelihood by the free parameters (Fisher's identity)."""
        return np.asarray(self._complete(values, posterior)[0][self.table.free])

    def information(self, values: F, posterior: F, *, roughly: bool = False) -> F:
        """Return the observed information of the free parameters (Louis 1982)."""
        slopes, steps = split(values)
        items, size = self.table.free.shape
        complete = np.zeros((items, size, items, size))
        each = np.arange(items)
        complete[each, :, each, :] = -self._complete(values, posterior)[1]
        scores = _louis.scores(self.table, slopes, steps, self.grid.points)
        lost = _louis.lost(self.table, self.ones, scores, posterior, roughly=roughly)
        flat = self.table.free.ravel()
        whole = complete.reshape(lost.shape) - lost
        return np.asarray(whole[np.ix_(flat, flat)])

    def _complete(self, values: F, posterior: F) -> tuple[F, F]:
        slopes, steps = split(values)
        found = _curves.moves(slopes, steps, self.grid.points, self.counts(posterior))
        return _curves.by_parameters(found, self.grid.points)


def _same(one: F, other: F) -> bool:
    return one.shape == other.shape and bool(np.array_equal(one, other, equal_nan=True))


def split(values: F) -> tuple[F, F]:
    """Return slopes and steps; a step that an item has not is minus infinity."""
    return values[:, 0], np.where(np.isnan(values[:, 1:]), -np.inf, values[:, 1:])


def fit(
    table: Table,
    grid: Grid,
    *,
    tol: float,
    max_iter: int,
    progress: Callable[[float], None] | None = None,
) -> Fit:
    """Return the fit of a table. Not converged within `max_iter` steps is no error."""

    def told(step: float) -> None:
        if progress:
            progress(float(np.clip(np.log(step / NEAR) / np.log(tol / NEAR), 0, 1)))

    work = Work.of(table, grid)
    values, step = _climbed(work, _graded_start.start(table), tol, iter(range(max_iter)), told)
    posterior, value = work.posterior(values)
    errors = _errors(table, work.information(values, posterior))
    told(tol)
    return Fit(values, errors, value, bool(step < tol))


def _climbed(
    work: Work, values: F, tol: float, turns: Iterator[int], told: Callable[[float], None]
) -> tuple[F, float]:
    """Return the values at the top and the last change: EM until near, then Newton's steps."""
    near, roughly = NEAR, True
    while near >= tol:
        values, step = _em(work, values, near, turns)
        if step > near:
            break
        # The way up needs the curvature less exactly than the errors do, unless it fails.
        curve = _curve(work, values, roughly=roughly)
        values, step = _newtons(work, values, curve, tol, turns, told)
        if step < tol:
            return values, step
        near, roughly = near / 4, False
    return values, np.inf


def _em(work: Work, values: F, near: float, turns: Iterator[int]) -> tuple[F, float]:
    step = np.inf
    for _ in turns:
        values, step = _accelerated(work, values)
        if step <= near or np.abs(values[:, 0]).max() > STEEP:
            break
    return values, step


def _newtons(
    work: Work,
    values: F,
    curve: F,
    tol: float,
    turns: Iterator[int],
    told: Callable[[float], None],
) -> tuple[F, float]:
    """Return the values after Newton's steps with one information; infinity where they fail."""
    step = np.inf
    for _ in turns:
        moved, step = _newton(work, values, curve)
        if moved is None:
            break
        values = moved
        told(max(step, tol))
        if step < tol:
            break
    return values, step


def _curve(work: Work, values: F, *, roughly: bool) -> F:
    """Return the inverse of the observed information, or nothing where it has none."""
    posterior, _ = work.posterior(values)
    information = work.information(values, posterior, roughly=roughly)
    try:
        np.linalg.cholesky(information)
    except np.linalg.LinAlgError:
        return np.empty((0, 0))
    return np.asarray(np.linalg.inv(information))


def _step(work: Work, values: F) -> tuple[F, float]:
    """Return the values after one step of EM, and the log-likelihood before it."""
    posterior, value = work.posterior(values)
    counts, theta = work.counts(posterior), work.grid.points
    slopes, steps = split(values)
    found = _curves.moves(slopes, steps, theta, counts, expected=True)
    # The gradient of the data with the curvature of the model: Fisher scoring never climbs down.
    gradient, hessian = _curves.by_parameters(found, theta)
    blank = ~work.table.free
    hessian[blank] = 0
    hessian.transpose(0, 2, 1)[blank] = 0
    item, place = np.nonzero(blank)
    hessian[item, place, place] = -1
    gradient[blank] = 0
    # An item that tells everybody apart has no curvature left: a little keeps it solvable.
    every = np.arange(hessian.shape[1])
    hessian[:, every, every] -= FLAT
    change = np.asarray(-np.linalg.solve(hessian, gradient[..., None])[..., 0], dtype=float)
    return _kept_falling(values, change), value


def _kept_falling(values: F, change: F) -> F:
    """Return values moved as far as their steps stay in order; by item, halved until they do."""
    change = np.where(np.isnan(values), 0, change)
    share = np.ones(len(values))
    for _ in range(30):
        moved = values + share[:, None] * change
        gaps = -np.diff(moved[:, 1:], axis=1)
        bad = (gaps < 1e-6).any(axis=1) | (np.abs(share[:, None] * change) > 2).any(axis=1)
        if not bad.any():
            break
        share[bad] /= 2
    return np.asarray(values + share[:, None] * change)


def _accelerated(work: Work, values: F) -> tuple[F, float]:
    """Return the values after a cycle of SQUAREM, and the largest change of a step of EM."""
    first, before = _step(work, values)
    second, _ = _step(work, first)
    one, two = first - values, second - first
    bend = two - one
    length = float(np.sqrt(np.nansum(one**2)) / max(np.sqrt(np.nansum(bend**2)), 1e-300))
    size = float(np.nanmax(np.abs(two)))
    if length <= 1:
        return second, size
    leap = values + 2 * length * one + length**2 * bend
    if falls(leap):
        landed, value = _step(work, leap)
        if value >= before:
            return landed, size
    return second, size


def falls(values: F) -> bool:
    """Tell whether the steps of every item fall, and all slopes are numbers."""
    gaps = -np.diff(values[:, 1:], axis=1)
    return bool(np.isfinite(values[:, 0]).all() and not (gaps < 1e-6).any())


def _newton(work: Work, values: F, curve: F) -> tuple[F | None, float]:
    """Return the values after one step of Newton, and its size; None where it does not climb."""
    if not curve.size:
        return None, np.inf
    posterior, before = work.posterior(values)
    change = np.zeros_like(values)
    change[work.table.free] = curve @ work.gradient(values, posterior)
    size = float(np.abs(change).max())
    moved = values + change
    if size > 1 or not falls(moved):
        return None, np.inf
    if size > 1e-4 and work.posterior(moved)[1] < before:
        return None, np.inf
    return moved, size


def _errors(table: Table, information: F) -> F:
    errors = np.full(table.free.shape, np.nan)
    try:
        variances = np.diagonal(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return errors
    errors[table.free] = np.sqrt(np.where(variances > 0, variances, np.nan))
    return errors
