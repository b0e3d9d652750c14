"""What stands around the words: quotation, report, negation, tenderness, plans.

A frame takes a rule's hit back. The patterns are a language's data; here is how far each reaches.
"""

from bisect import bisect_right

from nearer.language.clauses import LONGEST, Clause, Sentence
from nearer.language.grammar import Book

Stretch = tuple[int, int]
MARKS = ('"', "'")


def find(
    words: list[str], parts: list[Sentence], clauses: list[Clause], book: Book
) -> dict[str, list[Stretch]]:
    """Return each frame's name with the stretches of words in which it holds.

    An entry's `reach` is `message`, `sentence`, `clause`, `after` (to the sentence's end) or
    `match`.
    """
    found: dict[str, list[Stretch]] = {}
    if quoted := _quoted(words):
        found["quote"] = quoted
    for sentence in parts:
        here = words[sentence.first : sentence.last]
        for entry, pattern in book.called(here, asks=sentence.asks):
            place = pattern.find(words, sentence.first, sentence.last)
            if place is not None:
                reach = _reach(entry.said["reach"], place, sentence, clauses, len(words))
                stretches = found.setdefault(entry.said["frame"], [])
                if stretches[-1:] != [reach]:
                    stretches.append(reach)
    return found


def _reach(
    reach: str, place: Stretch, sentence: Sentence, clauses: list[Clause], length: int
) -> Stretch:
    if reach == "message":
        return 0, length
    if reach == "sentence":
        return sentence.first, sentence.last
    if reach == "after":
        return place[0], sentence.last
    if reach == "clause":
        return _clause(place, clauses)
    return place


def _clause(place: Stretch, clauses: list[Clause]) -> Stretch:
    start = max(bisect_right(clauses, place[0], key=lambda each: each.first) - 1, 0)
    near = clauses[start : start + LONGEST]
    touched = [each for each in near if each.first < place[1] and place[0] < each.last]
    return (touched[0].first, touched[-1].last) if touched else place


def _quoted(words: list[str]) -> list[Stretch]:
    """Return the stretches between two quotation marks of one kind, at most 40 words long."""
    found: list[Stretch] = []
    for mark in MARKS:
        opened: int | None = None
        for place, word in enumerate(words):
            if word != mark:
                continue
            if opened is not None and place - opened <= 40:
                found.append((opened, place))
                opened = None
            else:
                opened = place
    return found
