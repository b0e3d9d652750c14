"""Rules, frames and scores together: which stretches of a message are marked.

A rule says where and why, the model says whether. Where a language has no model, the rules'
own confidence decides.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from nearer.language import crisis, features, rules
from nearer.language.grammar import Language
from nearer.language.message import Message
from nearer.language.model import Floats, Model
from nearer.language.rules import Hit
from nearer.language.types import Crisis, Label, Mark

ENOUGH = 0.7
"""Without a model: how sure a rule must be."""


def decided(
    message: Message, language: Language, model: Model | None
) -> tuple[tuple[Mark, ...], tuple[Crisis, ...]]:
    """Return the marks and the crises of a message; where there is a crisis, no marks."""
    crises = crisis.find(message, language)
    if not message.clauses or (crises and (model is None or len(message.words) > features.WORDS)):
        return (), crises  # of a longer text the model sees the beginning alone
    hits = rules.find(message, language)
    if model is None:
        return _apart(_by_rules(hits, language)), ()
    scores = model.scores(features.of(message, hits))
    if crises := _in_danger(message, hits, scores, crises, language, model):
        return (), crises
    return _apart(_by_scores(message, hits, scores, language, model)), ()


def _in_danger(
    message: Message,
    hits: Sequence[Hit],
    scores: Floats,
    by_rules: tuple[Crisis, ...],
    language: Language,
    model: Model,
) -> tuple[Crisis, ...]:
    """Return the crises of the rules where the model does not doubt them, or its own."""
    number = model.labels.index(crisis.ANY)
    if by_rules:
        enough = model.with_rule[number]
        told = _sure(scores, model) > enough or any(
            sure > enough for sure in _sure_of_sentences(message, hits, language, model)
        )
        return by_rules if told else ()
    if _sure(scores, model) > model.alone[number]:
        return crisis.scored(message, language, _named(scores, model))
    return ()


def _sure_of_sentences(
    message: Message, hits: Sequence[Hit], language: Language, model: Model
) -> Iterator[float]:
    """Return how sure it is of each sentence with a danger by rule: a long message drowns one."""
    told = {sentence.first: sentence for _, sentence, _ in crisis.hits(message, language)}
    for sentence in told.values():
        yield _sure(model.scores(features.of(message, hits, sentence)), model)


def _sure(scores: Floats, model: Model) -> float:
    return crisis.sure(_named(scores, model))


def _named(scores: Floats, model: Model) -> dict[str, float]:
    return dict(zip(model.labels, scores.tolist(), strict=True))


def _by_rules(hits: Sequence[Hit], language: Language) -> list[Mark]:
    return [_of_hit(hit, hit.confidence, language) for hit in hits if hit.confidence >= ENOUGH]


def _by_scores(
    message: Message, hits: Sequence[Hit], scores: Floats, language: Language, model: Model
) -> list[Mark]:
    sure = model.confidence(scores)
    found: list[Mark] = []
    for number, label in enumerate(Label):
        mine = [hit for hit in hits if hit.label is label]
        if mine and scores[number] > model.with_rule[number]:
            found += [_of_hit(hit, float(sure[number]), language) for hit in mine]
        elif mine and len(message.clauses) > 1:
            found += _drowned(message, hits, mine, number, language, model)
        elif (
            not mine
            and scores[number] > model.alone[number]
            and _may_stand(label, message, language)
        ):
            found.append(_of_score(message, number, float(sure[number]), language, model))
    return found


def _drowned(
    message: Message,
    hits: Sequence[Hit],
    mine: Sequence[Hit],
    number: int,
    language: Language,
    model: Model,
) -> list[Mark]:
    """Return marks for hits whose clause alone scores enough, where the whole message does not."""
    found = []
    for hit in mine:
        scores = model.scores(features.of(message, hits, message.clauses[hit.clause]))
        if scores[number] > model.alone[number]:
            found.append(_of_hit(hit, float(model.confidence(scores)[number]), language))
    return found


def _may_stand(label: Label, message: Message, language: Language) -> bool:
    """Whether a label may be given that no rule names: not for a third person, not in a frame."""
    if not label.hurts:
        return True
    if any(frame in message.frames for frame in language.vetoes[label]):
        return False
    words = set(message.words)
    to_the_other = not words.isdisjoint(language.persons["you_words"])
    return to_the_other or words.isdisjoint(language.persons["other_words"])


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


def _apart(found: list[Mark]) -> tuple[Mark, ...]:
    """Return the marks in order, of overlapping ones of a label the longest."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.start - each.end, each.start, each.label)):
        if not any(_same(mark, other) for other in kept) and not _thanks_for_a_blow(mark, found):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda each: (each.start, each.end, each.label)))


def _same(one: Mark, other: Mark) -> bool:
    return one.label is other.label and _overlap(one, other)


def _thanks_for_a_blow(mark: Mark, found: list[Mark]) -> bool:
    """Whether it calls thanks what something else says hurts, in the same words."""
    if mark.label is not Label.APPRECIATION:
        return False
    return any(other.label.hurts and _overlap(mark, other) for other in found)


def _overlap(one: Mark, other: Mark) -> bool:
    return one.start < other.end and other.start < one.end
