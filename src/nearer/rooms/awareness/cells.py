"""What one person's answers say about a sign in one direction, and how sure that is (S1-S8).

The margin is assumed, not measured: an item's spread is taken to be 0.9 until there are data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from nearer.article import Direction, Sign
from nearer.rooms.awareness.items import Answer, bank
from nearer.ui.charts import Side

ASSUMED_SPREAD = 0.9
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
    """One person, one sign, one direction: the mean of `count` answers, from 1 to 5."""

    mean: float
    count: int

    @property
    def margin(self) -> float:
        """Return how far it could be off, in 8 of 10 repeats (assumed)."""
        return EIGHT_IN_TEN * ASSUMED_SPREAD / sqrt(self.count)

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
    scores = [
        item.score(Answer(given))
        for item in bank()
        if item.sign is sign and (given := answers.get(item.id)) is not None
    ]
    return Cell(mean=sum(scores) / len(scores), count=len(scores)) if scores else None
