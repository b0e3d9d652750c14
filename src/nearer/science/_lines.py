"""Smoothed lines of many series, averaged over the variances that could be true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science import _kalman, _smoother
from nearer.science._kalman import Model
from nearer.science._variances import Nodes
from nearer.science.checks import F

CELLS = 400_000  # days times nodes times series that are smoothed at once: about 50 MB


@dataclass(frozen=True, slots=True)
class Source:
    """What a trend was made from: answers (days, series), and the variances that could be true."""

    y: F
    nodes: Nodes
    has_slope: bool
    stretch: F  # of the variances, (series,): the noise is estimated from few answers
    enough: NDArray[np.bool_]

    def blocks(self) -> list[slice]:
        """Cut the series so that a block fits into memory."""
        size = max(1, CELLS // (len(self.y) * len(self.nodes.weight)))
        return [slice(start, start + size) for start in range(0, self.y.shape[1], size)]

    def model(self, part: slice) -> tuple[Model, F]:
        """Return the model of some series, (nodes, series), and its weights."""
        nodes = self.nodes
        noise, level, slope, weight = (
            values[:, part] for values in (nodes.noise, nodes.level, nodes.slope, nodes.weight)
        )
        return Model(self.y[:, part], noise, level, slope, self.has_slope), weight

    def lines(self) -> tuple[F, F]:
        """Return level, slope, filtered level and their SEs, (6, days, series), and the fit.

        The fit is the log-likelihood of each node, (nodes, series); NaN with too few answers.
        """
        out, fit = np.empty((6, *self.y.shape)), np.empty(self.nodes.weight.shape)
        for part in self.blocks():
            model, weight = self.model(part)
            known = _kalman.run(model)
            line = _smoother.smoothed(model, known)
            filtered, filtered_variance = known.states[:, 0], known.states[:, 2]
            np.copyto(filtered, np.nan, where=known.answered[:, None] < model.unknown)
            pairs = (
                (line.level, line.level_variance),
                (line.slope, line.slope_variance),
                (filtered, filtered_variance),
            )
            for row, (mean, variance) in enumerate(pairs):
                mixed = _mixed(mean, variance, weight)
                out[2 * row, :, part], out[2 * row + 1, :, part] = mixed
            fit[:, part] = log_likelihood(model, known)
        out[1::2] *= np.sqrt(self.stretch)
        out[:, :, np.isnan(self.stretch)] = np.nan
        return out, fit

    def difference(self, before: int) -> tuple[F, F]:
        """Return the last day's level minus that of a day before, and its SE, (series,)."""
        out = np.empty((2, self.y.shape[1]))
        for part in self.blocks():
            model, weight = self.model(part)
            known = _kalman.run(model)
            line = _smoother.smoothed(model, known)
            shared = _smoother.shared_with_last(model, known, before)
            variance = line.level_variance[-1] + line.level_variance[before] - 2 * shared
            mean = line.level[-1] - line.level[before]
            out[:, part] = _mixed(mean, variance, weight)
        return out[0], out[1] * np.sqrt(self.stretch)


def _mixed(mean: F, variance: F, weight: F) -> tuple[F, F]:
    """Return mean and SD of a mixture over the nodes, the last axis but one."""
    if len(weight) == 1:
        return mean[..., 0, :], np.sqrt(np.maximum(variance[..., 0, :], 0))
    whole = (weight * mean).sum(-2)
    spread = (weight * (variance + (mean - whole[..., None, :]) ** 2)).sum(-2)
    return whole, np.sqrt(np.maximum(spread, 0))


def log_likelihood(model: Model, known: _kalman.Filtered) -> F:
    """Return the diffuse log-likelihood, (nodes, series); NaN with too few answers."""
    freedom = known.answered[-1] - model.unknown
    value = -(freedom * np.log(2 * np.pi) + known.squares + known.log_variances) / 2
    return np.where(freedom >= 0, value, np.nan)
