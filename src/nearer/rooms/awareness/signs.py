"""The names of the eight signs and the questions that may be asked about them (article: 1a-1c, 2d).

Everything here is a msgid; pages translate it when they show it.
"""

from functools import cache
from importlib.resources import files

import msgspec

from nearer.article import Sign


class SignWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sign's phrases; what each is for stands at the head of `content/signs.toml`."""

    id: Sign
    name: str
    toward: str
    topic: str
    given: str
    reaches: str
    reaches_both: str
    line: str
    apart: tuple[str, ...]
    alike: tuple[str, ...]
    solo: tuple[str, ...]


class AnyQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The question that needs no picture, for two and for one."""

    couple: str
    solo: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sign: tuple[SignWords, ...]
    any: AnyQuestion


def words_of(sign: Sign) -> SignWords:
    """Return the phrases of one sign."""
    return _by_sign()[sign]


def any_question() -> AnyQuestion:
    """Return the question that needs no picture."""
    return _file().any


@cache
def _by_sign() -> dict[Sign, SignWords]:
    return {words.id: words for words in _file().sign}


@cache
def _file() -> _File:
    source = files("nearer.rooms.awareness").joinpath("content/signs.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File)
