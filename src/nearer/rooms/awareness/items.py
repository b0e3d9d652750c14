"""The item bank: what the sign check asks (article: S1-S8), read from `content/items.toml`.

New, not yet clinically validated. A bank that breaks its own rules does not load.
"""

import re
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from nearer.article import Direction, Sign
from nearer.ui.charts import WORDS, Word

WORDS_AT_MOST = 15
_NEGATIONS = re.compile(r"\b(not|never|no|none|nothing|nobody|without)\b|n.t\b", re.IGNORECASE)


class Answer(IntEnum):
    """How often, on the one scale of the house. There is no "always"."""

    NEVER = 1
    RARELY = 2
    SOMETIMES = 3
    OFTEN = 4
    VERY_OFTEN = 5

    @classmethod
    def nearest(cls, value: float) -> "Answer":
        """Return the word nearest to a mean; a mean halfway between two takes the higher one."""
        return cls(int(value + 0.5))

    @property
    def key(self) -> Word:
        """Return the word's name, as charts and templates know it."""
        return WORDS[self - 1]

    @property
    def reversed(self) -> "Answer":
        """Return what this answer means on an item about good that was left out."""
        return Answer(6 - self)


class Keyed(StrEnum):
    """Whether an item tells of good that was there, or of good that was left out."""

    WARM = "warm"
    MISSED = "missed"


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One item in the same words from both ends; `{other}` stands for the other's name.

    hint: said under it where the thing may not have happened at all.
    """

    id: str
    sign: Sign
    keyed: Keyed
    receive: str
    give: str
    hint: str = ""

    @property
    def is_conditional(self) -> bool:
        """Tell whether it first names an occasion, which may not have come up."""
        return ", " in self.receive or ", " in self.give

    def text(self, direction: Direction) -> str:
        """Return its words (a msgid) seen from one end."""
        return self.receive if direction is Direction.RECEIVE else self.give

    def score(self, answer: Answer) -> Answer:
        """Return the answer as presence of good: missed items are reversed."""
        return answer.reversed if self.keyed is Keyed.MISSED else answer


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: tuple[Item, ...]


@cache
def bank() -> tuple[Item, ...]:
    """Return every item, in the order of the file."""
    return parse(files("nearer.rooms.awareness").joinpath("content/items.toml").read_bytes())


@cache
def by_id() -> dict[str, Item]:
    """Return the bank by item id."""
    return {item.id: item for item in bank()}


def parse(source: bytes) -> tuple[Item, ...]:
    """Read a bank and refuse one that breaks the rules at the head of the file."""
    items = msgspec.toml.decode(source, type=_File).item
    faults = [*_faults_of_items(items), *_faults_of_signs(items)]
    if faults:
        raise ValueError("items.toml: " + "; ".join(faults))
    return items


def _faults_of_items(items: Iterable[Item]) -> Iterable[str]:
    ids = Counter(item.id for item in items)
    yield from (
        f"{id_} stands there {n} times; give each item its own id"
        for id_, n in ids.items()
        if n > 1
    )
    for item in items:
        if not item.id.startswith(f"{item.sign}-"):
            yield f"{item.id} belongs to {item.sign}; begin its id with the sign"
        if item.is_conditional and not item.hint:
            yield f"{item.id} names an occasion; add a hint for when it did not come up"
        for direction in Direction:
            yield from _faults_of_text(item.id, item.text(direction))


def _faults_of_text(id_: str, text: str) -> Iterable[str]:
    words = len(text.format(other="the other person").split())
    if words > WORDS_AT_MOST:
        yield f"{id_} has {words} words; {WORDS_AT_MOST} are the most"
    if found := _NEGATIONS.search(text):
        yield f"{id_} says {found[0]!r}; say what happened instead"
    if not text.endswith("."):
        yield f"{id_} is no sentence; end it with a full stop"


def _faults_of_signs(items: tuple[Item, ...]) -> Iterable[str]:
    for sign in Sign:
        keys = [item.keyed for item in items if item.sign is sign]
        warm, missed = keys.count(Keyed.WARM), keys.count(Keyed.MISSED)
        if len(keys) < 4 or warm != missed:
            yield f"{sign}: {warm} warm and {missed} missed; take as many of both, two at least"
        elif keys[0] is not Keyed.WARM:
            yield f"the first item of {sign} is a missed one; the short check takes a warm one"
