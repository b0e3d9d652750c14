"""The steps of a pattern: each moves a set of places in a row of words onward."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Step = Callable[[Sequence[str], list[int]], list[int]]


@dataclass(frozen=True, slots=True)
class WordClass:
    """Words, beginnings of words, and phrases by their first word."""

    words: frozenset[str]
    stems: tuple[str, ...]
    phrases: Mapping[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, entries: Iterable[str]) -> "WordClass":
        """Sort the entries of a class: `word`, `stem*` or `some words`."""
        words, stems = set(), set()
        phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
        for entry in entries:
            first, *rest = entry.split()
            if rest:
                phrases[first] = (*phrases.get(first, ()), (first, *rest))
            elif entry.endswith("*"):
                stems.add(entry[:-1])
            else:
                words.add(entry)
        return cls(frozenset(words), tuple(sorted(stems)), phrases)

    @property
    def heads(self) -> frozenset[str] | None:
        """The words it can begin with, or None where only beginnings of words are known."""
        return None if self.stems else self.words.union(self.phrases)

    def holds(self, word: str) -> bool:
        """Whether it has this single word."""
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))

    def ends(self, words: Sequence[str], place: int) -> list[int]:
        """Return where it can end when it begins at a place."""
        found = [place + 1] if self.holds(words[place]) else []
        if words[place] in self.phrases:
            found += self.ends_of_phrases(words, place)
        return found

    def ends_of_phrases(self, words: Sequence[str], place: int) -> list[int]:
        """Return where its phrases of several words end that begin at a place."""
        after = words[place + 1]
        return [
            place + len(phrase)
            for phrase in self.phrases.get(words[place], ())
            if phrase[1] == after and tuple(words[place : place + len(phrase)]) == phrase
        ]


def joined(classes: Iterable[WordClass]) -> WordClass:
    """Return the words of several classes as one."""
    entries: list[str] = []
    for each in classes:
        entries += [*each.words, *(stem + "*" for stem in each.stems)]
        entries += [" ".join(phrase) for group in each.phrases.values() for phrase in group]
    return WordClass.of(entries)


def word_step(accepted: WordClass, *, may_lack: bool) -> Step:
    """Take one word or phrase of a class, or, if it may lack, none."""
    if not accepted.phrases and not accepted.stems:
        return _one_word(accepted.words, may_lack=may_lack)

    plain, stems, phrases = accepted.words, accepted.stems, accepted.phrases

    def step(words: Sequence[str], here: list[int]) -> list[int]:
        found = list(here) if may_lack else []
        for place in here:
            word = words[place]
            if word in plain or (stems and word.startswith(stems)):
                found.append(place + 1)
            if word in phrases:
                found += accepted.ends_of_phrases(words, place)
        return found

    return step


def _one_word(accepted: frozenset[str], *, may_lack: bool) -> Step:
    if may_lack:
        return lambda words, here: here + [place + 1 for place in here if words[place] in accepted]
    return lambda words, here: [place + 1 for place in here if words[place] in accepted]


def gap_step(longest: int, stops: WordClass) -> Step:
    """Pass up to so many words, but no punctuation and no word that stops a gap."""

    def step(words: Sequence[str], here: list[int]) -> list[int]:
        found: set[int] = set(here)
        for place in here:
            for end in range(place, place + longest):
                word = words[end]
                if not _is_word(word) or word in stops.words:
                    break
                found.add(end + 1)
        return sorted(found)

    return step


def unless(refused: WordClass) -> Step:
    """Stay, unless a refused word stands here."""

    def step(words: Sequence[str], here: list[int]) -> list[int]:
        return [place for place in here if not refused.ends(words, place)]

    return _still(step)


def edge(holds: Callable[[Sequence[str], int], bool]) -> Step:
    """Stay where an edge of a clause is."""

    def step(words: Sequence[str], here: list[int]) -> list[int]:
        return [place for place in here if holds(words, place)]

    return _still(step)


def _still(step: Step) -> Step:
    # It looks and does not move, so the next step says with what a match begins.
    step.moves_not = True  # type: ignore[attr-defined]
    return step


def _is_word(word: str) -> bool:
    return word[:1].isalnum() or word[1:].isalnum()  # the second for an opened "'s"


def at_start(joints: WordClass) -> Callable[[Sequence[str], int], bool]:
    """Return whether a clause begins at a place."""

    def holds(words: Sequence[str], place: int) -> bool:
        if place == 0:
            return True
        before = words[place - 1]
        return not _is_word(before) or before in joints.words

    return holds


def at_end(joints: WordClass) -> Callable[[Sequence[str], int], bool]:
    """Return whether a clause has ended at a place."""

    def holds(words: Sequence[str], place: int) -> bool:
        word = words[place]
        return not _is_word(word) or word in joints.words

    return holds
