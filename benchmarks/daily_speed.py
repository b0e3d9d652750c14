"""How long it takes to smooth 10,000 series of 365 days, beside the best peers and bare NumPy.

Run `python -m benchmarks.daily_speed`; its rows are also in `benchmarks.science`. All do the same
work: a local linear trend with given variances, 30 % of the days missing, levels with their
variances. Peers are timed where they are installed, statsmodels on fewer series, scaled up.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nearer.science import drift, trend

SERIES, DAYS = 10_000, 365
BLOCK = 1_000
NOISE, LEVEL, SLOPE = 1.0, 0.01, 1e-5
F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one way to do the work; None where its software is not there."""

    name: str
    seconds: float | None


def diaries(series: int, days: int = DAYS) -> F:
    """Return (series, days), 30 % missing."""
    rng = np.random.default_rng(1)
    values = np.sqrt(LEVEL) * rng.standard_normal((series, days)).cumsum(1)
    values += rng.standard_normal(values.shape)
    values[rng.random(values.shape) < 0.3] = np.nan
    return values


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the shortest of some runs, in seconds: what else the machine does is left out."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def ours(y: F) -> trend.Trend:
    """Smooth with everything that the library checks and returns."""
    return trend.smooth(y, variances=trend.Variances(NOISE, LEVEL, SLOPE))


def bare(y: F) -> F:
    """Return levels and variances by the plain recursions, in blocks: the bound.

    A vague start, no checks, no slope's variance, no likelihood.
    """
    out = np.empty((2, *y.shape))
    for start in range(0, len(y), BLOCK):
        out[:, start : start + BLOCK] = _bare(y[start : start + BLOCK])
    return out


def _bare(y: F) -> F:
    days = np.ascontiguousarray(y.T)
    seen = ~np.isnan(days)
    days = np.where(seen, days, 0.0)
    level, slope, p01, zero = (np.zeros(len(y)) for _ in range(4))
    p00, p11 = np.full(len(y), 1e4), np.full(len(y), 1e4)
    kept = np.empty((len(days), 9, len(y)))
    for day, value in enumerate(days):
        inverse = seen[day] / (p00 + NOISE)
        k0, k1 = p00 * inverse, p01 * inverse
        error = value - level
        level, slope = level + k0 * error, slope + k1 * error
        p00, p01, p11 = p00 - k0 * p00, p01 - k0 * p01, p11 - k1 * p01
        kept[day] = level, slope, p00, p01, p11, k0, k1, inverse, error * inverse
        level = level + slope
        p00, p01, p11 = p00 + 2 * p01 + p11 + LEVEL, p01 + p11, p11 + SLOPE
    out = np.empty((2, len(y), len(days)))
    r0, r1, n00, n01, n11 = zero, zero, zero, zero, zero
    for day in range(len(days) - 1, -1, -1):
        level, _, p00, p01, p11, k0, k1, inverse, error = kept[day]
        r1 = r0 + r1
        n11 = n00 + 2 * n01 + n11
        n01 = n00 + n01
        out[0, :, day] = level + p00 * r0 + p01 * r1
        out[1, :, day] = p00 - p00 * (p00 * n00 + 2 * p01 * n01) - p01 * p01 * n11
        r0 = error + r0 - k0 * r0 - k1 * r1
        left = 1 - k0
        n00 = inverse + left * (left * n00 - 2 * k1 * n01) + k1 * k1 * n11
        n01 = left * n01 - k1 * n11
    return out


def simdkalman(y: F) -> float | None:
    """Return the time of simdkalman, or None without it."""
    if find_spec("simdkalman") is None:
        return None
    import simdkalman as peer  # noqa: PLC0415  a peer, not a dependency

    model = peer.KalmanFilter(
        state_transition=[[1, 1], [0, 1]],
        process_noise=np.diag([LEVEL, SLOPE]),
        observation_model=[[1, 0]],
        observation_noise=NOISE,
    )
    vague = 1e4 * np.eye(2)
    return best(lambda: model.smooth(y, initial_value=[0, 0], initial_covariance=vague), rounds=1)


def statsmodels(y: F, few: int = 50) -> float | None:
    """Return the time of statsmodels on a few series, scaled to all, or None without it."""
    if find_spec("statsmodels") is None:
        return None
    from statsmodels.tsa.statespace.structural import (  # noqa: PLC0415  a peer, not a dependency
        UnobservedComponents,
    )

    def one(series: F) -> object:
        model = UnobservedComponents(series, "lltrend", use_exact_diffuse=True)
        return model.smooth([NOISE, LEVEL, SLOPE]).smoothed_state

    return best(lambda: [one(series) for series in y[:few]], rounds=1) * len(y) / few


def rows() -> list[Timing]:
    """Return the timings: ours, the bound, the peers."""
    y = diaries(SERIES)
    return [
        Timing("nearer", best(lambda: ours(y), 3)),
        Timing("bare NumPy", best(lambda: bare(y), 3)),
        Timing("simdkalman", simdkalman(y)),
        Timing("statsmodels", statsmodels(y)),
    ]


def growth() -> list[Timing]:
    """Return how the time grows with series and days, with fitted variances, and of a watch."""
    found = []
    for series, days in ((1, 365), (100, 365), (1_000, 365), (1_000, 3_650)):
        y = diaries(series, days)
        name = f"nearer, {series:,} x {days:,} days"
        found.append(Timing(name, best(lambda y=y: ours(y), 3)))
    for series in (1, 100):
        y = diaries(series)
        work = lambda y=y: trend.smooth(y)  # noqa: E731
        found.append(Timing(f"nearer, {series:,} x 365 days, variances fitted", best(work, 2)))
    y = diaries(SERIES)
    found.append(Timing("nearer, watch over 10,000 x 365 days", best(lambda: drift.scan(y), 1)))
    return found


def main() -> int:
    """Print the timings; 1 if a peer that is there is not beaten twofold, or bare is 3x faster."""
    timings = rows()
    mine, bound = timings[0].seconds, timings[1].seconds
    assert mine is not None
    assert bound is not None
    print(f"smoothing {SERIES:,} series of {DAYS} days")
    for timing in [*timings, *growth()]:
        told = f"{timing.seconds:.3f} s" if timing.seconds is not None else "not installed"
        print(f"  {timing.name}: {told}", flush=True)
    peers = [timing.seconds for timing in timings[2:] if timing.seconds is not None]
    slow = any(2 * mine > seconds for seconds in peers) or mine > 3 * bound
    print(f"  {mine / bound:.1f} times bare NumPy (bar 3.0)")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
