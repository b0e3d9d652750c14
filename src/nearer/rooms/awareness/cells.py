"""What one person's answers say about a sign in one direction, and how sure that is (S1-S8).

The word and the mean are what was said; the margin comes from a model of the items (`measure`),
whose numbers are an expert's guess until there are data.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nearer.article import Direction, Sign
from nearer.rooms.awareness import measure
from nearer.rooms.awareness.items import Answer, bank
from nearer.ui.charts import Side

EIGHT_IN_TEN = 1.28
ENOUGH = 2

Answers = Mapping[str, int | None]


@dataclass(frozen=True)
class Person:
    """Somebody in a picture: their shape ("a": disc, "b": diamond) and what they are called."""

    side: Side
    called: str


@dataclass(frozen=True)
class Account:
    """What one person says, both ways: answers by item id. None is "rather not say"."""

    person: Person
    receive: Answers
    give: Answers

    def answers(self, direction: Direction) -> Answers:
        """Return the answers seen from one end."""
        return self.receive if direction is Direction.RECEIVE else self.give


@dataclass(frozen=True)
class Cell:
    """One person, one sign, one direction: the mean of `count` answers, from 1 to 5.

    error: the standard error of that mean.
    """

    mean: float
    count: int
    error: float

    @property
    def margin(self) -> float:
        """Return how far it could be off, in 8 of 10 repeats."""
        return EIGHT_IN_TEN * self.error

    @property
    def enough(self) -> bool:
        """Tell whether a strength or a question may rest on it."""
        return self.count >= ENOUGH

    @property
    def word(self) -> Answer:
        """Return the nearest word."""
        return Answer.nearest(self.mean)

    @property
    def low(self) -> float:
        """Return the lower end of the margin, inside the scale."""
        return max(float(Answer.NEVER), self.mean - self.margin)

    @property
    def high(self) -> float:
        """Return the upper end of the margin, inside the scale."""
        return min(float(Answer.VERY_OFTEN), self.mean + self.margin)


def cell(answers: Answers, sign: Sign) -> Cell | None:
    """Return what these answers say about a sign; None if none of its items was answered."""
    told = scores(answers, sign)
    if not told:
        return None
    return Cell(sum(told.values()) / len(told), len(told), measure.error(told))


def scores(answers: Answers, sign: Sign) -> dict[str, int]:
    """Return the answers to a sign's items as presence of good; "rather not say" is left out."""
    return {
        item.id: item.score(Answer(given))
        for item in bank()
        if item.sign is sign and (given := answers.get(item.id)) is not None
    }
