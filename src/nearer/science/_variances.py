"""The variances of a trend: the most likely ones, and how far others are as good.

The noise is concentrated out; what is searched are the logarithms of the two ratios, level step to
noise and slope step to noise, for all series at once: a coarse grid, then Newton steps on a stencil
that narrows. A stencil of nodes around the maximum then stands for what is not known about them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nearer.science import _kalman
from nearer.science._kalman import Mask, Model
from nearer.science.checks import F

# Coarse grids of log ratios, level and slope; the lowest stands for none, the highest for no noise.
GRIDS = {
    None: (
        np.array([-25.0, -12, -9, -6, -4, -2, 0, 2, 4, 7, 10, 13]),
        np.array([-30.0, -16, -13, -10, -7, -4, -1, 2, 5, 8, 11]),
    ),
    "weak": (
        np.array([-25.0, -10, -8, -6, -4, -2, 0, 2, 4]),
        np.array([-30.0, -16, -13, -10, -7, -4, -1]),
    ),
}
BOUNDS = np.array([[-25.0, 18.0], [-30.0, 18.0]])
STEPS = {None: (2.0, 1.5, 1, 1, 0.7, 0.7, 0.5, 0.5, 0.25, 0.25, 0.1, 0.04), "weak": (1.0, 0.5)}
# The weak prior: a level step of about 8 %, a slope step of about 0.15 % of the series' own SD.
PRIOR_MEAN = np.log([0.08**2, 0.0015**2])
PRIOR_SD = np.array([2.0, 2.0])
FADE = 60  # answers from which the prior counts less and less
OFFSETS = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])  # of the nodes, in posterior SDs
SPACING = (0.3, 1.5)
COLUMNS = 2_500  # nodes times series that are filtered at once: they stay in the cache


@dataclass(frozen=True, slots=True)
class Nodes:
    """Variances that could be true and their weights, (nodes, series); weights sum to 1."""

    noise: F
    level: F
    slope: F
    weight: F


def fixed(noise: F, level: F, slope: F) -> Nodes:
    """Return one node: the variances are known."""
    one = (noise[None], level[None], slope[None])
    return Nodes(*one, np.ones_like(noise)[None])


def fit(y: F, *, has_slope: bool, prior: str | None) -> tuple[Nodes, Nodes]:
    """Return the most likely variances, and the nodes around them; y is (days, series)."""
    block = max(1, COLUMNS // 63)
    parts = [
        _fit(y[:, start : start + block], has_slope=has_slope, prior=prior)
        for start in range(0, y.shape[1], block)
    ]
    best, around = zip(*parts, strict=True)
    return _joined(best), _joined(around)


def _joined(parts: tuple[Nodes, ...]) -> Nodes:
    names = ("noise", "level", "slope", "weight")
    return Nodes(*(np.concatenate([getattr(p, name) for p in parts], axis=1) for name in names))


def _fit(y: F, *, has_slope: bool, prior: str | None) -> tuple[Nodes, Nodes]:
    surface = _Surface(y, has_slope=has_slope, prior=prior)
    ratios, spread = surface.climb()
    best = surface.nodes(ratios[None])
    if prior is None:
        return best, best
    width = np.clip(spread, *SPACING)
    around = np.stack([ratios + width * step[:, None] for step in surface.steps(OFFSETS)])
    return best, surface.nodes(np.clip(around, *surface.bounds))


class _Surface:
    """The log-likelihood (with its prior) over the log ratios, (ratios, series) a point."""

    def __init__(self, y: F, *, has_slope: bool, prior: str | None) -> None:
        self.y, self.has_slope, self.prior = y, has_slope, prior
        self.free = 2 if has_slope else 1
        self.bounds = BOUNDS[: self.free].T[:, :, None]
        seen = ~np.isnan(y)
        count = seen.sum(0)
        self.freedom = np.maximum(count - self.free, 1)
        filled = np.where(seen, y, 0.0)
        mean = filled.sum(0) / np.maximum(count, 1)
        spread = (seen * (filled - mean) ** 2).sum(0) / np.maximum(count, 1)
        # A constant series; no more than rounding leaves, so that a high level costs no precision.
        self.least = 1e-26 * np.maximum(np.abs(filled).max(0) ** 2, 1e-200)
        self.own = np.maximum(spread, self.least)
        self.fading = np.minimum(1.0, FADE / np.maximum(count, 1))

    def steps(self, offsets: F) -> F:
        """Return all combinations of offsets of the free ratios, (points, ratios)."""
        return _combined([offsets] * self.free)

    def at(self, points: F) -> tuple[F, F]:
        """Return height and noise at (points, ratios, series)."""
        ratio = np.exp(points)
        slope = ratio[:, 1] if self.has_slope else np.zeros_like(ratio[:, 0])
        model = Model(self.y, np.ones_like(slope), ratio[:, 0], slope, self.has_slope)
        known = _kalman.run(model, keep=False)
        noise = np.maximum(known.squares / self.freedom, self.least)
        height = -(self.freedom * np.log(noise) + known.log_variances) / 2
        if self.prior is not None:
            away = points + np.log(noise / self.own)[:, None] - PRIOR_MEAN[: self.free, None]
            height -= self.fading * ((away / PRIOR_SD[: self.free, None]) ** 2).sum(1) / 2
        return height, noise

    def climb(self) -> tuple[F, F]:
        """Return the maximum, (ratios, series), and the posterior SD of each ratio there."""
        grid = _combined(list(GRIDS[self.prior][: self.free]))[:, :, None]
        heights, _ = self.at(np.broadcast_to(grid, (*grid.shape[:2], self.y.shape[1])))
        here = grid[heights.argmax(0), :, 0].T
        spread = np.full_like(here, SPACING[1])
        for step in STEPS[self.prior]:
            here, spread = _newton(self.at, here, step * self.steps(np.arange(-1.0, 2.0)))
            here = np.clip(here, *self.bounds)
        return here, spread

    def nodes(self, points: F) -> Nodes:
        """Return the variances at the points, weighted by height."""
        height, noise = self.at(points)
        weight = np.exp(height - height.max(0))
        ratio = np.exp(points)
        slope = noise * ratio[:, 1] if self.has_slope else np.zeros_like(noise)
        return Nodes(noise, noise * ratio[:, 0], slope, weight / weight.sum(0))


def _combined(axes: list[F]) -> F:
    return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)


def _newton(at: Callable[[F], tuple[F, F]], here: F, stencil: F) -> tuple[F, F]:
    """Move to the top of the parabola through a 3 (x 3) stencil, or to its best point."""
    heights, _ = at(here + stencil[:, :, None])
    free = len(here)
    step = stencil.max()
    cube = heights.reshape((3,) * free + (-1,))
    best = here + stencil[heights.argmax(0)].T
    gradient, hessian = _derivatives(cube, step)
    curvature = np.diagonal(hessian, axis1=1, axis2=2).T
    bent: Mask = (curvature < 0).all(0) & (np.linalg.det(-hessian) > 1e-12)
    safe = np.where(bent[:, None, None], hessian, -np.eye(free))
    move = -np.linalg.solve(safe, gradient[:, :, None])[:, :, 0].T
    inside = bent & (np.abs(move) <= 1.5 * step).all(0)
    spread = np.where(curvature < 0, np.abs(np.minimum(curvature, -1e-12)) ** -0.5, SPACING[1])
    return np.where(inside, here + move, best), spread


def _derivatives(cube: F, step: float) -> tuple[F, F]:
    """Return gradient (series, free) and Hessian (series, free, free) at the middle."""
    free = cube.ndim - 1
    middle = (1,) * free
    gradient = np.empty((cube.shape[-1], free))
    hessian = np.empty((cube.shape[-1], free, free))
    for i in range(free):
        up, down = _moved(middle, i, 1), _moved(middle, i, -1)
        gradient[:, i] = (cube[up] - cube[down]) / (2 * step)
        hessian[:, i, i] = (cube[up] - 2 * cube[middle] + cube[down]) / step**2
    if free == 2:
        cross = (cube[2, 2] - cube[2, 0] - cube[0, 2] + cube[0, 0]) / (4 * step**2)
        hessian[:, 0, 1] = hessian[:, 1, 0] = cross
    return gradient, hessian


def _moved(at: tuple[int, ...], axis: int, by: int) -> tuple[int, ...]:
    return tuple(place + by * (number == axis) for number, place in enumerate(at))
