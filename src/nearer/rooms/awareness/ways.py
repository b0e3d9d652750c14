"""One sign toward one person, as both of them tell it (article: 1c).

Where either gave fewer than two answers nothing is compared and nothing shown, so that no page
tells which of the two left a question out.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Account, Cell, Person, cell
from nearer.rooms.awareness.items import Answer
from nearer.ui import charts


class Verdict(StrEnum):
    """How two accounts of one thing stand to each other."""

    SAME = "same"
    DIFFERENTLY = "differently"
    EARLY = "early"


@dataclass(frozen=True)
class Both:
    """What the one says reaches them, and what the other says they give; enough answers each."""

    received: Cell
    given: Cell

    @property
    def gap(self) -> float:
        """Return how far apart they are, on the scale of five words."""
        return abs(self.received.mean - self.given.mean)

    @property
    def verdict(self) -> Verdict:
        """Return how they stand to each other."""
        if self.gap > hypot(self.received.margin, self.given.margin):
            return Verdict.DIFFERENTLY
        return Verdict.SAME if self.received.word is self.given.word else Verdict.EARLY

    @property
    def anywhere(self) -> tuple[Answer, Answer]:
        """Return the words between which it could lie so far."""
        low = min(self.received.low, self.given.low)
        high = max(self.received.high, self.given.high)
        return Answer.nearest(low), Answer.nearest(high)


@dataclass(frozen=True)
class Says:
    """What one of the two says. Filled marks what arrives, open what is given."""

    person: Person
    word: Answer
    open: bool


@dataclass(frozen=True)
class Way:
    """One sign toward one person. `both` is None until both can be set side by side."""

    sign: Sign
    receiver: Person
    giver: Person
    both: Both | None

    @property
    def verdict(self) -> Verdict:
        """Return how the two accounts stand to each other."""
        return self.both.verdict if self.both else Verdict.EARLY

    @property
    def gap(self) -> float:
        """Return how far apart the two accounts are."""
        return self.both.gap if self.both else 0.0

    @property
    def word(self) -> Answer | None:
        """Return what both say, where they say the same."""
        return self.both.received.word if self.both and self.verdict is Verdict.SAME else None

    @property
    def says(self) -> tuple[Says, ...]:
        """Return both accounts in their order along the scale."""
        if self.both is None:
            return ()
        arrives = Says(self.receiver, self.both.received.word, open=False)
        goes_out = Says(self.giver, self.both.given.word, open=True)
        swapped = self.both.given.mean < self.both.received.mean
        return (goes_out, arrives) if swapped else (arrives, goes_out)

    @property
    def plot(self) -> charts.PairPlot | None:
        """Return the drawing."""
        if self.both is None:
            return None
        received, given = self.both.received.mean, self.both.given.mean
        return charts.pair(received, given, receiver=self.receiver.side)

    def told_by(self, person: Person) -> Cell | None:
        """Return one person's account of it."""
        if self.both is None:
            return None
        return self.both.received if person == self.receiver else self.both.given


@dataclass(frozen=True)
class Row:
    """One sign, both ways; `shown` is the way that the row draws."""

    sign: Sign
    ways: tuple[Way, Way]

    @property
    def verdict(self) -> Verdict:
        """Return the sign's: one way that differs is enough, then one that is too early."""
        verdicts = {way.verdict for way in self.ways}
        for verdict in (Verdict.DIFFERENTLY, Verdict.EARLY):
            if verdict in verdicts:
                return verdict
        return Verdict.SAME

    @property
    def shown(self) -> Way:
        """Return the way with the wider gap, among those that made the sign what it is."""
        made_it = [way for way in self.ways if way.verdict is self.verdict]
        return max(made_it, key=_wider_then_less_received)

    @property
    def word(self) -> Answer | None:
        """Return the word that fits both ways, if one does."""
        toward_a, toward_b = (way.word for way in self.ways)
        return toward_a if toward_a is toward_b else None

    @property
    def least_received(self) -> float:
        """Return the lower of the two received values."""
        return min((way.both.received.mean for way in self.ways if way.both), default=0.0)

    @property
    def is_strength(self) -> bool:
        """Tell whether both receive it often, and both accounts say so."""
        return self.verdict is Verdict.SAME and Answer.nearest(self.least_received) >= Answer.OFTEN


def row(sign: Sign, a: Account, b: Account) -> Row:
    """Return one sign as two people tell it."""
    return Row(sign, (_way(sign, a, b), _way(sign, b, a)))


def _way(sign: Sign, receiver: Account, giver: Account) -> Way:
    received = cell(receiver.answers(Direction.RECEIVE), sign)
    given = cell(giver.answers(Direction.GIVE), sign)
    compared = received and given and received.enough and given.enough
    return Way(
        sign=sign,
        receiver=receiver.person,
        giver=giver.person,
        both=Both(received, given) if received and given and compared else None,
    )


def _wider_then_less_received(way: Way) -> tuple[float, float]:
    return way.gap, -way.both.received.mean if way.both else 0.0
