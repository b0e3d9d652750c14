"""The rules of a language on a message: one pass, each rule where the words it needs stand."""

from dataclasses import dataclass

from nearer.language.grammar import Entry, Language
from nearer.language.message import Message
from nearer.language.types import Label


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched and that no frame took back.

    clause: its number in the message. first, last: the words matched, last exclusive. start, end:
    the stretch to mark, in code points. confidence: how often the rule alone is right, 0 to 1.
    """

    rule: str
    label: Label
    clause: int
    first: int
    last: int
    start: int
    end: int
    confidence: float
    entry: Entry


def find(message: Message, language: Language) -> list[Hit]:
    """Return the hits in the order of the sentences, then of the rules."""
    found: list[Hit] = []
    if not message.clauses:
        return found
    for sentence in message.sentences:
        words = message.words[sentence.first : sentence.last]
        for entry, pattern in language.rules.called(words, asks=sentence.asks):
            place = pattern.find(message.words, sentence.first, sentence.last)
            if place is not None and not _vetoed(entry, place, message, language):
                found.append(_hit(entry, place, message))
    return found


def _vetoed(entry: Entry, place: tuple[int, int], message: Message, language: Language) -> bool:
    frames = entry.said.get("unless", language.vetoes[entry.said["label"]])
    more = entry.said.get("unless_also", ())
    return any(message.holds(frame, place[0]) for frame in (*frames, *more))


def _hit(entry: Entry, place: tuple[int, int], message: Message) -> Hit:
    first, last = place
    head, tail = message.around(first, last)
    if entry.said.get("span", "clause") == "match":
        start, end = message.starts[first], message.ends[last - 1]
    else:
        start, end = message.clauses[head].start, message.clauses[tail].end
    confidence = float(entry.said.get("sure", 0.8))
    label = Label(entry.said["label"])
    return Hit(entry.id, label, head, first, last, start, end, confidence, entry)
