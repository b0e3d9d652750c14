"""Whether intervals about one diary hold the truth as often as they say.

Run `python -m benchmarks.daily_coverage`; a row is also one of `benchmarks.simulation`. Trends of
120 days with 30 % missing, gaps of eight signs, effects of practices on diaries with slow noise.
The bar: 93 to 97 % for 95 % intervals, 77 to 83 % for 80 % bands, over 2,000 runs or more.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.diaries import answers, people
from nearer.science import gap, practices, trend

RUNS = 2000
F = NDArray[np.float64]
Shares = dict[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of data, and the coverage of its intervals over some runs."""

    name: str
    run: Callable[[np.random.Generator, int], Shares]


def wandering(rng: np.random.Generator, runs: int, days: int) -> tuple[F, F]:
    """Return levels and answers, (runs, days): who wanders how much differs from run to run.

    The level's step is 0 to 20 % of a day's SD, the slope's 0 to 0.2 %, 30 % of days missing.
    """
    step, tilt = rng.uniform(0, 0.2, (runs, 1)), rng.uniform(0, 0.002, (runs, 1))
    slopes = (tilt * rng.standard_normal((runs, days))).cumsum(1)
    levels = (step * rng.standard_normal((runs, days)) + slopes).cumsum(1)
    said = levels + rng.standard_normal((runs, days))
    said[rng.random(said.shape) < 0.3] = np.nan
    return levels, said


def bands(rng: np.random.Generator, runs: int, *, days: int) -> Shares:
    """Return the coverage of both bands over all days, and of the last day's."""
    levels, said = wandering(rng, runs, days)
    line = trend.smooth(said)
    shares = {}
    for level in (0.80, 0.95):
        low, high = line.band(level)
        inside = (low <= levels) & (levels <= high)
        shares[f"{level:.0%} band"] = float(inside.mean())
        shares[f"{level:.0%} band, last day"] = float(inside[:, -1].mean())
    return shares


def changes(rng: np.random.Generator, runs: int) -> Shares:
    """Return the coverage of the change over 60 days."""
    levels, said = wandering(rng, runs, 120)
    found = trend.smooth(said).change(60, better="higher")
    truth = levels[:, -1] - levels[:, -61]
    low, high = np.asarray(found.low), np.asarray(found.high)
    return {"95% change": float(((low <= truth) & (truth <= high)).mean())}


def one_gap(rng: np.random.Generator, runs: int) -> Shares:
    """Return the coverage of gaps whose two errors correlate."""
    truth = rng.normal(0, 1, runs)
    errors = rng.multivariate_normal([0, 0], [[0.16, 0.04], [0.04, 0.09]], runs)
    seen = np.column_stack([truth, np.zeros(runs)]) + errors
    found = gap.between(seen[:, 0], 0.4, seen[:, 1], 0.3, correlation=0.04 / 0.12)
    return {"95% gap": _held(found, truth)}


def gaps_by_sign(rng: np.random.Generator, runs: int) -> Shares:
    """Return the coverage of eight signs' gaps about a common one, spread by 0 to 0.6."""
    held = []
    for _ in range(runs):
        truth = rng.normal(0, 0.5) + rng.uniform(0, 0.6) * rng.standard_normal(8)
        se = rng.uniform(0.2, 0.5, (2, 8))
        gives, receives = truth + se[0] * rng.standard_normal(8), se[1] * rng.standard_normal(8)
        held.append(_held(gap.by_sign(gives, se[0], receives, se[1]), truth))
    return {"95% gap": float(np.mean(held))}


def _held(found: gap.Gap, truth: F) -> float:
    return float(((np.asarray(found.low) <= truth) & (truth <= np.asarray(found.high))).mean())


def effects(rng: np.random.Generator, runs: int, *, days: int, clustered: bool) -> Shares:
    """Return the coverage of effects of one to six practices on a diary with slow noise.

    Answers are whole numbers on a scale whose ends nobody reaches: at an end, an effect on what is
    felt is more than any effect on what is said.
    """
    held: list[bool] = []
    everyone = people(rng, runs)
    diary = answers(rng, everyone, days, fine=True).T
    for closeness in diary:
        done, truth = _done(rng, days, clustered=clustered)
        felt = closeness.copy()
        felt[1:] += done[:-1] @ truth
        found = practices.after(np.round(felt), done)
        held.extend((found.low <= truth) & (truth <= found.high))
    return {"95% effect": float(np.mean(held))}


def _done(rng: np.random.Generator, days: int, *, clustered: bool) -> tuple[F, F]:
    """Return what is done when, and the effects; clustered: most days as the day before."""
    count = int(rng.integers(1, 7))
    done = (rng.random((days, count)) < rng.uniform(0.1, 0.5, count)).astype(float)
    for day in range(1, days if clustered else 1):
        done[day] = np.where(rng.random(count) < 0.6, done[day - 1], done[day])
    return done, rng.normal(0, rng.uniform(0.05, 0.4), count)


ROWS = (
    Row("trend, 120 days", lambda rng, runs: bands(rng, runs, days=120)),
    Row("trend, 60 days", lambda rng, runs: bands(rng, runs, days=60)),
    Row("change of a trend over 60 days", changes),
    Row("gap", one_gap),
    Row("gaps of eight signs", gaps_by_sign),
    Row("practices, 120 days", lambda rng, n: effects(rng, n, days=120, clustered=False)),
    Row("practices, 180 days", lambda rng, n: effects(rng, n, days=180, clustered=False)),
    Row("practices in spells, 180 days", lambda rng, n: effects(rng, n, days=180, clustered=True)),
)


def inside(name: str, share: float) -> bool:
    """Say whether a coverage meets its bar."""
    low, high = (0.77, 0.83) if name.startswith("80%") else (0.93, 0.97)
    return low <= share <= high


def main() -> int:
    """Print the coverage of each interval; 1 if one is outside its bar."""
    outside = 0
    for row in ROWS:
        shares = row.run(np.random.default_rng(1), RUNS)
        outside += sum(not inside(name, share) for name, share in shares.items())
        told = ", ".join(f"{name} {share:.1%}" for name, share in shares.items())
        print(f"{row.name}: {told}", flush=True)
    print(f"{RUNS} runs each, bars 93-97 % and 77-83 %, outside: {outside}")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
