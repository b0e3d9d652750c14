"""Whether 95 % intervals of couples' effects hold the truth 95 times in 100.

Run `python -m benchmarks.couples_coverage`; a row is also one of `benchmarks.simulation`. Each row
makes data from known effects, fits them, and counts. The bar: 93 to 97 % over 2,000 runs.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science import Estimate, dyad, truth_bias

RUNS = 2000
LOW, HIGH = 0.93, 0.97
ACTOR, PARTNER = 0.4, 0.25
BIAS, TRUTH, PROJECTION = 0.3, 0.5, 0.3

Covered = Iterator[tuple[str, bool]]
F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of data, and one run of it: which interval, and whether it holds the truth."""

    name: str
    run: Callable[[np.random.Generator], Covered]


def holds(estimate: Estimate, truth: float) -> bool:
    """Say whether an interval holds the truth."""
    return estimate.low <= truth <= estimate.high


def couples(rng: np.random.Generator, n: int) -> tuple[F, F]:
    """Return y, x (couples, 2): five-point x, roles of different SD, a tenth of y missing."""
    x = np.clip(np.rint(3 + rng.normal(size=(n, 2)) + 0.7 * rng.normal(size=(n, 1))), 1, 5)
    noise = rng.normal(size=(n, 2)) * [0.8, 1.1] + 0.6 * rng.normal(size=(n, 1))
    y = 1 + ACTOR * x + PARTNER * x[:, ::-1] + noise
    y[rng.random(y.shape) < 0.1] = np.nan
    return y, x


def one_occasion(rng: np.random.Generator, *, n: int, distinguishable: bool) -> Covered:
    """Yield whether actor and partner effects are covered."""
    y, x = couples(rng, n)
    found = dyad.apim(y, x, distinguishable=distinguishable)
    yield "actor", holds(found.actor_effect(0), ACTOR)
    yield "partner", holds(found.partner_effect(0), PARTNER)


def exchangeable(rng: np.random.Generator) -> Covered:
    """Yield whether actor and partner effects are covered where roles do not differ."""
    x = rng.normal(size=(40, 2)) + rng.normal(size=(40, 1))
    noise = rng.normal(size=(40, 2)) + 0.6 * rng.normal(size=(40, 1))
    found = dyad.apim(ACTOR * x + PARTNER * x[:, ::-1] + noise, x, distinguishable=False)
    yield "actor", holds(found.actor_effect(), ACTOR)
    yield "partner", holds(found.partner_effect(), PARTNER)


def ar1(rng: np.random.Generator, shape: tuple[int, int, int], phi: float) -> F:
    """Return noise (couples, days, 2) of SD 1 that keeps phi of the day before."""
    noise = rng.normal(size=shape)
    for day in range(1, shape[1]):
        noise[:, day] = phi * noise[:, day - 1] + np.sqrt(1 - phi**2) * noise[:, day]
    return noise


def days(rng: np.random.Generator, n: int, length: int, phi: float) -> tuple[F, F]:
    """Return y, x (couples, days, 2): effects that vary by couple, a fifth of y missing."""
    x = rng.normal(size=(n, length, 2)) + rng.normal(size=(n, 1, 2))
    usual = rng.normal(size=(n, 1, 2)) + 0.5 * rng.normal(size=(n, 1, 1))
    actor = ACTOR + 0.2 * rng.normal(size=(n, 1, 2))
    today = 0.4 * rng.normal(size=(n, length, 1))
    y = 3 + usual + actor * x + PARTNER * x[..., ::-1] + today + ar1(rng, x.shape, phi)
    y[rng.random(y.shape) < 0.2] = np.nan
    return y, x


def diary(rng: np.random.Generator, *, n: int, length: int, phi: float) -> Covered:
    """Yield whether within-person effects of n couples are covered."""
    y, x = days(rng, n, length, phi)
    within, between = dyad.within_between(x)
    predictors = {"actor": within, "partner": within[..., ::-1]}
    predictors |= {"usual": between, "partner's usual": between[..., ::-1]}
    found = dyad.diary(y, predictors, random=("intercept", "actor"), autoregressive=phi > 0)
    yield "actor", holds(found.effect("actor"), ACTOR)
    yield "partner", holds(found.effect("partner"), PARTNER)


def one_pair(rng: np.random.Generator, *, n: int, phi: float) -> Covered:
    """Yield whether truth, projection and bias of one reader are covered."""
    own = ar1(rng, (1, n, 2), phi)[0] + 0.5 * rng.normal(size=(n, 1))
    said, truth = own[:, 0], own[:, 1]
    noise = 0.6 * ar1(rng, (1, n, 2), phi)[0, :, 0]
    off = truth.mean()
    guess = off + BIAS + TRUTH * (truth - off) + PROJECTION * (said - off) + noise
    guess[rng.random(n) < 0.2] = np.nan
    kept = ~np.isnan(guess)
    found = truth_bias.fit(guess, truth, said)
    # Counted from the mean of the days that are there, the bias lies a little elsewhere.
    bias = BIAS + (TRUTH + PROJECTION - 1) * (truth[kept].mean() - off)
    yield "truth", holds(found.truth, TRUTH)
    yield "projection", holds(found.projection, PROJECTION)
    yield "bias", holds(found.bias, bias)


def many_couples(rng: np.random.Generator) -> Covered:
    """Yield whether truth and projection over 60 couples are covered."""
    own = rng.normal(3, 1, (60, 2)) + 0.5 * rng.normal(size=(60, 1))
    noise = 0.7 * rng.normal(size=(60, 2)) + 0.4 * rng.normal(size=(60, 1))
    guess = 1 + TRUTH * own[:, ::-1] + PROJECTION * own + noise
    found = truth_bias.couples(guess, own)
    yield "truth", holds(found.effect("truth"), TRUTH)
    yield "projection", holds(found.effect("projection"), PROJECTION)


def over_questions(rng: np.random.Generator) -> Covered:
    """Yield whether pooled forces of 30 couples and 10 questions are covered."""
    shape = (30, 2, 10)
    couple, person, question = (part.ravel() for part in np.indices(shape))
    own = rng.normal(3, 1, shape) + 0.5 * rng.normal(size=10)
    usual = 0.4 * rng.normal(size=(30, 2, 1)) + 0.3 * rng.normal(size=10)
    follows = TRUTH + 0.2 * rng.normal(size=(30, 2, 1))
    guess = 1 + follows * own[:, ::-1] + PROJECTION * own + usual + rng.normal(size=shape)
    rows = (part.ravel() for part in (guess, own[:, ::-1], own))
    labels = {"couple": couple, "person": person, "question": question}
    found = truth_bias.pooled(*rows, slopes=True, **labels)
    yield "truth", holds(found.truth, TRUTH)
    yield "projection", holds(found.projection, PROJECTION)


ROWS = (
    Row("APIM by role, 40 couples", lambda rng: one_occasion(rng, n=40, distinguishable=True)),
    Row("APIM by role, 16 couples", lambda rng: one_occasion(rng, n=16, distinguishable=True)),
    Row("APIM exchangeable, 40 couples", exchangeable),
    Row("diary, 40 couples x 10 days", lambda rng: diary(rng, n=40, length=10, phi=0.0)),
    Row("diary, 24 couples x 7 days, phi 0.4", lambda rng: diary(rng, n=24, length=7, phi=0.4)),
    Row("truth and bias, 28 days", lambda rng: one_pair(rng, n=28, phi=0.0)),
    Row("truth and bias, 28 days, phi 0.4", lambda rng: one_pair(rng, n=28, phi=0.4)),
    Row("truth and bias, 90 days, phi 0.6", lambda rng: one_pair(rng, n=90, phi=0.6)),
    Row("truth and bias, 60 couples", many_couples),
    Row("truth and bias, 30 couples x 10 questions", over_questions),
)


def coverage(row: Row, *, runs: int = RUNS, seed: int = 1) -> dict[str, float]:
    """Return the share of runs in which each interval holds the truth."""
    counts: dict[str, int] = {}
    for rng in np.random.default_rng(seed).spawn(runs):
        for name, held in row.run(rng):
            counts[name] = counts.get(name, 0) + held
    return {name: count / runs for name, count in counts.items()}


def main() -> int:
    """Print the coverage of each interval; 1 if one is outside the bar."""
    outside = 0
    for row in ROWS:
        shares = coverage(row)
        outside += sum(not LOW <= share <= HIGH for share in shares.values())
        told = ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items())
        print(f"{row.name}: {told}", flush=True)
    print(f"{RUNS} runs each, bar {100 * LOW:.0f}-{100 * HIGH:.0f} %, outside: {outside}")
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
