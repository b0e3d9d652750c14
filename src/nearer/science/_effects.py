"""Effects of practices on a diary: slow noise, weekday and slow change out, normal priors.

The residual is an AR(1) over the calendar and the noise of single days; how much of each, and how
slow, is averaged over a grid by evidence. Everything is in units of the residual's variance, so no
prior depends on the scale of the answers.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nearer.science import _shrinkage
from nearer.science.checks import F

WEEKDAY_SD = 1.0  # prior of a weekday's effect, in SDs of a residual
SLOW_DAYS = 30.0  # the slow cosines take out what lasts longer than twice this
GUESS = 0.3  # prior of an effect while the residual's variance is estimated, in its SDs
# Prior of the effects' SD, in SDs of a residual: away from zero, so that a single practice with a
# real effect is not shrunk away (Chung et al. 2013), and hardly beyond one. Further from zero than
# this, intervals of small effects grow wider than they need be.
SPREADS, POWER, TYPICAL = np.arange(1, 41) / 20, 0.5, 0.5


@dataclass(frozen=True, slots=True)
class Daily:
    """The days with an answer: number of the day, outcome, and what was done `lag` days before."""

    day: NDArray[np.int64]
    outcome: F
    done: F
    span: int

    @classmethod
    def of(cls, closeness: F, done: F, *, lag: int) -> Self:
        """Pair each answer with what was done `lag` days before."""
        reach = max(0, len(closeness) - lag)
        known = ~np.isnan(closeness[len(closeness) - reach :]) & ~np.isnan(done[:reach]).any(1)
        day = np.flatnonzero(known) + lag
        return cls(day, closeness[day], done[day - lag], len(closeness))

    @property
    def scale(self) -> float:
        """The SD of a day."""
        return float(self.outcome.std()) if len(self.outcome) else 0.0

    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Count the days with and without each practice before."""
        with_it = self.done.sum(0).astype(np.int64)
        return with_it, len(self.done) - with_it

    def nuisance(self) -> tuple[F, F]:
        """Return columns for weekday and slow change, and the precision of their priors."""
        weekday = np.eye(7)[self.day % 7]
        waves = np.arange(1, max(1, int(self.span / SLOW_DAYS)) + 1)
        slow = np.cos(np.pi * waves * (self.day[:, None] + 0.5) / self.span)
        precision = np.r_[np.full(7, WEEKDAY_SD**-2), waves**2.0]
        return np.hstack([weekday, slow]), precision


# The residual's share of slow noise, and that noise's correlation from one day to the next.
SHARES, CORRELATIONS = (
    grid.ravel() for grid in np.meshgrid([0.15, 0.3, 0.5, 0.75, 1.0], [0.2, 0.5, 0.7, 0.8, 0.9])
)
SHARES, CORRELATIONS = np.r_[0.0, SHARES], np.r_[0.0, CORRELATIONS]


def fit_effects(daily: Daily, prior_sd: float | None) -> tuple[F, F, float]:
    """Return value and SE of each practice's effect, and the SD of the prior."""
    columns, precision = daily.nuisance()
    ones = np.ones((len(daily.day), 1))
    # The intercept takes the mean up; left in, a high level would drown what remains.
    outcome = daily.outcome - daily.outcome.mean()
    table = np.hstack([ones, columns, daily.done, outcome[:, None]])
    white, log_scale = whitened(table, daily.day, SHARES, CORRELATIONS)
    fits = [_Regression.of(*pair, precision) for pair in zip(white, log_scale, strict=True)]
    parts = [fit.posteriors(prior_sd) for fit in fits]
    log, mean, variance, prior = (np.concatenate(part) for part in zip(*parts, strict=True))
    weight = _shrinkage.weights(log)
    value = weight @ mean
    spread = weight @ (variance + (mean - value) ** 2)
    learned = float(weight @ np.sqrt(prior))
    return value, np.sqrt(spread), learned if prior_sd is None else prior_sd


def whitened(table: F, day: NDArray[np.int64], share: F, correlation: F) -> tuple[F, F]:
    """Return rows with independent errors of variance 1, (kinds of noise, rows, columns).

    A Kalman filter of an AR(1) under white noise, on every column alike; with the log of the
    scaling, (kinds,). Only the days with an answer are walked.
    """
    state: F = np.zeros((len(share), table.shape[1]))
    variance: F = share.copy()
    white, logs = np.empty((len(share), *table.shape)), np.zeros(len(share))
    kept = correlation ** np.r_[1, np.diff(day)][:, None]
    for row, values in enumerate(table):
        state = kept[row][:, None] * state
        variance = share + kept[row] ** 2 * (variance - share)
        total = variance + 1 - share
        error = values - state
        white[:, row] = error / np.sqrt(total)[:, None]
        logs -= np.log(total) / 2
        state = state + (variance / total)[:, None] * error
        variance = variance - variance**2 / total
    return white, logs


@dataclass(frozen=True, slots=True)
class _Regression:
    """What the whitened days say of the effects, the nuisances integrated out."""

    information: F  # of the effects, (practices, practices), for a residual variance of 1
    score: F  # information times the effects by least squares
    square: float  # the sum of squares that remains without effects
    constant: float  # logarithms that do not depend on the effects
    freedom: float  # what is left of the days after mean, weekday and slow change

    @classmethod
    def of(cls, white: F, log_scale: float, precision: F) -> Self:
        """Take out mean, weekday and slow change, each with the precision of its prior."""
        gram = white.T @ white
        q = 1 + len(precision)
        inner = gram[:q, :q] + np.diag(np.r_[1e-9, precision])
        rest = gram[q:, q:] - gram[q:, :q] @ np.linalg.solve(inner, gram[:q, q:])
        constant = log_scale - np.linalg.slogdet(inner)[1] / 2
        left = max(float(rest[-1, -1]), 1e-12 * float(gram[-1, -1]))
        used = float(np.trace(np.linalg.solve(inner, gram[:q, :q])))
        # All of it were they nothing, none of it were they as large as their priors: half.
        freedom = max(len(white) - used / 2, len(white) / 3)
        return cls(rest[:-1, :-1], rest[:-1, -1], left, float(constant), freedom)

    def posteriors(self, prior_sd: float | None) -> tuple[F, F, F, F]:
        """Return log evidence, means, variances and variance of the prior, a row a prior."""
        unit = float(self._remaining(self._bread(np.array([GUESS**2])))[0]) / self.freedom
        if prior_sd is None:
            prior, log_prior = SPREADS**2, POWER * np.log(SPREADS) - SPREADS**2 / (2 * TYPICAL**2)
        else:
            prior, log_prior = np.array([prior_sd**2 / unit]), np.zeros(1)
        bread = self._bread(prior)
        fit = -self.freedom / 2 * np.log(self._remaining(bread))
        spread = np.linalg.slogdet(bread)[1] - len(self.score) * np.log(prior)
        log = log_prior + self.constant + spread / 2 + fit
        return log, bread @ self.score, unit * np.diagonal(bread, axis1=1, axis2=2), unit * prior

    def _bread(self, prior: F) -> F:
        """Return the posterior covariance of the effects for each prior variance."""
        own = np.eye(len(self.score)) / prior[:, None, None]
        return np.linalg.inv(self.information + own).astype(float)

    def _remaining(self, bread: F) -> F:
        """Return the sum of squares that remains with effects, for each prior variance."""
        left: F = self.square - np.einsum("i,nij,j->n", self.score, bread, self.score)
        return np.maximum(left, 1e-12 * self.square)
