"""A language's folder, read once: spelling, word classes, frames, rules, reasons."""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from nearer.language.clauses import Joints
from nearer.language.normalise import Spelling
from nearer.language.patterns import Grammar, Pattern
from nearer.language.steps import WordClass

CODES = ("en",)
LAYERS = range(4)  # a fifth takes out hardly a pattern more
PERSONS = ("self_words", "done_to_words", "you_words", "other_words")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a data file: its id, its patterns, and the rest as it was written."""

    id: str
    patterns: tuple[Pattern, ...]
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """Entries whose patterns are tried only where the words stand that each of them needs.

    pairs: every pattern with its entry, in the file's order; its place there is its bit in the
    numbers below. layers: a word and the patterns for which it is one of the needed; of each
    pattern the rarest words are in the first layer, others in the next. free: the patterns that
    a layer asks nothing of. fits: those for a statement, and those for a question.
    """

    entries: tuple[Entry, ...]
    pairs: tuple[tuple[Entry, Pattern], ...]
    layers: tuple[tuple[int, Mapping[str, int]], ...]
    fits: tuple[int, int]

    def called(self, words: Iterable[str], *, asks: bool) -> list[tuple[Entry, Pattern]]:
        """Return the entries and patterns that may be in some words, in the file's order.

        asks: whether the words are a question.
        """
        here = set(words)
        may = self.fits[asks]
        for free, by_word in self.layers:
            called = free
            for word in here & by_word.keys():
                called |= by_word[word]
            may &= called
        return [self.pairs[place] for place in _bits(may)]


def _bits(number: int) -> Iterator[int]:
    """Return the places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


@dataclass(frozen=True, slots=True)
class Language:
    """All that a reading needs to know of one language."""

    code: str
    spelling: Spelling
    joints: Joints
    frames: Book
    rules: Book
    crises: Book
    reasons: Mapping[str, str]
    vetoes: Mapping[str, tuple[str, ...]]
    persons: Mapping[str, frozenset[str]]
    senses: Mapping[str, str]
    asks: Mapping[str, str]
    wordings: tuple[Entry, ...]


@cache
def language(code: str) -> Language:
    """Return a language's data; raises ValueError for one that is not there."""
    if code not in CODES:
        raise ValueError(f"language {code!r} is not known; known are: {', '.join(CODES)}")
    with _nothing_collected():
        return _loaded(code)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    # All that is made stays: looking through it for garbage takes nearly half of the time.
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _loaded(code: str) -> Language:
    folder = files(__package__) / code
    lexicons = _json(folder, "lexicons.json")
    grammar = Grammar(_classes(lexicons))
    spelling = _json(folder, "spelling.json")
    rules = [each for name in _names(folder / "rules") for each in _json(folder / "rules", name)]
    reasons, restate = _json(folder, "reasons.json"), _json(folder, "restate.json")
    return Language(
        code=code,
        spelling=_spelling(spelling, grammar.classes["doubled"].words),
        joints=_joints(grammar.classes),
        frames=_book(grammar, _json(folder, "frames.json")),
        rules=_book(grammar, rules),
        crises=_book(grammar, _json(folder, "crisis.json")),
        reasons=reasons["reasons"],
        vetoes={label: tuple(frames) for label, frames in reasons["unless"].items()},
        persons={name: grammar.classes[name].words for name in PERSONS},
        senses=_senses(_json(folder, "senses.json")),
        asks=restate["asks"],
        wordings=_book(grammar, restate["frames"]).entries,
    )


def _json(folder: Traversable, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


def _names(folder: Traversable) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))


def _spelling(said: Mapping[str, Any], doubled: frozenset[str]) -> Spelling:
    whole = {written: tuple(words.split()) for written, words in said["whole"].items()}
    return Spelling(whole, said["endings"], doubled)


def _joints(classes: Mapping[str, WordClass]) -> Joints:
    return Joints(
        always=classes["clause_always"].words,
        joining=classes["clause_joining"].words,
        subjects=classes["clause_subject"].words,
    )


def _classes(lexicons: Mapping[str, str]) -> dict[str, WordClass]:
    return {name: WordClass.of(_entries(lexicons, name)) for name in lexicons}


def _senses(said: Mapping[str, str]) -> dict[str, str]:
    """Return what each word is to the model: a part of the body, a means, a person, food."""
    return {word: f"sense {sense}" for sense, words in said.items() for word in words.split(", ")}


def _entries(lexicons: Mapping[str, str], name: str) -> Iterator[str]:
    for entry in (part.strip() for part in lexicons[name].split(",")):
        if entry.startswith("@"):
            yield from _entries(lexicons, entry[1:])
        elif entry:
            yield entry


def _book(grammar: Grammar, lines: list[dict[str, Any]]) -> Book:
    entries = [
        Entry(said["id"], tuple(grammar.pattern(written) for written in said["patterns"]), said)
        for said in lines
    ]
    pairs = [(entry, pattern) for entry in entries for pattern in entry.patterns]
    needed = [pattern.needed for _, pattern in pairs]
    asks = [entry.said.get("asks", "any") for entry, _ in pairs]
    return Book(
        entries=tuple(entries),
        pairs=tuple(pairs),
        layers=tuple(_layer([each[number : number + 1] for each in needed]) for number in LAYERS),
        fits=(_number(each != "only" for each in asks), _number(each != "no" for each in asks)),
    )


def _layer(needed: Sequence[tuple[frozenset[str], ...]]) -> tuple[int, dict[str, int]]:
    """Return the patterns of which nothing is needed, and those that each word serves."""
    alike: dict[frozenset[str], int] = {}
    for place, each in enumerate(needed):
        for words in each:
            alike[words] = alike.get(words, 0) | 1 << place
    by_word: dict[str, int] = {}
    for words, places in alike.items():
        for word in words:
            by_word[word] = by_word.get(word, 0) | places
    return _number(not each for each in needed), by_word


def _number(facts: Iterable[bool]) -> int:
    return sum(1 << place for place, fact in enumerate(facts) if fact)
