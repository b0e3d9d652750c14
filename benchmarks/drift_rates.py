"""Whether the drift watch meets its rate of false alarms, and how soon it finds a slow decline.

Run `python -m benchmarks.drift_rates`; its rows are also in `benchmarks.simulation`. The diary is
`diaries.answers`. False alarms: 2,000 years of people in whom nothing changes, a year each and five
years each. Detection: one SD over six months, after a usual year, beside an oracle that knows every
person's mean, weekdays, noise and the decline's course, all but when it starts.
"""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.diaries import DECLINE_DAYS, People, answers, people
from nearer.science import drift

YEARS = 2_000
USUAL = 365  # days before the decline
WATCHED = 200
BARS = {0.2: (18.0, 0.88), 1.0: (12.0, 0.95)}  # weeks in the median, share within 26 weeks
ENTRIES = 7  # days between the oracle's possible starts
F = NDArray[np.float64]
Alarms = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rate:
    """Alarms a year beside those asked for."""

    name: str
    asked: float
    seen: float

    @property
    def held(self) -> bool:
        """Whether it is met within 20 %."""
        return abs(self.seen / self.asked - 1) <= 0.2


def rates(seed: int = 1) -> list[Rate]:
    """Return the false alarms of people in whom nothing changes."""
    found = []
    for years in (1, 5):
        rng = np.random.default_rng(seed)
        values = answers(rng, people(rng, YEARS // years), 365 * years).T
        for asked in (0.1, 0.2, 0.5, 1.0, 2.0):
            for direction in ("down", "up"):
                scan = drift.scan(
                    values, false_alarms_per_year=asked, direction=direction, scale=(1, 5)
                )
                seen = scan.alarm.sum() / (scan.enough.sum() / 365.25)
                found.append(Rate(f"{direction}, {years} years each", asked, float(seen)))
    return found


def declines(rng: np.random.Generator, count: int) -> tuple[People, F]:
    """Return people and their diaries, (people, days), with a decline after a usual year."""
    who = people(rng, count)
    return who, answers(rng, who, USUAL + WATCHED, declines_after=USUAL).T


def weeks(alarm: Alarms) -> F:
    """Return the weeks from the start of the decline to the first alarm; infinite without one."""
    after = alarm[:, USUAL:]
    return np.where(after.any(1), after.argmax(1) + 1.0, np.inf) / 7


def oracle(who: People, values: F) -> F:
    """Return the evidence of one who knows all but the start, (people, days).

    The sum over possible starts of the odds of the decline against none, on innovations of a
    Kalman filter with the person's own numbers: both courses are filtered alike, so the odds of a
    start are those of independent normal innovations.
    """
    days = values.shape[1]
    weekday = who.weekday[np.arange(days) % 7].T
    seen = ~np.isnan(values)
    free = np.where(seen, values - who.mean[:, None] - weekday, 0.0)
    # Bad days and rounding: cut, and their variance added to the day's.
    free = np.clip(free, -2.5 * who.sd[:, None], 2.5 * who.sd[:, None]) + 0.05
    noise = who.daily_sd**2 + 1 / 12
    starts = np.arange(0, days, ENTRIES)
    course = -np.clip((np.arange(days) - starts[:, None]) / DECLINE_DAYS, 0, 1)
    state, fallen = np.zeros(len(values)), np.zeros((len(starts), len(values)))
    variance = who.slow_sd**2
    odds = np.zeros((len(starts), len(values)))
    told = np.empty(values.shape)
    for day in range(days):
        inverse = seen[:, day] / (variance + noise)
        gain = variance * inverse
        error = free[:, day] - state
        shift = course[:, day, None] * who.sd - fallen
        odds += inverse * shift * (error - shift / 2)
        state, fallen = state + gain * error, fallen + gain * shift
        variance = variance - gain * variance
        state, fallen = who.slow * state, who.slow * fallen
        variance = who.slow**2 * (variance - who.slow_sd**2) + who.slow_sd**2
        open_ = starts <= day
        told[:, day] = np.logaddexp.reduce(odds[open_], axis=0)
    return told


def oracle_alarms(told: F, limit: float) -> Alarms:
    """Return the alarms at a limit, without a new start after one: an oracle's first is enough."""
    return told >= limit


def oracle_limit(rate: float, seed: int = 2, count: int = 1_000) -> float:
    """Return the limit at which the oracle's first false alarm comes at the rate, in two years."""
    rng = np.random.default_rng(seed)
    who = people(rng, count)
    told = oracle(who, answers(rng, who, 730).T)
    highest = np.sort(told[:, 28:].max(1))
    return float(np.quantile(highest, np.exp(-rate * (730 - 28) / 365.25)))


def main() -> int:
    """Print rates and detection; 1 if one misses its bar."""
    missed = 0
    for row in rates():
        missed += not row.held
        print(f"{row.name}: {row.seen:.3f} false alarms a year, asked for {row.asked}", flush=True)
    who, values = declines(np.random.default_rng(3), YEARS)
    told = oracle(who, values)
    for rate, (most, least) in BARS.items():
        alarm = drift.scan(values, false_alarms_per_year=rate, scale=(1, 5)).alarm
        first = weeks(alarm)
        median, share = float(np.median(first)), float((first <= 26).mean())
        missed += median > most or share < least
        bound = float(np.median(weeks(oracle_alarms(told, oracle_limit(rate)))))
        print(f"one SD over six months, {rate} false alarms a year:", flush=True)
        print(f"  median {median:.1f} weeks (bar {most:.0f}, oracle {bound:.1f})")
        print(f"  {share:.1%} within 26 weeks (bar {least:.0%})", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
