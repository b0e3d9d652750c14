"""The fast ways of matching give what the plain ones give."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.language import message
from nearer.language.grammar import Book, Entry, language
from nearer.language.message import Message
from nearer.language.normalise import Spelling, fold
from nearer.language.patterns import Pattern
from tests.language.sentences import rows

ENGLISH = language("en")
BOOKS = {"rules": ENGLISH.rules, "frames": ENGLISH.frames, "crises": ENGLISH.crises}
PIECES = "you i never always am not to my me want will , ? ! . ; kill leave phone the and so sorry"
TURNS = st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join)
TEXTS = [row["text"] for row in rows()[::60]]


def parts(seen: Message) -> Iterator[tuple[set[str], bool, int, int]]:
    """The words of each sentence, whether it asks, and where it stands."""
    for sentence in seen.sentences:
        words = set(seen.words[sentence.first : sentence.last])
        yield words, sentence.asks, sentence.first, sentence.last


def fits(entry: Entry, *, asks: bool) -> bool:
    said = entry.said.get("asks", "any")
    return said == "any" or (said == "only") == asks


def called_plainly(book: Book, words: set[str], *, asks: bool) -> list[tuple[Entry, Pattern]]:
    """One pattern after the other, with the same needs as the layers hold."""
    return [
        (entry, pattern)
        for entry, pattern in book.pairs
        if fits(entry, asks=asks) and all(need & words for need in pattern.needed[:4])
    ]


def found_plainly(
    pattern: Pattern, words: list[str], first: int, last: int
) -> tuple[int, int] | None:
    """Each beginning by itself, also where the pattern cannot begin."""
    for start in range(first, last):
        here = [start]
        for step in pattern.steps:
            here = step(words, here)
        if here and start < max(here) <= last:
            return start, max(here)
    return None


def as_in_a_loop(text: str) -> list[tuple[int, int, str]]:
    """Places of the folded words, letter by letter."""
    folded = fold(text, Spelling())
    return list(zip(folded.starts, folded.ends, folded.words, strict=True))


@pytest.mark.parametrize("name", BOOKS)
def test_the_patterns_that_are_called_are_those_whose_needs_are_met(name: str) -> None:
    book = BOOKS[name]
    many = 0
    for text in TEXTS:
        for words, asks, _, _ in parts(message.read(text, ENGLISH)):
            called = book.called(words, asks=asks)
            assert called == called_plainly(book, words, asks=asks)
            many += len(called)
    assert many > 100


@pytest.mark.parametrize("name", BOOKS)
def test_a_pattern_that_is_not_called_would_not_match(name: str) -> None:
    book = BOOKS[name]
    for text in TEXTS[::12]:
        seen = message.read(text, ENGLISH)
        for words, asks, first, last in parts(seen):
            called = {id(pattern) for _, pattern in book.called(words, asks=asks)}
            rest = [each for each in book.pairs if id(each[1]) not in called]
            assert not [
                entry.id
                for entry, pattern in rest
                if fits(entry, asks=asks) and found_plainly(pattern, seen.words, first, last)
            ]


@given(TURNS)
def test_all_beginnings_in_one_go_find_the_match_of_one_by_one(text: str) -> None:
    seen = message.read(text, ENGLISH)
    for words, asks, first, last in parts(seen):
        for book in BOOKS.values():
            for entry, pattern in book.called(words, asks=asks):
                fast = pattern.find(seen.words, first, last)
                assert fast == found_plainly(pattern, seen.words, first, last), entry.id


@given(st.text(st.sampled_from("ab ﬁ½\u200b\u0301\ufe0fﷺ😂\n"), max_size=40))
def test_a_word_stands_where_its_letters_were_written(text: str) -> None:
    places = as_in_a_loop(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in places)
    assert [start for start, _, _ in places] == sorted(start for start, _, _ in places)
    for start, end, word in places:
        if word.isascii() and word.isalpha() and "ﬁ" not in text[start:end]:
            assert word in text[start:end].replace("\u200b", "").replace("\u0301", "").replace(
                "\ufe0f", ""
            )
