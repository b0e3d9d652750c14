"""From scores of unseen rows to a model that can be shipped: thresholds, calibration, int8."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nearer.language import crisis
from nearer.language.features import SIZE
from nearer.language.model import Model, packed
from tools.language import fit, thresholds
from tools.language.fit import Array, Made, Mask
from tools.language.rows import ANY, LABELS, Row

KEPT = 100_000
"""Buckets that keep their weights: those with the largest."""
KIND = 0.035
"""Share of kind messages, most of them made to tempt, that may be marked as hurting."""
LEAD = 1.0
"""How much lower than without a rule's hit a score may be with one, for what hurts."""
LEADS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)
"""The same for what helps: the best of these."""


DANGER = LABELS.index(ANY)
ALARMS = 0.045
"""Share of messages without danger, a fifth of them made to sound like it, that may be alarmed."""


class Choice(NamedTuple):
    """What the model file says per label beside its weights; see `Model`."""

    with_rule: Array
    alone: Array
    slope: Array
    offset: Array


def chosen(rows: Sequence[Row], scores: Array, ruled: Mask, *, kind: float = KIND) -> Choice:
    """Choose on scores (rows, labels) of models that did not see the rows.

    ruled: (rows, labels), whether a rule gives the label. kind: share of kind messages that may
    be marked as hurting. All that hurts shares one threshold: chosen label by label it follows
    the few rows that it is chosen on. On rows that neither rules nor model had seen, at 5 % false
    marks, the macro F1 of what hurts was 0.55 label by label and 0.62 with this.
    """
    right, counts = fit.targets(rows)
    are_kind = np.array([row.kind for row in rows])
    plain = thresholds.Scored(scores, right > 0, counts > 0, are_kind)
    leads = np.array([_lead(plain, ruled, label) for label in range(len(LABELS))])
    leads[fit.HURTING] = LEAD
    led = plain._replace(scores=scores + leads * ruled)
    alone = thresholds.best(led)
    alone[fit.HURTING] = thresholds.shared(led, fit.HURTING, at_most=kind)
    leads[DANGER], alone[DANGER] = _danger(rows, scores, ruled[:, DANGER], right > 0)
    lines = np.array([thresholds.calibration(plain, label) for label in range(len(LABELS))])
    return Choice(alone - leads, alone, *lines.T)


def _danger(rows: Sequence[Row], scores: Array, ruled: Mask, right: Mask) -> tuple[float, float]:
    """Return the lead of a hit and the threshold with which most dangers are seen.

    ruled: (rows,). Of equals the least lead.
    """
    named = [dict(zip(LABELS, each, strict=True)) for each in scores.tolist()]
    sure = np.array([crisis.sure(each) for each in named])
    safe = np.array([ANY not in row.labels | row.also for row in rows])
    seen = [_seen(sure + lead * ruled, right[:, DANGER], safe) for lead in LEADS]
    best = max(range(len(LEADS)), key=lambda each: seen[each])
    return LEADS[best], seen[best][1]


def _seen(sure: Array, right: Mask, safe: Mask) -> tuple[float, float]:
    """Return the share of dangers above a threshold that few safe messages pass, and that."""
    if not right.any():
        return 0.0, float("inf")
    enough = float(np.sort(sure[safe])[::-1][int(ALARMS * safe.sum())])
    return float((sure[right] > enough).mean()), enough


def _lead(scored: thresholds.Scored, ruled: Mask, label: int) -> float:
    """Return by how much a hit lowers the threshold, for the best F1; the least of equals."""
    best = [_f1_with(scored, ruled, label, lead) for lead in LEADS]
    return LEADS[int(np.argmax(best))]


def _f1_with(scored: thresholds.Scored, ruled: Mask, label: int, lead: float) -> float:
    led = scored._replace(scores=scored.scores + lead * ruled)
    return led.f1(label, thresholds.best_of(led, label))


def model(made: Made, choice: Choice) -> bytes:
    """Return the file of a model: the buckets with the largest weights, and the choice."""
    size = np.abs(made.weights).max(axis=1)
    buckets = np.sort(np.argsort(-size, kind="stable")[:KEPT])
    buckets = buckets[size[buckets] > 0]
    weights = np.zeros((len(buckets) + 1, len(LABELS)), np.float32)
    weights[:-1] = made.weights[buckets]
    rows = np.full(SIZE, len(buckets), np.int32)
    rows[buckets] = np.arange(len(buckets), dtype=np.int32)
    floats = [np.asarray(each, np.float32) for each in (made.bias, *choice)]
    return packed(buckets, Model(LABELS, rows, weights, *floats))
