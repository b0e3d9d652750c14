"""The six steps of the article, each of which is a room of the house."""

from enum import IntEnum


class Step(IntEnum):
    """One step. Its room is the package `nearer.rooms.<room>`."""

    AWARENESS = 1
    CONVERSATION = 2
    ATTUNEMENT = 3
    TOGETHER = 4
    TRUST = 5
    SUPPORT = 6

    @property
    def room(self) -> str:
        """Return the name of its room."""
        return self.name.lower()
