"""Rules, frames and scores together: which stretches of a message are marked.

A rule says where and why, the model says whether. Where a language has no model, the rules'
own confidence decides.
"""

from collections.abc import Sequence

import numpy as np

from nearer.language import features
from nearer.language.grammar import Language
from nearer.language.message import Message
from nearer.language.model import Floats, Model
from nearer.language.rules import Hit
from nearer.language.types import Label, Mark

ENOUGH = 0.7
"""Without a model: how sure a rule must be."""


def marks(
    message: Message, hits: Sequence[Hit], language: Language, model: Model | None
) -> tuple[Mark, ...]:
    """Return the marks by start, end and label; one for each label and stretch."""
    if not message.clauses:
        return ()
    if model is None:
        found = [_of_hit(hit, hit.confidence, language) for hit in hits if hit.confidence >= ENOUGH]
    else:
        found = _by_scores(message, hits, language, model)
    return tuple(_apart(found))


def _by_scores(
    message: Message, hits: Sequence[Hit], language: Language, model: Model
) -> list[Mark]:
    scores = model.scores(features.of(message, hits))
    sure = model.confidence(scores)
    found: list[Mark] = []
    for number, label in enumerate(Label):
        mine = [hit for hit in hits if hit.label is label]
        if mine and scores[number] > model.with_rule[number]:
            found += [_of_hit(hit, float(sure[number]), language) for hit in mine]
        elif not mine and scores[number] > model.alone[number]:
            found.append(_of_score(message, number, float(sure[number]), language, model))
    return found


def _of_hit(hit: Hit, confidence: float, language: Language) -> Mark:
    reason = language.reasons[hit.entry.said["reason"]]
    ask = language.asks.get(hit.label, "")
    return Mark(hit.start, hit.end, hit.label, confidence, reason, ask)


def _of_score(
    message: Message, number: int, confidence: float, language: Language, model: Model
) -> Mark:
    label = list(Label)[number]
    clause = message.clauses[_strongest(message, number, model)]
    reason, ask = language.reasons[label], language.asks.get(label, "")
    return Mark(clause.start, clause.end, label, confidence, reason, ask)


def _strongest(message: Message, number: int, model: Model) -> int:
    """Return the clause that speaks most for a label, the first of equals."""
    if len(message.clauses) == 1:
        return 0
    scored: list[Floats] = [
        model.scores(features.of(message, (), clause)) for clause in message.clauses[:MOST]
    ]
    return int(np.argmax([each[number] for each in scored]))


MOST = 40
"""Clauses of a long message that are scored one by one."""


def _apart(found: list[Mark]) -> list[Mark]:
    """Return the marks in order, of overlapping ones of a label the longest."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.start - each.end, each.start, each.label)):
        if not any(_overlap(mark, other) for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda each: (each.start, each.end, each.label))


def _overlap(one: Mark, other: Mark) -> bool:
    return one.label is other.label and one.start < other.end and other.start < one.end
