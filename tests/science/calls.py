"""A call that works of every public function of the library, for tests that spoil its arguments."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nearer.science import (
    adaptive,
    change,
    cohort,
    drift,
    dyad,
    gap,
    graded,
    mixed,
    practices,
    reliability,
    trend,
    truth_bias,
)

RNG = np.random.default_rng(0)
ITEMS = graded.GradedModel.from_thresholds(
    np.linspace(1, 2, 5), np.tile([-1.5, -0.5, 0.5, 1.5], (5, 1)), scale=(1, 5)
)
PEOPLE = RNG.normal(size=120)
ANSWERS = ITEMS.simulate(PEOPLE, seed=1)
SIDES = np.repeat(["a", "b"], 60)
X = RNG.normal(size=(40, 2))
Y = RNG.normal(size=(40, 2)) + 0.3 * X
WEEKS, STRESS = RNG.normal(size=(12, 8, 2)), RNG.normal(size=(12, 8, 2))
DAYS = 3 + RNG.normal(size=60)
OTHER, OWN = DAYS + RNG.normal(size=60), RNG.normal(size=60)
HERS = RNG.normal(size=(60, 4)) + RNG.normal(size=(60, 1))
HIS = HERS + RNG.normal(size=HERS.shape)
COUPLE, PERSON = np.repeat(np.arange(20), 6), np.tile(np.repeat([0, 1], 3), 20)
QUESTION = np.tile(np.arange(3), 40)
ROWS = RNG.normal(size=(3, 120))
DONE = (RNG.random((60, 2)) < 0.4).astype(float)
SO_FAR = np.array([1, np.nan, np.nan, 3, np.nan])
LEVEL: dict[str, Any] = {"level": 0.95}
RCI: dict[str, Any] = {"sd": 3.0, "reliability": 0.8}
WATCH: dict[str, Any] = {"false_alarms_per_year": 0.2, "direction": "down", "min_days": 28}
WATCH = {**WATCH, "scale": (1, 5)}
LINE = trend.smooth(DAYS)


def update(day: int, value: float | None) -> drift.Signal:
    """A watch's first day."""
    return drift.Watch(scale=(1, 5)).update(day, value)


Call = tuple[Callable[..., Any], dict[str, Any]]
CALLS: dict[str, Call] = {
    "reliability.keyed": (
        reliability.keyed,
        {"answers": ANSWERS, "key": [1, -1, 1, 1, 1], "scale": (1, 5)},
    ),
    "reliability.alpha": (reliability.alpha, {"answers": ANSWERS, **LEVEL}),
    "reliability.omega": (reliability.omega, {"answers": ANSWERS, **LEVEL}),
    "reliability.one_factor": (reliability.one_factor, {"answers": ANSWERS}),
    "reliability.item_statistics": (reliability.item_statistics, {"answers": ANSWERS}),
    "graded.calibrate": (
        graded.calibrate,
        {"answers": ANSWERS, "items": list("abcde"), "scale": (1, 5), "tol": 1e-4, "max_iter": 50},
    ),
    "graded.item_fit": (graded.item_fit, {"model": ITEMS, "answers": ANSWERS}),
    "graded.model_fit": (graded.model_fit, {"model": ITEMS, "answers": ANSWERS, "level": 0.9}),
    "graded.dif": (
        graded.dif,
        {"answers": ANSWERS, "group": SIDES, "items": list("abcde"), "scale": (1, 5)},
    ),
    "graded.GradedModel.from_thresholds": (
        graded.GradedModel.from_thresholds,
        {
            "slopes": ITEMS.slopes,
            "thresholds": ITEMS.thresholds,
            "scale": (1, 5),
            "items": list("abcde"),
        },
    ),
    "graded.GradedModel.probabilities": (ITEMS.probabilities, {"theta": PEOPLE}),
    "graded.GradedModel.item_information": (ITEMS.item_information, {"theta": PEOPLE}),
    "graded.GradedModel.information": (ITEMS.information, {"theta": PEOPLE}),
    "graded.GradedModel.score": (
        ITEMS.score,
        {"answers": ANSWERS, "method": "eap", "points": 61, "limit": 6.0},
    ),
    "graded.GradedModel.simulate": (ITEMS.simulate, {"theta": PEOPLE, "seed": 1}),
    "graded.GradedModel.from_json": (ITEMS.from_json, {"text": ITEMS.to_json()}),
    "graded.Scores.interval": (ITEMS.score(ANSWERS).interval, LEVEL),
    "adaptive.next_item": (
        adaptive.next_item,
        {
            "model": ITEMS,
            "answers": SO_FAR,
            "signs": [0, 0, 1, 1, 2],
            "stop_se": 0.3,
            "max_items": 5,
            "min_items": 1,
            "criterion": "expected",
            "spread": 2,
            "points": 61,
            "limit": 6.0,
            "seed": 0,
        },
    ),
    "adaptive.administer": (adaptive.administer, {"model": ITEMS, "answers": ANSWERS[0]}),
    "change.from_sums": (
        change.from_sums,
        {"before": 10.0, "after": np.array([12.0, np.nan]), "better": "lower", **RCI, **LEVEL},
    ),
    "change.from_scores": (
        change.from_scores,
        {
            "before": np.array([1.0, 2.0]),
            "before_se": 0.4,
            "after": 1.5,
            "after_se": 0.4,
            "better": "higher",
            **LEVEL,
        },
    ),
    "change.sem": (change.sem, RCI),
    "change.smallest_reliable": (change.smallest_reliable, {**RCI, **LEVEL}),
    "trend.smooth": (trend.smooth, {"y": DAYS, "slope": True, "min_days": 10}),
    "trend.smooth_pair": (
        trend.smooth_pair,
        {"y": WEEKS[0], "noise": np.eye(2), "level": 0.1 * np.eye(2)},
    ),
    "trend.breaks": (trend.breaks, {"y": DAYS, "min_share": 0.15, "max_breaks": 3}),
    "trend.Trend.band": (LINE.band, {"level": 0.8}),
    "trend.Trend.change": (LINE.change, {"days": 5, "better": "higher", **LEVEL}),
    "drift.Watch": (drift.Watch, WATCH),
    "drift.Watch.update": (update, {"day": 5, "value": 3.0}),
    "drift.Watch.from_json": (drift.Watch.from_json, {"text": drift.Watch().to_json()}),
    "drift.scan": (drift.scan, {"values": np.clip(DAYS, 1, 5), "first_day": 1, **WATCH}),
    "drift.cusum_arl": (drift.cusum_arl, {"k": 0.5, "h": 4.0, "shift": 0.0, "sided": "one"}),
    "drift.cusum_limit": (drift.cusum_limit, {"k": 0.5, "arl": 100.0, "sided": "one"}),
    "drift.ewma_arl": (drift.ewma_arl, {"weight": 0.2, "limit": 2.5, "shift": 0.0}),
    "drift.ewma_limit": (drift.ewma_limit, {"weight": 0.2, "arl": 100.0}),
    "truth_bias.fit": (truth_bias.fit, {"guess": DAYS, "truth": OTHER, "own": OWN, **LEVEL}),
    "truth_bias.pair": (
        truth_bias.pair,
        {"guess": np.stack([DAYS, OWN], 1), "own": np.stack([OTHER, DAYS], 1), **LEVEL},
    ),
    "truth_bias.couples": (truth_bias.couples, {"guess": Y, "own": X, "method": "ML", **LEVEL}),
    "truth_bias.pooled": (
        truth_bias.pooled,
        {
            **dict(zip(("guess", "truth", "own"), ROWS, strict=True)),
            "couple": COUPLE,
            "person": PERSON,
            "question": QUESTION,
            **LEVEL,
        },
    ),
    "truth_bias.profile_correlation": (
        truth_bias.profile_correlation,
        {"guess": ROWS[0], "truth": ROWS[1], "person": COUPLE, "min_items": 5},
    ),
    "dyad.apim": (dyad.apim, {"y": Y, "x": X, "method": "REML", **LEVEL}),
    "dyad.distinguishability": (dyad.distinguishability, {"y": Y, "x": X}),
    "dyad.common_fate": (dyad.common_fate, {"y": Y, "x": X, **LEVEL}),
    "dyad.icc": (dyad.icc, {"y": Y, **LEVEL}),
    "dyad.invariance": (dyad.invariance, {"first": HERS, "second": HIS}),
    "dyad.within_between": (dyad.within_between, {"x": WEEKS}),
    "dyad.lag": (dyad.lag, {"y": WEEKS, "days": 1}),
    "dyad.diary": (
        dyad.diary,
        {
            "y": WEEKS,
            "predictors": {"stress": STRESS},
            "random": ("intercept",),
            "method": "REML",
            **LEVEL,
        },
    ),
    "mixed.fit": (
        mixed.fit,
        {
            "y": ROWS[0],
            "X": np.stack([np.ones(120), ROWS[1]], 1),
            "random": [mixed.Random(COUPLE)],
            "names": ["one", "slope"],
            "method": "REML",
            **LEVEL,
        },
    ),
    "gap.between": (
        gap.between,
        {
            "gives": Y[:, 0],
            "gives_se": 0.3,
            "receives": Y[:, 1],
            "receives_se": 0.3,
            "correlation": 0.1,
            **LEVEL,
        },
    ),
    "gap.by_sign": (
        gap.by_sign,
        {"gives": Y[:8, 0], "gives_se": 0.3, "receives": Y[:8, 1], "receives_se": 0.3, **LEVEL},
    ),
    "practices.after": (
        practices.after,
        {"closeness": DAYS, "done": DONE, "names": ["a", "b"], "lag": 1, "min_days": 6, **LEVEL},
    ),
    "practices.coin_flip": (
        practices.coin_flip,
        {"closeness": DAYS[:12], "heads": np.tile([0.0, 1], 6), "seed": 0, **LEVEL},
    ),
    "cohort.table": (
        cohort.table,
        {
            "before": PEOPLE,
            "after": PEOPLE + 0.3,
            "better": "lower",
            "group": SIDES,
            "min_cell": 10,
            **RCI,
            **LEVEL,
        },
    ),
    "cohort.ancova": (
        cohort.ancova,
        {"before": PEOPLE, "after": PEOPLE + ROWS[0], "group": SIDES, **LEVEL},
    ),
}
