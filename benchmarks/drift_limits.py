"""Make the alarm limits of `nearer.science.drift`: `python -m benchmarks.drift_limits`.

Simulates people in whom nothing changes, five years each, and moves the limit of each rate at each
count of answers until alarms come as often as the rate says, early and late alike. Prints the
constants of `nearer/science/_limits.py`. Takes some minutes.
"""

import argparse
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.diaries import answers, people
from nearer.science import _decline, _limits
from nearer.science._usual import Usual

F = NDArray[np.float64]
DAYS = 5 * 365
WARM = 28  # days before `enough`


def learned(values: F, *, width: float) -> tuple[F, NDArray[np.bool_], F, F]:
    """Return residuals, where there are, inflation and answers so far: each (days, people)."""
    usual = Usual.fresh(values.shape[1], width=width)
    rows = []
    for day, value in enumerate(values):
        residual, _, seen = usual.learn(day, value)
        rows.append(
            (
                residual.astype(np.float32),
                seen,
                usual.inflation().astype(np.float32),
                usual.answers.astype(np.float32),
            )
        )
    return tuple(np.array(part) for part in zip(*rows, strict=True))


def alarms(track: tuple[F, NDArray[np.bool_], F, F], limits: F) -> tuple[F, F]:
    """Return alarms, (rates, bins), and days watched, (bins,), at limits (rates, bins)."""
    residual, seen, inflation, count = track
    rates, series = len(limits), residual.shape[1]
    odds = np.zeros((_decline.STAIRS, rates, series))
    raised, watched = np.zeros(limits.shape), np.zeros(limits.shape[1])
    edges = np.sqrt(_limits.ANSWERS[1:] * _limits.ANSWERS[:-1])
    for day in range(len(residual)):
        odds = _decline.carried(
            odds, residual[day], seen[day], inflation[day], depth=_decline.DEPTH[:, :, None]
        )
        evidence = _decline.evidence(odds)
        limit = np.array([_limits.between(count[day], row) for row in limits])
        if day < WARM:
            most = np.expm1(_decline.EARLY * limit)
            odds *= np.minimum(1, most / np.maximum(np.expm1(evidence), 1e-9))
            continue
        over = evidence >= limit
        odds *= ~over
        at = np.digitize(count[day], edges)
        watched += np.bincount(at, minlength=limits.shape[1])
        for rate in range(rates):
            raised[rate] += np.bincount(at[over[rate]], minlength=limits.shape[1])
    return raised, watched


def calibrated(track: tuple[F, NDArray[np.bool_], F, F], start: F, rounds: int) -> F:
    """Move the limits until each rate is met at each count of answers."""
    limits = start.copy()
    for number in range(rounds):
        began = time.monotonic()
        raised, watched = alarms(track, limits)
        hazard = (raised + 0.5) / (watched / 365.25)
        miss = np.log(hazard / _limits.RATES[:, None])
        overall = np.log(raised.sum(1) / (watched.sum() / 365.25) / _limits.RATES)
        print(
            f"  round {number}: overall {np.exp(overall).round(3)}, "
            f"worst {np.exp(np.abs(miss).max()):.2f}, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        limits += np.clip(miss, -1, 1) * (0.8 if number < rounds - 3 else 0.5)
    return limits


def main() -> None:
    """Print the limits for a decline and for a rise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seed", type=int, default=20260)
    options = parser.parse_args()
    for name, sign in (("down", 1.0), ("up", -1.0)):
        print(name, flush=True)
        rng = np.random.default_rng(options.seed)
        values = sign * answers(rng, people(rng, options.people), DAYS)
        start = np.array(
            [[np.log(365 / rate) + 1.0] * len(_limits.ANSWERS) for rate in _limits.RATES]
        )
        limits = calibrated(learned(values, width=4.0), start, options.rounds)
        print(repr(limits.round(2).tolist()), flush=True)


if __name__ == "__main__":
    main()
