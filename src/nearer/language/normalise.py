"""Words in one spelling, each with its place in the text as it was given.

Everything after this module works on words; only their places lead back to code points.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from nearer.language.types import LIMIT

# A word with its inner apostrophes (three at most), an emoticon, a run of dots or line ends, or
# one other sign.
TOKEN = re.compile(
    r"[^\W_]+(?:'[^\W_]+){0,3}|<3|[:;=]['-]?[()\[\]dpo/*|](?![^\W_])|\.\.+|\n\s*|[^\w\s]|_+"
)
# Signs that many keyboards turn into others; they are one character each.
SAME = {
    **dict.fromkeys("\u2018\u2019\u201b\u2032\u00b4\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2013\u2014\u2015\u2212", "-"),
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\v": "\n",
    "\f": "\n",
    "\x85": "\n",
}
DOTS = ("..", "\u2026")
RUN = re.compile(r"([^\W\d_])\1\1+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a language's words are brought to one form.

    whole: a written word and the words it stands for. endings: a contracted ending and its word.
    known: words that keep a doubled letter when a longer run is shortened.
    """

    whole: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    endings: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Folded:
    """The words of a text and where they stand: code points, end exclusive.

    Words that were written as one ("you're") share one place.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]


def fold(text: str, spelling: Spelling) -> Folded:
    """Return the words of the first LIMIT code points of a text; any string will do."""
    text = text[:LIMIT]
    letters = [_letter(character) for character in text]
    folded = Folded(text, [], [], [])
    plain = "".join(letters)
    if len(plain) == len(text) and "" not in letters:
        for found in TOKEN.finditer(plain):
            _add(folded, found.group(), found.start(), found.end(), spelling)
        return folded
    places, ends = _places(letters)
    for found in TOKEN.finditer(plain):
        _add(folded, found.group(), places[found.start()], ends[found.end() - 1], spelling)
    return folded


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    if character.isascii() and character > "\r":
        return "'" if character == "`" else character.lower()
    if character in SAME:
        return SAME[character]
    if unicodedata.category(character) == "Cf":
        return ""
    wide = unicodedata.normalize("NFKD", character)
    return "".join(part.lower() for part in wide if not _joins(part))


def _joins(character: str) -> bool:
    # Accents, variation selectors and skin tones belong to the character before them.
    return unicodedata.category(character) in ("Mn", "Me") or 0x1F3FB <= ord(character) <= 0x1F3FF


def _places(letters: list[str]) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    known = 0
    for place in [place for place, letter in enumerate(letters) if len(letter) != 1]:
        starts += range(known, place)
        ends += range(known + 1, place + 1)
        starts += [place] * len(letters[place])
        ends += [place + 1] * len(letters[place])
        if not letters[place] and ends:
            ends[-1] = place + 1
        known = place + 1
    starts += range(known, len(letters))
    ends += range(known + 1, len(letters) + 1)
    return starts, ends


def _add(folded: Folded, token: str, start: int, end: int, spelling: Spelling) -> None:
    for word in _words(token, spelling):
        folded.words.append(word)
        folded.starts.append(start)
        folded.ends.append(end)


def _words(token: str, spelling: Spelling) -> tuple[str, ...]:
    if token[0] == "\n":
        return ("\n",)
    if not token[0].isalnum():
        return ("..",) if token[:2] in DOTS else (token,)
    if token in spelling.whole:
        return spelling.whole[token]
    if "'" in token:
        return _opened(token, spelling)
    return _shortened(token, spelling)


def _opened(token: str, spelling: Spelling) -> tuple[str, ...]:
    for ending, word in spelling.endings.items():
        if token.endswith(ending) and len(token) > len(ending):
            return (*_words(token[: -len(ending)], spelling), word)
    return (token,)


def _shortened(token: str, spelling: Spelling) -> tuple[str, ...]:
    if not RUN.search(token):
        return (token[:40],)  # longer than any word: a key that was held down
    twice = RUN.sub(r"\1\1", token)
    once = RUN.sub(r"\1", token)
    for form in (twice, once):
        if form in spelling.whole:
            return spelling.whole[form]
    return (twice[:40] if twice in spelling.known else once[:40],)
