"""The one question of a picture, and why this one (article: 2d)."""

from dataclasses import dataclass
from enum import StrEnum

from nearer.article import Sign
from nearer.rooms.awareness.signs import any_question, words_of


class Because(StrEnum):
    """Why a question is asked."""

    APART = "apart"
    ALIKE = "alike"
    SOLO = "solo"
    NEEDS_NO_PICTURE = "needs no picture"


@dataclass(frozen=True)
class Question:
    """A question that fits from either side: its words (a msgid), its reason, the card after it."""

    text: str
    because: Because
    sign: Sign | None = None
    another: int | None = None
    from_one_answer: bool = False


def ask(sign: Sign, because: Because, card: int, *, from_one_answer: bool = False) -> Question:
    """Return the card at this place of a sign's deck; the deck goes round."""
    deck = _deck(sign, because)
    return Question(
        text=deck[card % len(deck)],
        because=because,
        sign=sign,
        another=(card + 1) % len(deck),
        from_one_answer=from_one_answer,
    )


def ask_anything(*, solo: bool) -> Question:
    """Return the question for when no picture gives one."""
    question = any_question()
    return Question(
        text=question.solo if solo else question.couple, because=Because.NEEDS_NO_PICTURE
    )


def _deck(sign: Sign, because: Because) -> tuple[str, ...]:
    words = words_of(sign)
    decks = {
        Because.APART: words.apart,
        Because.ALIKE: words.alike,
        Because.SOLO: words.solo,
    }
    return decks[because]
