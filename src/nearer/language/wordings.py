"""Wordings to try: fixed frames with gaps, and at most words that the person wrote.

A frame adds no fact, name, number, feeling or affection; what only the person knows is a gap.
Each wording is read before it is offered, and one in which something hurts is left out.
"""

from collections.abc import Callable, Iterator

from nearer.language.grammar import Entry, Language
from nearer.language.message import Message
from nearer.language.types import Mark, Reading, Suggestion

MOST = 3


def suggestions(
    reading: Reading, message: Message, language: Language, read: Callable[[str], Reading]
) -> list[Suggestion]:
    """Return at most three wordings, the best first; none where nothing hurts."""
    hurting = sorted(
        (mark for mark in reading.marks if mark.label.hurts),
        key=lambda mark: (-mark.confidence, mark.start, mark.label),
    )
    offered: list[Suggestion] = []
    for suggestion in _turns([list(_for(mark, message, language)) for mark in hurting]):
        if len(offered) == MOST:
            break
        if all(suggestion.text != other.text for other in offered) and _is_clean(
            read(suggestion.text)
        ):
            offered.append(suggestion)
    return offered


def _turns(lists: list[list[Suggestion]]) -> Iterator[Suggestion]:
    """Return the first of each mark, then the second of each, and so on."""
    for place in range(max(map(len, lists), default=0)):
        for each in lists:
            if place < len(each):
                yield each[place]


def _for(mark: Mark, message: Message, language: Language) -> Iterator[Suggestion]:
    for entry in language.wordings:
        if mark.label.value not in entry.said["labels"]:
            continue
        text = _worded(entry, mark, message)
        if text is not None:
            yield Suggestion(mark.start, mark.end, text, entry.said["why"])


def _worded(entry: Entry, mark: Mark, message: Message) -> str | None:
    written: str = entry.said["text"]
    if not entry.patterns:
        return written
    first, last = _inside(mark, message)
    for pattern in entry.patterns:
        place = pattern.find(message.words, first, last)
        if place is not None:
            return written.replace("{words}", _rest(place[1], last, message))
    return None


def _inside(mark: Mark, message: Message) -> tuple[int, int]:
    places = [
        place
        for place, start in enumerate(message.starts)
        if mark.start <= start and message.ends[place] <= mark.end
    ]
    return (places[0], places[-1] + 1) if places else (0, 0)


def _rest(first: int, last: int, message: Message) -> str:
    """Return what the person wrote from a word to the end of the clause, or a gap."""
    while last > first and not message.words[last - 1][0].isalnum():
        last -= 1
    if first >= last:
        return "___"
    return " ".join(message.text[message.starts[first] : message.ends[last - 1]].split())


def _is_clean(reading: Reading) -> bool:
    return not reading.crises and not any(mark.label.hurts for mark in reading.marks)
