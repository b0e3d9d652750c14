"""The short check before anybody has signed up: it travels from page to page, stored nowhere.

Its answers are one form field, `signs`: the direction and a digit for each answer, 0 for "rather
not say", a dot for one that is still open.
"""

import re
from dataclasses import dataclass, replace

from nearer.article import Direction
from nearer.rooms.awareness.check import SHORT, Length, Place, way

FIELD = "signs"
_FORM = re.compile(rf"(receive|give):([0-5.]{{{SHORT}}})")
_OPEN = "."
_NOT_SAID = "0"


@dataclass(frozen=True)
class Trial:
    """A short check on its way: one direction, one mark for each of its eight questions."""

    direction: Direction
    marks: str = _OPEN * SHORT

    @property
    def text(self) -> str:
        """Return it as the form field that travels."""
        return f"{self.direction}:{self.marks}"

    @property
    def places(self) -> tuple[Place, ...]:
        """Return its eight places."""
        return way(self.direction, Length.SHORT)

    @property
    def answers(self) -> dict[str, int | None]:
        """Return the answers by item; open ones are not there."""
        return {
            place.item.id: int(mark) or None
            for place, mark in zip(self.places, self.marks, strict=True)
            if mark != _OPEN
        }

    @property
    def first_open(self) -> Place | None:
        """Return the first question without an answer; None: all eight have one."""
        at = self.marks.find(_OPEN)
        return self.places[at] if at >= 0 else None

    def answered(self, number: int, answer: int | None) -> "Trial":
        """Return it with one more answer."""
        mark = _NOT_SAID if answer is None else str(answer)
        return replace(self, marks=self.marks[: number - 1] + mark + self.marks[number:])


def read(text: str) -> Trial | None:
    """Return the check that a form field holds, or None if it holds none."""
    found = _FORM.fullmatch(text)
    return Trial(Direction(found[1]), found[2]) if found else None
