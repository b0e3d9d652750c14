"""Passphrases made of words: suggesting some, and reading what somebody typed.

The list is EFF's long list of 7,776 words (see NOTICE). It is frozen: a changed word would lock
out whoever has it, so a test holds its hash. Some 240 words of it are never offered, since nobody
should be handed a bruise or a knife as a key; four words still hold 51 bits, five hold 64.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nearer.vault.seal import derive

COUNT = 4
MORE = 5  # for whoever says that the person who runs the copy could be the one they live with
SEED_BYTES = 16

_CONTENT = files("nearer.people") / "content"
_BETWEEN = re.compile(r"[\s.,;·]+")


def suggest(seed: bytes, index_key: bytes, count: int = COUNT) -> list[str]:
    """Return `count` words that follow from the seed and this copy's index key.

    The form carries only the seed, so that no page holds the words in a field, and the same words
    come again after an error. More words from one seed begin with the same ones.
    """
    if len(seed) != SEED_BYTES:
        raise ValueError(f"seed: {len(seed)} bytes; a form carries {SEED_BYTES}")
    offered = _offered()
    # 64 bits over fewer than 2^13 words: no word is likelier than another by more than 2^-51.
    return [
        offered[int.from_bytes(derive(index_key, "words", seed, place, length=8)) % len(offered)]
        for place in range(count)
    ]


def normalise(passphrase: str) -> str:
    """Return the one form of a passphrase that locks and opens; sign-up and sign-in both call it.

    Words of the list, four or more, may be typed with capitals, dots, commas or more spaces: those
    carry no strength there, and phones put them in unasked. Anything else is a passphrase of one's
    own: capitals and signs may be its strength, so it stays as typed, but for white space at its
    ends, which nobody sees.
    """
    text = unicodedata.normalize("NFKC", passphrase).strip()
    typed = split(text)
    is_list = len(typed) >= COUNT and all(word in _known() for word in typed)
    return " ".join(typed) if is_list else text


def split(typed: str) -> list[str]:
    """Return the words in what somebody typed: lower case, without dots and commas."""
    text = unicodedata.normalize("NFKC", typed).casefold()
    return [word for word in _BETWEEN.split(text) if word]


def is_on_the_list(word: str) -> bool:
    """Return whether a word is one of the 7,776, so that a slip can be named before it is sent."""
    return word in _known()


@cache
def _all() -> tuple[str, ...]:
    return tuple(_lines("words.txt"))


@cache
def _known() -> frozenset[str]:
    return frozenset(_all())


@cache
def _offered() -> tuple[str, ...]:
    unkind = frozenset(_lines("unkind.txt"))
    return tuple(word for word in _all() if word not in unkind)


def _lines(name: str) -> Iterator[str]:
    for line in (_CONTENT / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
