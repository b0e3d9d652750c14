"""The Kalman filter of a local linear trend, many series at once.

Arrays run (days, series); variances may have further leading axes (nodes, series), so that one pass
tries many of them. The 2 x 2 covariances are written out. The start is exactly diffuse, and what is
infinite there is known in closed form: before the first answer nothing is known; after it the slope
is unknown, and with it the level, along (days since the first answer, 1).
Source: Durbin and Koopman (2012), chapters 4 and 5.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
Parts = tuple[F, ...]  # level, slope, and their covariance as 00, 01, 11


@dataclass(frozen=True, slots=True)
class Model:
    """Answers, and the variances of the day, of the level's step and of the slope's step."""

    y: F  # (days, series)
    noise: F  # (..., series)
    level: F
    slope: F
    has_slope: bool

    @property
    def unknown(self) -> int:
        """How many states are unknown at the start."""
        return 2 if self.has_slope else 1

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one day's states."""
        parts = (self.noise, self.level, self.slope)
        return np.broadcast_shapes(self.y.shape[1:], *(part.shape for part in parts))


@dataclass(frozen=True, slots=True)
class Filtered:
    """What is known with and up to each day. Days before the start is over hold a finite part."""

    states: F  # (days, 5, ...): Parts
    gains: F  # (days, 4, ...): gain of level and of slope, 1 / variance, error / variance
    answered: Counts  # (days, series) so far
    since_first: Counts  # (days, series): days since the first answer
    squares: F  # (..., series): sum of squared standardised errors
    log_variances: F  # (..., series): sum of the errors' log variances, the start's included


def run(model: Model, *, keep: bool = True) -> Filtered:
    """Filter forward; without `keep` only the likelihood's parts are left."""
    days, shape = len(model.y), model.shape
    seen = ~np.isnan(model.y)
    answers, answered = np.where(seen, model.y, 0.0), seen.cumsum(0)
    since = np.maximum((answered > 0).cumsum(0) - 1, 0)
    before = answered - seen
    starting = np.any(before < model.unknown, axis=1)
    states, gains = (np.zeros((days if keep else 1, many, *shape)) for many in (5, 4))
    squares, logs, product = np.zeros(shape), np.zeros(shape), np.ones(shape)
    per_noise = 1 / model.noise  # logarithms and squares in units of the noise never overflow
    state: F = np.zeros((5, *shape))
    for day in range(days):
        row = day if keep else 0
        if starting[day]:
            state = state.copy()  # the row may be the same, and the start needs both
        ahead = _ahead(state, model)
        state, gain = states[row], gains[row]
        relative = per_noise * _learn(ahead, answers[day], seen[day], model.noise, (state, gain))
        if starting[day]:
            at = _Start(answers[day], seen[day], before[day], since[day])
            state[:], gain[:], relative = at.put_right(ahead, (state, gain, relative), model)
        squares += gain[3] * gain[3] * relative
        product *= relative
        if day % 4 == 3:  # a logarithm a day would cost as much as the rest; longer could overflow
            logs += np.log(product)
            product[...] = 1.0
    logs += np.log(product) + np.maximum(answered[-1] - model.unknown, 0) * np.log(model.noise)
    return Filtered(states, gains, answered, since, squares * model.noise, logs)


Update = tuple[Parts | F, Parts | F, F]  # state, gains, variance of the day's error by the noise


def _ahead(state: F, model: Model) -> Parts:
    """Predict one day on."""
    level, slope, p00, p01, p11 = state
    across = p01 + p11
    return level + slope, slope, p00 + p01 + across + model.level, across, p11 + model.slope


def _learn(ahead: Parts, answer: F, seen: Mask, noise: F, out: tuple[F, F]) -> F:
    """Learn from a day's answer, into `out`, and return the variance of its error.

    Without an answer gains are 0, and the variance is the noise.
    """
    level, slope, p00, p01, p11 = ahead
    state, (gain, slope_gain, inverse, scaled) = out
    variance = p00 + noise
    np.divide(seen, variance, out=inverse)
    np.multiply(p00, inverse, out=gain)
    np.multiply(p01, inverse, out=slope_gain)
    error = answer - level
    np.multiply(inverse, error, out=scaled)
    np.add(level, gain * error, out=state[0])
    np.add(slope, slope_gain * error, out=state[1])
    np.subtract(p00, gain * p00, out=state[2])
    np.subtract(p11, slope_gain * p01, out=state[4])
    np.subtract(p01, gain * p01, out=state[3])
    return np.where(seen, variance, noise)


@dataclass(frozen=True, slots=True)
class _Start:
    """A day on which some series has had fewer answers than unknown states; all (series,)."""

    answer: F
    seen: Mask
    before: Counts  # answers before this day
    since: Counts  # days since the first answer

    def put_right(self, ahead: Parts, update: Update, model: Model) -> Update:
        """Replace the update of those series by the exact diffuse one."""
        state, gains, relative = update
        nothing, shape = self.before == 0, model.shape
        relative = np.where(nothing, 1.0, relative)
        state = self._put(nothing, self._first(model), state, shape)
        if model.has_slope:
            second = (self.before == 1) & self.seen
            state = self._put(second, self._second(ahead, model), state, shape)
            relative = np.where(second, np.maximum(self.since, 1.0) ** 2, relative)
        waiting = self.before < model.unknown
        return state, tuple(np.where(waiting, 0.0, part) for part in gains), relative

    @staticmethod
    def _put(where: Mask, new: Parts, old: Parts | F, shape: tuple[int, ...]) -> Parts:
        pairs = zip(new, old, strict=True)
        return tuple(np.broadcast_to(np.where(where, a, b), shape) for a, b in pairs)

    def _first(self, model: Model) -> Parts:
        """Take the first answer as the level, with its noise; before it all is zero."""
        zero = np.zeros(())
        return np.where(self.seen, self.answer, 0.0), zero, self.seen * model.noise, zero, zero

    def _second(self, ahead: Parts, model: Model) -> Parts:
        """Take the second answer as the level, and what lies between the two as the slope."""
        level, slope, p00, p01, p11 = ahead
        gap = np.maximum(self.since, 1.0)
        slope_variance = p11 + ((p00 + model.noise) / gap - 2 * p01) / gap
        slope = slope + (self.answer - level) / gap
        return self.answer, slope, model.noise, model.noise / gap, slope_variance
