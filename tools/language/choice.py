"""From scores of unseen rows to a model that can be shipped: thresholds, calibration, int8."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nearer.language.features import BITS
from nearer.language.model import Model
from tools.language import fit, thresholds
from tools.language.fit import Array, Made, Mask
from tools.language.rows import LABELS, Row

KEPT = 100_000
"""Buckets that keep their weights: those with the largest."""
EVEN = 0.0
"""The threshold of every label that hurts.

One for all: thresholds chosen label by label follow the few rows they were chosen on. On rows that
neither rules nor model had seen, at the same 5 % false marks on kind messages, the macro F1 of
what hurts was 0.55 with them and 0.62 with this.
"""
EVEN_LEAD = 0.5
LEADS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
"""How much lower than without a rule's hit a score may be with one."""


class Choice(NamedTuple):
    """What the model file says per label beside its weights; see `Model`."""

    with_rule: Array
    alone: Array
    slope: Array
    offset: Array


def chosen(rows: Sequence[Row], scores: Array, ruled: Mask) -> Choice:
    """Choose on scores (rows, labels) of models that did not see the rows.

    ruled: (rows, labels), whether a rule gives the label. The labels that help have the threshold
    with the best F1 each, those that hurt one for all.
    """
    right, counts = fit.targets(rows)
    are_kind = np.array([row.kind for row in rows])
    plain = thresholds.Scored(scores, right > 0, counts > 0, are_kind)
    best = np.array([_lead(plain, ruled, label) for label in range(len(LABELS))])
    leads = np.where(fit.HURTING, EVEN_LEAD, best)
    led = plain._replace(scores=scores + leads * ruled)
    alone = np.where(fit.HURTING, EVEN, thresholds.best(led))
    lines = np.array([thresholds.calibration(plain, label) for label in range(len(LABELS))])
    return Choice(alone - leads, alone, *lines.T)


def _lead(scored: thresholds.Scored, ruled: Mask, label: int) -> float:
    """Return by how much a hit lowers the threshold, for the best F1; the least of equals."""
    best = [_f1_with(scored, ruled, label, lead) for lead in LEADS]
    return LEADS[int(np.argmax(best))]


def _f1_with(scored: thresholds.Scored, ruled: Mask, label: int, lead: float) -> float:
    led = scored._replace(scores=scored.scores + lead * ruled)
    return led.f1(label, thresholds.best_of(led, label))


def model(made: Made, choice: Choice) -> tuple[NDArray[np.int64], Model]:
    """Return the buckets that keep their weights, and the model in whole numbers."""
    size = np.abs(made.weights).max(axis=1)
    buckets = np.sort(np.argsort(-size, kind="stable")[:KEPT])
    buckets = buckets[size[buckets] > 0]
    scale = np.maximum(np.abs(made.weights).max(axis=0), 1e-9) / 127
    small = np.rint(made.weights[buckets] / scale).astype(np.int8)
    rows = np.full(1 << BITS, len(small), np.int32)
    rows[buckets] = np.arange(len(small), dtype=np.int32)
    floats = [np.asarray(each, np.float32) for each in (scale, made.bias, *choice)]
    none = np.zeros((1, len(LABELS)), np.int8)
    return buckets, Model(LABELS, rows, np.concatenate((small, none)), *floats)
