"""The diary that drift is judged on: five-point answers of people who differ in every respect.

Each person's own mean, daily SD, slow noise (AR(1)), weekday pattern, bad days and missing days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]
DECLINE_DAYS = 182  # over which the usual falls by one SD of a day


@dataclass(frozen=True)
class People:
    """What differs between people, each (people,) or (7, people)."""

    mean: F
    daily_sd: F
    slow_sd: F
    slow: F  # one day's slow noise times this is the next day's, but for a new part
    weekday: F

    @property
    def sd(self) -> F:
        """The SD from day to day, the slow noise included."""
        return np.hypot(self.daily_sd, self.slow_sd)


def people(rng: np.random.Generator, count: int) -> People:
    """Draw people."""
    daily = rng.uniform(0.6, 1.0, count)
    weekday = rng.normal(0, 0.25, (7, count))
    return People(
        mean=rng.uniform(3.0, 4.2, count),
        daily_sd=daily,
        slow_sd=daily * rng.uniform(0.3, 0.7, count),
        slow=rng.uniform(0.6, 0.9, count),
        weekday=weekday - weekday.mean(0),
    )


def answers(
    rng: np.random.Generator,
    who: People,
    days: int,
    *,
    declines_after: int | None = None,
    fine: bool = False,
) -> F:
    """Draw their diaries, (days, people): 30 % missing, 3 % bad days of -2, rounded to 1-5.

    fine: as felt, not yet rounded, so that something may be added.
    """
    shape = (days, len(who.mean))
    new = rng.standard_normal(shape) * who.slow_sd
    slow = np.empty(shape)
    slow[0] = new[0]
    for day in range(1, days):
        slow[day] = who.slow * slow[day - 1] + np.sqrt(1 - who.slow**2) * new[day]
    days_of_week = np.arange(days) % 7
    felt = who.mean + slow + who.weekday[days_of_week] + who.daily_sd * rng.standard_normal(shape)
    felt -= 2.0 * (rng.random(shape) < 0.03)
    if declines_after is not None:
        fallen = np.clip((np.arange(days) - declines_after) / DECLINE_DAYS, 0, 1)
        felt -= fallen[:, None] * who.sd
    said = felt if fine else np.clip(np.round(felt), 1, 5)
    said[rng.random(shape) < 0.3] = np.nan
    return said
