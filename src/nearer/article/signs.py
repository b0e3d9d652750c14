"""The eight signs of the article (S1-S8), and the two directions in which each can be seen."""

from enum import StrEnum


class Sign(StrEnum):
    """One sign, in the order of the article. The value is stored: never change one."""

    TIME = "time"
    VALIDATION = "validation"
    APPRECIATION = "appreciation"
    AFFECTION = "affection"
    PRIORITY = "priority"
    LISTENING = "listening"
    CONFLICT = "conflict"
    CLOSENESS = "closeness"

    @property
    def element(self) -> str:
        """Return its id in the article: S1 to S8."""
        return f"S{list(Sign).index(self) + 1}"


class Direction(StrEnum):
    """Whether somebody tells what reaches them, or what they give."""

    RECEIVE = "receive"
    GIVE = "give"

    @property
    def other(self) -> "Direction":
        """Return the same thing seen from the other end."""
        return Direction.GIVE if self is Direction.RECEIVE else Direction.RECEIVE
