"""Sentences and clauses without a parser.

A sentence ends at . ? ! ; or a new line; a clause also at a dash or colon, and at a comma or a
joining word before a new subject. Source: the median marked stretch has eight words, nine in ten
have twelve or fewer (measured on the project's own annotated sentences).
"""

from dataclasses import dataclass
from itertools import pairwise

from nearer.language.normalise import Folded

LONGEST = 60  # words of a sentence that are looked at together; a longer one is cut there
STOPS = frozenset((".", "?", "!", ";", "\n", "..", "…"))
BREAKS = frozenset((":", "-", "(", ")", "|", "/"))
CLOSING = frozenset((".", "?", "!", ".."))


@dataclass(frozen=True, slots=True)
class Joints:
    """The words at which a language's clauses meet.

    always: begins a clause. joining: begins one before a subject. subjects: can head a clause.
    """

    always: frozenset[str]
    joining: frozenset[str]
    subjects: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clause:
    """Some words in a row: first and last (exclusive), and their place in the text.

    start and end leave out punctuation before the clause and keep what closes it.
    """

    sentence: int
    first: int
    last: int
    start: int
    end: int
    asks: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words first to last (exclusive); stop: where its closing punctuation ends."""

    first: int
    last: int
    stop: int
    asks: bool


def sentences(folded: Folded) -> list[Sentence]:
    """Return the sentences that have at least one word."""
    found: list[Sentence] = []
    words = folded.words
    first = 0
    while first < len(words):
        last = first
        while last < len(words) and words[last] not in STOPS and last - first < LONGEST:
            last += 1
        stop = last
        while stop < len(words) and words[stop] in STOPS:
            stop += 1
        if last > first:
            found.append(Sentence(first, last, stop, asks="?" in words[last:stop]))
        first = max(stop, last, first + 1)
    return found


def cut(folded: Folded, parts: list[Sentence], joints: Joints) -> list[Clause]:
    """Return the clauses of the sentences, in order."""
    found: list[Clause] = []
    for number, sentence in enumerate(parts):
        edges = [*_edges(folded.words, sentence, joints), sentence.last]
        for first, last in pairwise(edges):
            clause = _clause(folded, number, sentence, first, last)
            if clause is not None:
                found.append(clause)
    return found


def _edges(words: list[str], sentence: Sentence, joints: Joints) -> list[int]:
    inner = range(sentence.first + 1, sentence.last)
    return [
        sentence.first,
        *(place for place in inner if _begins(words, place, sentence.last, joints)),
    ]


def _begins(words: list[str], place: int, last: int, joints: Joints) -> bool:
    word, before = words[place], words[place - 1]
    if word in joints.always or before in BREAKS:
        return True
    after = words[place + 1] if place + 1 < last else ""
    if before == ",":
        return word in joints.subjects or (word in joints.joining and after in joints.subjects)
    return word in joints.joining and after in joints.subjects


def _clause(
    folded: Folded, number: int, sentence: Sentence, first: int, last: int
) -> Clause | None:
    words = folded.words
    head, tail = first, last
    while head < tail and not words[head][0].isalnum():
        head += 1
    while tail > head and not words[tail - 1][0].isalnum():
        tail -= 1
    if head == tail:
        return None
    end = folded.ends[tail - 1]
    if tail == sentence.last:
        end = _closed(folded, tail, sentence.stop)
    return Clause(
        number, first, last, folded.starts[head], end, sentence.asks and last == sentence.last
    )


def _closed(folded: Folded, place: int, stop: int) -> int:
    while place < stop and folded.words[place] in CLOSING:
        place += 1
    return folded.ends[place - 1]
