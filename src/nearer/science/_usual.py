"""What is usual for a person: mean, spread, weekdays and slow noise, learned day by day.

A few numbers a series, all (series,) or (7, series); learning does not depend on what the watch
concludes. Answers are winsorised, so that a bad day moves nothing by much.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

Mask = NDArray[np.bool_]

CLIP = 2.5  # SDs beyond which an answer counts as no further away
FAR = 5.0  # the same, where it is told how far below usual the days are
WARM_UP = 7  # answers before any is compared
MEMORY = 500  # answers after which older ones are slowly forgotten
WEEKDAY_AFTER = 28  # days before weekdays are told apart
WEEKDAY_PRIOR = 13.0  # answers that a weekday's effect is shrunken by: (0.9 / 0.25)^2
SPREAD_PRIOR = 8.0  # answers that the first guess of the spread counts for
RANGE_SDS = 5.0  # the first guess: the range so far is so many SDs
FINEST = 20.0  # no spread is below this part of the range
REACH = 0.12  # of the decaying sum of earlier days, whose product with today shows slow noise
INFLATION = 2.5  # of the variance of a long mean by slow noise: what is typical
INFLATION_PRIOR = 150.0  # answers that the typical inflation counts for
INFLATION_BOUNDS = (1.0, 10.0)


@dataclass(slots=True)
class Usual:
    """What is learned so far."""

    LEARNED: ClassVar[tuple[str, ...]] = (
        "answers",
        "first",
        "mean",
        "squares",
        "lowest",
        "highest",
        "weekday_sum",
        "weekday_count",
        "recent",
        "recent_count",
        "product",
        "product_count",
    )

    answers: F
    first: F  # day of the first answer
    mean: F
    squares: F  # of winsorised residuals, with the answers that they come from
    lowest: F
    highest: F
    weekday_sum: F  # (7, series), of residuals that keep the weekday
    weekday_count: F
    recent: F  # decaying sum of standardised residuals, and of the days that had one
    recent_count: F
    product: F  # of residuals with it, and the same of the counts
    product_count: F
    width: float  # of the scale, 0 when unknown

    @classmethod
    def fresh(cls, series: int, *, width: float) -> "Usual":
        """Return what is known at the start: nothing but the width of the scale."""
        weekly = {"weekday_sum", "weekday_count"}
        shapes = {name: (7, series) if name in weekly else (series,) for name in cls.LEARNED}
        return cls(width=width, **{name: np.zeros(shape) for name, shape in shapes.items()})

    def learn(self, day: int, values: F) -> tuple[F, F, Mask]:
        """Learn from a day; return standardised residuals and where there are any.

        Twice: winsorised, and cut only where they are far; 0 without an answer. They are against
        what was known before the day.
        """
        seen = ~np.isnan(values)
        value = np.where(seen, values, 0.0)
        self._reach_out(day, seen, value)
        spread = self.spread()
        plain = value - self.mean
        free = plain - self._weekday(day)
        residual = self._winsorised(free, spread)
        compared = seen & (self.answers >= WARM_UP)
        unit = np.where(compared & (spread > 0), spread, np.inf)
        standard, far = residual / unit, np.clip(free / unit, -FAR, FAR)
        self._learn_slow_noise(standard, compared)
        self._learn_usual(day, seen, residual, self._winsorised(plain, spread))
        return standard, far, compared

    def spread(self) -> F:
        """Return the SD of a day about the usual."""
        width = self.highest - self.lowest
        prior = SPREAD_PRIOR * (width / RANGE_SDS) ** 2
        learned = np.sqrt((self.squares + prior) / (self._held() + SPREAD_PRIOR))
        spread: F = np.maximum(learned, np.maximum(width, self.width) / FINEST)
        return spread

    def inflation(self) -> F:
        """Return how many times slow noise inflates the variance of a long mean.

        A decaying sum of earlier residuals times today's holds the autocorrelations; shrunken to
        what is typical, since a few months tell little of it.
        """
        together = self.product / np.maximum(self.product_count, 1e-9)
        answered = self.product_count / np.maximum(self._held(), 1.0) * REACH
        seen = 1 + 2 * answered * together / REACH
        weight = self.answers / (self.answers + INFLATION_PRIOR)
        return np.clip(INFLATION + weight * (seen - INFLATION), *INFLATION_BOUNDS)

    def pause(self, gone: Mask) -> None:
        """Forget the recent days, after so long that they say nothing of the next."""
        self.recent[gone] = 0.0
        self.recent_count[gone] = 0.0

    def _held(self) -> F:
        return np.minimum(self.answers, MEMORY)

    def _reach_out(self, day: int, seen: Mask, value: F) -> None:
        first = seen & (self.answers == 0)
        self.first = np.where(first, float(day), self.first)
        self.mean = np.where(first, value, self.mean)
        self.lowest = np.where(first | (seen & (value < self.lowest)), value, self.lowest)
        self.highest = np.where(first | (seen & (value > self.highest)), value, self.highest)

    def _weekday(self, day: int) -> F:
        effect = self.weekday_sum[day % 7] / (self.weekday_count[day % 7] + WEEKDAY_PRIOR)
        return np.where(day - self.first >= WEEKDAY_AFTER, effect, 0.0)

    @staticmethod
    def _winsorised(residual: F, spread: F) -> F:
        return np.clip(residual, -CLIP * spread, CLIP * spread)

    def _learn_slow_noise(self, standard: F, compared: Mask) -> None:
        keep = np.where(compared, self._kept(), 1.0)
        self.product = keep * self.product + standard * self.recent
        self.product_count = keep * self.product_count + compared * self.recent_count
        self.recent = (1 - REACH) * self.recent + standard
        self.recent_count = (1 - REACH) * self.recent_count + compared

    def _learn_usual(self, day: int, seen: Mask, residual: F, plain: F) -> None:
        keep = np.where(seen, self._kept(), 1.0)
        self.squares = keep * self.squares + seen * residual**2
        weekday = day % 7
        self.weekday_sum[weekday] = keep**7 * self.weekday_sum[weekday] + seen * plain
        self.weekday_count[weekday] = keep**7 * self.weekday_count[weekday] + seen
        self.answers = self.answers + seen
        self.mean = self.mean + seen * residual / np.maximum(self._held(), 1.0)

    def _kept(self) -> F:
        return np.where(self.answers >= MEMORY, 1 - 1 / MEMORY, 1.0)
