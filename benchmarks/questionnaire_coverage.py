"""Whether intervals of scores hold the truth, and how short an adaptive check gets.

Run `python -m benchmarks.questionnaire_coverage`; it is also a part of `benchmarks.simulation`.
People are N(0, 1). Bars: 95 % intervals cover 93 to 97 %, over 2,000 runs or more; items whose
slopes average 1.7 or more reach a standard error of 0.35 in at most 10 on average. Weaker items are
shown and have no bar: with guessed slopes nobody knows which of these rows is one's own.
"""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science import adaptive
from nearer.science.graded import GradedModel, calibrate

PEOPLE = 4000
CHECKED = 1000
LOW, HIGH = 0.93, 0.97
STOP, MOST, GOOD = 0.35, 10.0, 1.7
SIGNS = [item % 8 for item in range(16)]
F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of questionnaire: what it is called, and its slopes (16,)."""

    name: str
    slopes: F


KINDS = (
    Kind("slope 1.0", np.full(16, 1.0)),
    Kind("slope 1.5", np.full(16, 1.5)),
    Kind("slope 1.7", np.full(16, 1.7)),
    Kind("slope 2.0", np.full(16, 2.0)),
    Kind("slopes 0.8-2.6, mean 1.7", np.linspace(0.8, 2.6, 16)),
    Kind("slopes 1.2-2.6, mean 1.9", np.linspace(1.2, 2.6, 16)),
)


def questionnaire(slopes: F, seed: int = 1) -> GradedModel:
    """Return items with five answers each, their thresholds spread over the people."""
    rng = np.random.default_rng(seed)
    steps = np.array([-1.5, -0.5, 0.5, 1.5]) + rng.normal(0, 0.4, (len(slopes), 1))
    return GradedModel.from_thresholds(rng.permutation(slopes), steps, scale=(1, 5))


def covered(model: GradedModel, truth: F, answers: F, method: str = "eap") -> float:
    """Return the share of people whose interval holds where they stand."""
    low, high = model.score(answers, method=method).interval()
    return float(((low <= truth) & (truth <= high)).mean())


def coverage() -> list[tuple[str, float]]:
    """Return the coverage of score intervals, with known and with calibrated items."""
    rng = np.random.default_rng(2)
    truth = rng.normal(size=PEOPLE)
    found = []
    for kind in (KINDS[0], KINDS[5]):
        model = questionnaire(kind.slopes)
        whole = model.simulate(truth, seed=3)
        holes = np.where(rng.random(whole.shape) < 0.3, np.nan, whole)
        others = model.simulate(rng.normal(size=500), seed=4)
        found += [
            (f"{kind.name}, all answers", covered(model, truth, whole)),
            (f"{kind.name}, 30 % missing", covered(model, truth, holes)),
            (f"{kind.name}, 30 % missing, mode", covered(model, truth, holes, "map")),
            (f"{kind.name}, calibrated on 500 others", covered(calibrate(others), truth, whole)),
        ]
    return found


def adaptive_check(kind: Kind) -> tuple[float, float, float]:
    """Return mean items, who gets precise within 16, and coverage, of adaptive checks."""
    model = questionnaire(kind.slopes)
    truth = np.random.default_rng(5).normal(size=CHECKED)
    paths = [
        adaptive.administer(model, answers, signs=SIGNS, stop_se=STOP)
        for answers in model.simulate(truth, seed=6)
    ]
    items = float(np.mean([len(path.items) for path in paths]))
    precise = float(np.mean([path.reason == "precise" for path in paths]))
    held = [
        abs(path.theta[-1] - at) <= 1.96 * path.se[-1]
        for path, at in zip(paths, truth, strict=True)
    ]
    return items, precise, float(np.mean(held))


def main() -> int:
    """Print both tables; 1 where a bar is missed."""
    met = True
    print(f"95 % intervals of scores, {PEOPLE:,} people (bar {LOW:.0%} to {HIGH:.0%})")
    for name, share in coverage():
        met &= LOW <= share <= HIGH
        print(f"  {name}: {share:.1%}", flush=True)
    print(f"adaptive check to a standard error of {STOP}, 16 items, {CHECKED:,} people")
    for kind in KINDS:
        items, precise, share = adaptive_check(kind)
        barred = float(kind.slopes.mean()) >= GOOD - 1e-9
        bar = f" (bar {MOST:g})" if barred else ""
        met &= items <= MOST or not barred
        told = f"{items:.1f} items{bar}, {precise:.0%} get there, intervals cover {share:.1%}"
        print(f"  {kind.name}: {told}", flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
