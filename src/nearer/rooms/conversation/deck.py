"""The deck: questions to ask each other, none twice before all were asked (article: 2d). Pure."""

from collections.abc import Iterable, Sequence
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
    """Which cards somebody wants; empty: any. sign: as in `nearer.article.Sign`, lower case."""

    depth: str = ""
    sign: str = ""


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
    """Return the cards that fit; own ones belong to every sign and depth."""
    ours = (Card(one.id, one.text) for one in questions() if _fits(one, wanted))
    return (*ours, *own_cards)


def draw(
    found: Sequence[Card], *, used: frozenset[str], seed: bytes, not_this: str = ""
) -> Card | None:
    """Draw one card that was not asked yet; once all of these were, any of them. None: no card.

    The same seed draws the same card, so a reload shows the same question. not_this: the card that
    was just put back.
    """
    fresh = [card for card in found if card.id not in used] or list(found)
    others = [card for card in fresh if card.id != not_this] or fresh
    if not others:
        return None
    return min(others, key=lambda card: blake2b(seed + card.id.encode(), digest_size=8).digest())


def signs() -> tuple[str, ...]:
    """Return the names of the eight signs, as the deck writes them."""
    return tuple(sign.name.lower() for sign in Sign)


def _fits(question: Question, wanted: Wanted) -> bool:
    is_depth = not wanted.depth or question.depth == wanted.depth
    return is_depth and (not wanted.sign or question.sign == wanted.sign)
