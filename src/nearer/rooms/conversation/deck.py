"""The deck: questions to ask each other, none twice before all were asked (article: 2d). Pure.

Each of the two has a deck of their own. One for both would tell each that the other had opened it,
and when: a card would go under one's eyes, and the count of what is left would fall.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Literal

import msgspec

from nearer.article import Sign
from nearer.house.door import Records
from nearer.rooms.conversation.records import OwnQuestion, UsedQuestions

Depth = Literal["play", "everyday", "deep"]
DEPTHS: tuple[Depth, ...] = ("play", "everyday", "deep")
KINDS = ("cared-for", "unmet-needs")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question (its text is a msgid). step: of the article, 1 to 6.

    kind: one of the article's own two: when did you last feel cared for; which needs are unmet.
    """

    id: str
    text: str
    sign: str
    step: int
    depth: Depth
    kind: Literal["", "cared-for", "unmet-needs"] = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: tuple[Question, ...]


@dataclass(frozen=True)
class Card:
    """One card that can be drawn. own: its reader wrote it, so it is not translated."""

    id: str
    text: str
    own: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which cards somebody wants; empty: any.

    sign: as in `nearer.article.Sign`, lower case. kind: one of the article's own two.
    """

    depth: str = ""
    sign: str = ""
    kind: str = ""


@cache
def questions() -> tuple[Question, ...]:
    """Return every question, in the order of the file."""
    source = files("nearer.rooms.conversation").joinpath("content/deck.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File).question


@cache
def all_ids() -> frozenset[str]:
    """Return the ids of all questions of ours."""
    return frozenset(question.id for question in questions())


def own(records: Records) -> tuple[Card, ...]:
    """Return the reader's own questions."""
    return tuple(
        Card(entry.id.hex(), entry.record.text, own=True)
        for entry in records.of(OwnQuestion)
        if entry.mine and not entry.record.removed
    )


def used(records: Records) -> frozenset[str]:
    """Return which questions were asked already."""
    cards = [entry for entry in records.of(UsedQuestions) if entry.mine]
    return frozenset(cards[-1].record.ids) if cards else frozenset()


def cards(wanted: Wanted, own_cards: Iterable[Card] = ()) -> tuple[Card, ...]:
    """Return the cards that fit; own ones belong to every sign and depth, and to no kind."""
    ours = (Card(one.id, one.text) for one in questions() if _fits(one, wanted))
    return (*ours, *(() if wanted.kind else own_cards))


def left(found: Iterable[Card], used: frozenset[str]) -> tuple[Card, ...]:
    """Return the cards that were not asked yet."""
    return tuple(card for card in found if card.id not in used)


def draw(found: Iterable[Card], *, used: frozenset[str], seed: bytes, after: str) -> Card | None:
    """Draw a card that was not asked yet. None: all of these were.

    The seed lays the cards in an order, so that a reload shows the same question. after: the id of
    the card that was on top; the next one follows it, so that what was put back comes last.
    """

    def place(id: str) -> bytes:
        return blake2b(seed + id.encode(), digest_size=8).digest()

    order = sorted(left(found, used), key=lambda card: place(card.id))
    behind = place(after) if after else b""
    later = (card for card in order if place(card.id) > behind)
    return next(later, order[0] if order else None)


def signs() -> tuple[str, ...]:
    """Return the names of the eight signs, as the deck writes them."""
    return tuple(sign.name.lower() for sign in Sign)


def _fits(question: Question, wanted: Wanted) -> bool:
    is_depth = not wanted.depth or question.depth == wanted.depth
    is_kind = not wanted.kind or question.kind == wanted.kind
    return is_depth and is_kind and (not wanted.sign or question.sign == wanted.sign)
