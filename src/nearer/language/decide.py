"""Rules, frames and scores together: which stretches of a message are marked."""

from nearer.language.grammar import Language
from nearer.language.message import Message
from nearer.language.rules import Hit
from nearer.language.types import Label, Mark

ENOUGH = 0.7  # without a model: how sure a rule must be


def marks(message: Message, hits: list[Hit], language: Language) -> tuple[Mark, ...]:
    """Return the marks by start, end and label; one for each label and stretch."""
    best: dict[tuple[int, int, Label], Mark] = {}
    for hit in hits:
        if hit.confidence < ENOUGH:
            continue
        key = (hit.start, hit.end, hit.label)
        if key not in best or best[key].confidence < hit.confidence:
            best[key] = _mark(hit, language)
    return tuple(best[key] for key in sorted(best))


def _mark(hit: Hit, language: Language) -> Mark:
    reason = language.reasons[hit.entry.said["reason"]]
    return Mark(hit.start, hit.end, hit.label, hit.confidence, reason)
