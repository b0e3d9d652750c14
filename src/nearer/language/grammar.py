"""A language's folder, read once: spelling, word classes, frames, rules, reasons."""

import gc
import json
from collections.abc import Iterator, Mapping
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
PERSONS = ("self_words", "done_to_words", "you_words", "other_words")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a data file: its id, its patterns, and the rest as it was written."""

    id: str
    patterns: tuple[Pattern, ...]
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Book:
    """Entries with the words that call for them; each is tried only where such a word is.

    pairs: every pattern with its entry, in the file's order. by_word: the rarest words of a
    pattern and its place in pairs. always: the places of those without such words.
    """

    entries: tuple[Entry, ...]
    pairs: tuple[tuple[Entry, Pattern], ...]
    by_word: Mapping[str, tuple[int, ...]]
    always: tuple[int, ...]

    def called(self, words: list[str]) -> list[tuple[Entry, Pattern]]:
        """Return the entries and patterns that may be in some words, in the file's order."""
        here = set(words)
        places = set(self.always)
        for word in here:
            if word in self.by_word:
                places.update(self.by_word[word])
        pairs = self.pairs
        return [pairs[place] for place in sorted(places) if pairs[place][1].may_be_in(here)]


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
    by_word: dict[str, list[int]] = {}
    for place, (_, pattern) in enumerate(pairs):
        for word in pattern.rarest:
            by_word.setdefault(word, []).append(place)
    return Book(
        entries=tuple(entries),
        pairs=tuple(pairs),
        by_word={word: tuple(places) for word, places in by_word.items()},
        always=tuple(place for place, (_, pattern) in enumerate(pairs) if not pattern.rarest),
    )
