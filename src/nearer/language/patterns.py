"""The small language in which rules are written, and the matching of it in linear time.

A pattern is words with spaces between them:

    you|u           one of these words            listen*        a word that begins so
    @never          a word or phrase of a class   @never?        which may be missing
    ..              up to two words               ..5            up to five words
    (at all / a bit)   one of these phrases       (at all)?      which may be missing
    (so / very)*    up to three of these, or none
    !@not           not followed by that          ^ $            begin, end of a clause

A gap never runs over punctuation or over a word of the class `gapstop` (negations). `^` also holds
after a word of the class `opens`, `$` before one of `closes`. Matching
moves a set of places through the steps, so that no text makes it slow: the cost is at most
steps x words x the longest gap.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nearer.language.steps import (
    Step,
    WordClass,
    at_end,
    at_start,
    edge,
    gap_step,
    joined,
    unless,
    word_step,
)

ATOM = re.compile(r"\(|\)[?*]?|/(?!\w)|[^\s()]+")
CLASS = re.compile(r"@\w+$")
GAP = re.compile(r"\.\.(\d?)$")


class PatternCannotBeRead(ValueError):
    """A pattern in a data file that does not follow the small language."""

    def __init__(self, pattern: str, why: str) -> None:
        super().__init__(f"pattern {pattern!r}: {why}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that can be looked for.

    heads, stems: what a match begins with, or None where that may be anything. needed: sets of
    words of which every match has one each, the rarest first.
    """

    steps: tuple[Step, ...]
    heads: frozenset[str] | None
    stems: tuple[str, ...]
    needed: tuple[frozenset[str], ...]

    def find(self, words: Sequence[str], first: int, last: int) -> tuple[int, int] | None:
        """Return the first match in words[first:last] as (start, end), the longest from there.

        words must hold one more word after `last` that no class has: a stop or an empty string.
        """
        starts = self._starts(words, first, last)
        if not starts or not self._ends(words, starts):
            return None  # most end here: all beginnings are tried in one go
        for start in starts:
            ends = self._ends(words, [start])
            if ends and start < max(ends) <= last:
                return start, max(ends)
        return None

    def _starts(self, words: Sequence[str], first: int, last: int) -> list[int]:
        heads, stems = self.heads, self.stems
        if heads is None:
            return list(range(first, last))
        here = enumerate(words[first:last], first)
        if not stems:
            return [place for place, word in here if word in heads]
        return [place for place, word in here if word in heads or word.startswith(stems)]

    def _ends(self, words: Sequence[str], here: list[int]) -> list[int]:
        for step in self.steps:
            here = step(words, here)
            if not here:
                break
        return here


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a language's patterns may speak of: classes, and what stands at a clause's edges."""

    classes: Mapping[str, WordClass]

    def pattern(self, written: str) -> Pattern:
        """Read a pattern; raises PatternCannotBeRead."""
        atoms = ATOM.findall(written)
        if not atoms:
            raise PatternCannotBeRead(written, "it is empty")
        sequence, rest = self._sequence(written, atoms)
        if rest:
            raise PatternCannotBeRead(written, f"{rest[0]!r} closes or divides nothing")
        heads = _heads(sequence)
        return Pattern(
            steps=tuple(item.step for item in sequence),
            heads=None if heads is None else heads.words.union(heads.phrases),
            stems=heads.stems if heads is not None else (),
            needed=self._needed(sequence),
        )

    def _sequence(self, written: str, atoms: list[str]) -> tuple[list["_Item"], list[str]]:
        items: list[_Item] = []
        while atoms and atoms[0] != "/" and atoms[0][0] != ")":
            if atoms[0] == "(":
                item, atoms = self._group(written, atoms[1:])
                items.append(item)
            else:
                items.append(self._atom(written, atoms[0]))
                atoms = atoms[1:]
        return items, atoms

    def _group(self, written: str, atoms: list[str]) -> tuple["_Item", list[str]]:
        choices: list[list[str]] = []
        deep = 0
        choice: list[str] = []
        for place, atom in enumerate(atoms):
            deep += (atom == "(") - (atom[0] == ")")
            if deep < 0 or (deep == 0 and atom == "/"):
                choices.append(choice)
                choice = []
            else:
                choice.append(atom)
            if deep < 0:
                return self._choice(written, choices, atom), atoms[place + 1 :]
        raise PatternCannotBeRead(written, "a bracket is left open")

    def _choice(self, written: str, choices: list[list[str]], closing: str) -> "_Item":
        """One of several phrases; those of plain words become one class."""
        plain: list[str] = []
        named: list[WordClass] = []
        others: list[list[_Item]] = []
        for atoms in choices:
            if len(atoms) == 1 and CLASS.match(atoms[0]):
                named.append(self._class(written, atoms[0][1:]))
            elif all(map(_is_plain, atoms)):
                plain.append(" ".join(atoms))
            else:
                others.append(self._sequence(written, atoms)[0])
        words = WordClass.of(plain) if not named else joined((WordClass.of(plain), *named))
        may_lack = closing != ")"
        if not others:
            step = word_step(words, may_lack=may_lack)
            item = _Item(step, None if may_lack else words)
        else:
            ways = [[_Item(word_step(words, may_lack=False), words)], *others]
            item = _any_of(ways if plain or named else others, may_lack=may_lack)
        return _again(item) if closing == ")*" else item

    def _atom(self, written: str, atom: str) -> "_Item":
        if atom == "^":
            return _Item(edge(at_start(self._class(written, "opens"))))
        if atom == "$":
            return _Item(edge(at_end(self._class(written, "closes"))))
        if found := GAP.match(atom):
            return _Item(gap_step(int(found[1] or 2), self._class(written, "gapstop")))
        if atom.startswith("!"):
            return _Item(unless(self._words(written, atom[1:])))
        may_lack = atom.endswith("?") and len(atom) > 1
        words = self._words(written, atom.removesuffix("?") if may_lack else atom)
        return _Item(word_step(words, may_lack=may_lack), None if may_lack else words)

    def _words(self, written: str, atom: str) -> WordClass:
        names = [part for part in atom.split("|") if part]
        if not any(name.startswith("@") for name in names):
            return WordClass.of(names)
        if len(names) == 1:
            return self._class(written, names[0][1:])
        return joined(
            self._class(written, name[1:]) if name.startswith("@") else WordClass.of([name])
            for name in names
        )

    def _class(self, written: str, name: str) -> WordClass:
        if name not in self.classes:
            raise PatternCannotBeRead(written, f"there is no class {name!r}")
        return self.classes[name]

    def _needed(self, items: list["_Item"]) -> tuple[frozenset[str], ...]:
        common = self.classes["common"].words
        known = [words for words in map(_first_words, items) if words]
        return tuple(sorted(known, key=lambda words: len(words) + 500 * len(words & common)))


@dataclass(frozen=True, slots=True)
class _Item:
    """A step; words: what it must match, where that is one class of words."""

    step: Step
    words: WordClass | None = None
    starts: tuple[WordClass, ...] | None = None


def _first_words(item: _Item) -> frozenset[str] | None:
    if item.words is not None:
        return item.words.heads
    return joined(item.starts).heads if item.starts else None


def _heads(items: list[_Item]) -> WordClass | None:
    for item in items:
        if item.words is not None:
            return item.words
        if item.starts is not None:
            return joined(item.starts)
        if not getattr(item.step, "moves_not", False):
            return None
    return None


def _any_of(choices: list[list[_Item]], *, may_lack: bool) -> _Item:
    ways = [[item.step for item in items] for items in choices]

    def step(words: Sequence[str], here: list[int]) -> list[int]:
        found = set(here) if may_lack else set()
        for way in ways:
            places = here
            for each in way:
                places = each(words, places)
                if not places:
                    break
            found.update(places)
        return sorted(found)

    starts = [_heads(items) for items in choices]
    if may_lack or any(each is None for each in starts):
        return _Item(step)
    return _Item(step, starts=tuple(each for each in starts if each is not None))


def _again(item: _Item) -> _Item:
    """Up to three times in a row, or not at all."""

    def step(words: Sequence[str], here: list[int]) -> list[int]:
        found = set(here)
        for _ in range(3):
            here = [place for place in item.step(words, here) if place not in found]
            found.update(here)
        return sorted(found)

    return _Item(step)


def _is_plain(atom: str) -> bool:
    return atom[0] not in "@!^$(" and not GAP.match(atom) and (atom[-1] != "?" or len(atom) == 1)
