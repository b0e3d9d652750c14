"""The one page after the private questions: the same cards for everyone, in another order."""

from enum import Enum

from nearer.safety.level import Level


class Card(Enum):
    """One card, closed until it is tapped; the value is its template in `safety/cards/`."""

    DANGER = "danger"
    AFRAID = "afraid"
    HARMING = "harming"
    HEAVY = "heavy"
    TRACES = "traces"
    PACE = "pace"
    KEPT = "kept"

    @property
    def template(self) -> str:
        """Return the card's template."""
        return f"safety/cards/{self.value}.html"


FIRST = {
    Level.LEVEL_0: (Card.PACE, Card.TRACES, Card.HEAVY, Card.AFRAID, Card.HARMING, Card.DANGER),
    Level.LEVEL_1: (Card.PACE, Card.AFRAID, Card.TRACES, Card.HEAVY, Card.HARMING, Card.DANGER),
    Level.LEVEL_2_OWN: (Card.HARMING, Card.HEAVY, Card.PACE, Card.AFRAID, Card.DANGER, Card.TRACES),
    Level.LEVEL_2: (Card.AFRAID, Card.DANGER, Card.TRACES, Card.HEAVY, Card.PACE, Card.HARMING),
    Level.LEVEL_2_PLUS: (
        Card.DANGER,
        Card.AFRAID,
        Card.TRACES,
        Card.HEAVY,
        Card.PACE,
        Card.HARMING,
    ),
}


def cards(level: int | None) -> tuple[Card, ...]:
    """Return all cards in the order that may fit this person best."""
    # A number that a later version wrote is taken as the gravest, never as nothing.
    known = Level(min(level or 0, max(Level)))
    return (*FIRST[known], Card.KEPT)
