"""Words that mean that somebody may be in danger: a path of its own, before any coaching.

The rules reach wide; frames (fiction, news, sport and play, denial, a joke) take hits back. The
model has the last word: a hit counts where its score is not too low, and where it is high a danger
is seen that no rule names. Xu and others (2023) found 46 % of
the conversations with such keywords to be false alarms and built a layer against them; the
frames are ours.
"""

from collections.abc import Iterator, Mapping
from math import exp, log

from nearer.language.clauses import Sentence
from nearer.language.grammar import Entry, Language
from nearer.language.message import Message
from nearer.language.types import AtRisk, Crisis, Danger, Severity

ANY = "crisis"
"""The label of the model for danger of whatever kind."""

UNLESS = ("fiction", "news", "sport", "denial", "grin", "pun", "rule")

NEVER = ("fiction", "news", "denial", "grin")
"""Frames in which only a rule may speak; the other frames the model weighs itself."""


def find(message: Message, language: Language) -> tuple[Crisis, ...]:
    """Return at most one crisis for each kind of danger, the gravest first."""
    gravest: dict[Danger, Crisis] = {}
    for entry, sentence, place in hits(message, language):
        crisis = _crisis(entry, sentence, place, message)
        known = gravest.get(crisis.danger)
        if known is None or known.severity.rank < crisis.severity.rank:
            gravest[crisis.danger] = crisis
    return tuple(sorted(gravest.values(), key=_order))


def sure(scores: Mapping[str, float]) -> float:
    """Return how sure a model is of any danger: its own view of that, and that of the three kinds.

    scores: log-odds by label. The mean of the two is better than either on unseen sentences.
    """
    kinds = [scores[f"crisis_{danger}"] for danger in Danger]
    most = max(kinds)
    return (scores[ANY] + most + log(sum(exp(each - most) for each in kinds))) / 2


def scored(message: Message, language: Language, scores: Mapping[str, float]) -> tuple[Crisis, ...]:
    """Return the danger that a model finds most likely, if no frame takes it back.

    scores: log-odds by label.
    """
    if any(frame in message.frames for frame in NEVER):
        return ()
    danger = max(Danger, key=lambda each: scores[f"crisis_{each}"])
    severity = Severity.CONCERN if danger is Danger.SELF_HARM else Severity.SERIOUS
    if "now" in message.frames:
        severity = Severity.ACUTE
    start, end = message.clauses[0].start, message.clauses[-1].end
    return (Crisis(start, end, danger, severity, _at_risk(message, language, danger)),)


def _at_risk(message: Message, language: Language, danger: Danger) -> AtRisk:
    words = set(message.words)
    said = {name: not words.isdisjoint(group) for name, group in language.persons.items()}
    if said["self_words" if danger is Danger.SELF_HARM else "done_to_words"]:
        return AtRisk.WRITER
    if said["you_words"] and danger is not Danger.SELF_HARM:
        return AtRisk.READER
    return AtRisk.OTHER if said["other_words"] else AtRisk.UNKNOWN


def hits(message: Message, language: Language) -> Iterator[tuple[Entry, Sentence, int]]:
    """Return the entries that no frame takes back, each with its sentence and first word."""
    if not message.clauses:
        return
    for sentence in message.sentences:
        words = message.words[sentence.first : sentence.last]
        for entry, pattern in language.crises.called(words, asks=sentence.asks):
            place = pattern.find(message.words, sentence.first, sentence.last)
            if place is not None and not _taken_back(entry, place[0], message):
                yield entry, sentence, place[0]


def _taken_back(entry: Entry, place: int, message: Message) -> bool:
    return any(message.holds(frame, place) for frame in entry.said.get("unless", UNLESS))


def _crisis(entry: Entry, sentence: Sentence, place: int, message: Message) -> Crisis:
    head, tail = message.around(sentence.first, sentence.last)
    severity = Severity(entry.said["severity"])
    if severity is not Severity.ACUTE and message.holds("now", place):
        severity = Severity.ACUTE
    return Crisis(
        message.clauses[head].start,
        message.clauses[tail].end,
        Danger(entry.said["danger"]),
        severity,
        AtRisk(entry.said["at_risk"]),
    )


def _order(crisis: Crisis) -> tuple[int, int, str]:
    return -crisis.severity.rank, crisis.start, crisis.danger
