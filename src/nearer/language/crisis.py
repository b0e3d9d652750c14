"""Words that mean that somebody may be in danger: a path of its own, before any coaching.

The rules reach wide; frames (fiction, news, sport and play, denial, a joke) take hits back. What
the rules miss the model may find, where its score is high. Xu and others (2023) found 46 % of
the conversations with such keywords to be false alarms and built a layer against them; the
frames are ours.
"""

from collections.abc import Iterator, Mapping

from nearer.language.clauses import Sentence
from nearer.language.grammar import Entry, Language
from nearer.language.message import Message
from nearer.language.types import AtRisk, Crisis, Danger, Severity

SURE = -1.75
"""The log-odds that are enough without a rule.

The lowest, in steps of a quarter, that keeps false alarms under 2 in a hundred on the challenge by
models that had not seen it; chosen on two thirds and read on the other, recall rose from 0.77 to
0.85 and false alarms from 0.7 to 1.9 in a hundred.
"""

UNLESS = ("fiction", "news", "sport", "denial", "grin", "pun", "rule")


def find(message: Message, language: Language) -> tuple[Crisis, ...]:
    """Return at most one crisis for each kind of danger, the gravest first."""
    gravest: dict[Danger, Crisis] = {}
    for entry, sentence, place in hits(message, language):
        crisis = _crisis(entry, sentence, place, message)
        known = gravest.get(crisis.danger)
        if known is None or known.severity.rank < crisis.severity.rank:
            gravest[crisis.danger] = crisis
    return tuple(sorted(gravest.values(), key=_order))


def scored(message: Message, language: Language, scores: Mapping[str, float]) -> tuple[Crisis, ...]:
    """Return the danger that a model is surest of, if it is sure and no frame takes it back.

    scores: log-odds by label.
    """
    sure = {danger: scores.get(f"crisis_{danger}", SURE) for danger in Danger}
    danger = max(sure, key=lambda each: sure[each])
    if sure[danger] <= SURE or any(frame in message.frames for frame in UNLESS):
        return ()
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
