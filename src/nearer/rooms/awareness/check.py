"""The way through the sign check: what is asked, in which order, where one stands (article: 1a).

Eight short questions a direction, a warm one of each sign; sixteen make a picture by sign, with a
missed one beside each; deeper, every item, two and two. So at each length every sign is keyed
alike. Signs are mixed, and nobody begins or ends with a hard one. Which of the two of a kind the
sixteen hold may be chosen (`choosing`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import zip_longest

from nearer.article import Direction, Sign
from nearer.rooms.awareness.items import Item, Keyed, bank

SHORT = len(Sign)
STAYS_OPEN = timedelta(days=14)
# The numbers of the sixteen of each direction, in their order; by itself the first sixteen.
Chosen = Mapping[Direction, tuple[int, ...]]
_ORDER = (
    Sign.APPRECIATION,
    Sign.TIME,
    Sign.LISTENING,
    Sign.CLOSENESS,
    Sign.VALIDATION,
    Sign.CONFLICT,
    Sign.PRIORITY,
    Sign.AFFECTION,
)


class Length(StrEnum):
    """How much somebody wants to answer: eight of one direction, sixteen of each, or every item."""

    SHORT = "short"
    SIGNS = "signs"
    ALL = "all"

    @property
    def of_a_direction(self) -> int:
        """Return how many questions it asks of a direction."""
        match self:
            case Length.SHORT:
                return SHORT
            case Length.SIGNS:
                return 2 * SHORT
            case Length.ALL:
                return len(bank())


@dataclass(frozen=True)
class Place:
    """One question's place: what `/check/<direction>/<number>` names, and how far one goes.

    chosen: which sixteen the check by sign holds.
    """

    direction: Direction
    number: int
    length: Length
    chosen: Chosen | None = field(default=None, compare=False)

    @property
    def item(self) -> Item:
        """Return what is asked here."""
        return questions()[self.number - 1]

    @property
    def key(self) -> str:
        """Return the name under which its answer is known."""
        return answer_key(self.direction, self.item.id)

    @property
    def way(self) -> "tuple[Place, ...]":
        """Return every place of this length, in order; this one stands for its kind."""
        whole = way(self.direction, self.length, self.chosen)
        return tuple(self if self._stands_for(here) else here for here in whole)

    @property
    def before(self) -> "Place | None":
        """Return the place before; None at the beginning."""
        here = self.way.index(self)
        return self.way[here - 1] if here else None

    def _stands_for(self, other: "Place") -> bool:
        alike = self.length is Length.SIGNS and self.direction is other.direction
        return alike and other.item in kin(self.item)


@dataclass(frozen=True)
class Progress:
    """Where one stands by place: questions after this one, and the part behind for the bar.

    By place, whatever was answered: who changes one answer in the middle stands in the middle.
    """

    left: int
    done: str


def place(direction: str, number: int, length: str, chosen: Chosen | None = None) -> Place | None:
    """Return the place that an address names, or None."""
    if direction not in set(Direction) or length not in set(Length):
        return None
    # By sign, each question of the bank may be among the sixteen.
    if not 1 <= number <= (SHORT if length == Length.SHORT else len(bank())):
        return None
    return Place(Direction(direction), number, Length(length), chosen)


def way(direction: Direction, length: Length, chosen: Chosen | None = None) -> tuple[Place, ...]:
    """Return every place of a check: one direction in the short form, else what arrives first."""
    directions = (direction,) if length is Length.SHORT else tuple(Direction)
    first = tuple(range(1, length.of_a_direction + 1))
    numbers = chosen if chosen and length is Length.SIGNS else dict.fromkeys(directions, first)
    return tuple(
        Place(seen, number, length, chosen) for seen in directions for number in numbers[seen]
    )


def first_open(places: tuple[Place, ...], answered: Collection[str]) -> Place | None:
    """Return the first of these places that has no answer yet; None: none is left."""
    return next((here for here in places if here.key not in answered), None)


def next_open(here: Place, answered: Collection[str]) -> Place | None:
    """Return the next place without an answer; None: what lies ahead is done."""
    return first_open(here.way[here.way.index(here) + 1 :], answered)


def progress(here: Place) -> Progress:
    """Return where somebody stands who looks at this question."""
    at, of = here.way.index(here), len(here.way)
    return Progress(left=of - at - 1, done=f"{100 * at / of:.0f}%")


def answer_key(direction: Direction, item: str) -> str:
    """Return the name of one item seen from one end."""
    return f"{direction}/{item}"


def is_asked_by_sign(answered: Collection[str]) -> bool:
    """Tell whether each sign was asked one warm and one missed question, both ways."""
    return all(
        any(answer_key(direction, item.id) in answered for item in kin(slot))
        for direction in Direction
        for slot in sixteen()
    )


@cache
def sixteen() -> tuple[Item, ...]:
    """Return one warm and one missed item of each sign: the first of each kind, in their order."""
    return questions()[: Length.SIGNS.of_a_direction]


@cache
def kin(item: Item) -> tuple[Item, ...]:
    """Return the items of one sign and kind, in the order in which they are asked."""
    return tuple(
        other for other in questions() if (other.sign, other.keyed) == (item.sign, item.keyed)
    )


def number_of(item: Item) -> int:
    """Return the number of an item in its addresses."""
    return questions().index(item) + 1


@cache
def questions() -> tuple[Item, ...]:
    """Return every item in the order in which it is asked; the first eight are the short form."""
    rounds = zip_longest(*(_rotated(sign, turn) for turn, sign in enumerate(_ORDER)))
    return tuple(item for round_ in rounds for item in round_ if item)


def still_open(begun: date, today: date) -> bool:
    """Tell whether answers of today still belong to a check that began on that day."""
    return today - begun < STAYS_OPEN


def _rotated(sign: Sign, turn: int) -> Iterator[Item]:
    """Begin with a warm item, then a missed one; what is left alternates from sign to sign."""
    items = [item for item in bank() if item.sign is sign]
    warm = [item for item in items if item.keyed is Keyed.WARM]
    missed = [item for item in items if item.keyed is Keyed.MISSED]
    yield from (warm[0], missed[0])
    left = (missed[1:], warm[1:]) if turn % 2 else (warm[1:], missed[1:])
    yield from (item for pair in zip(*left, strict=True) for item in pair)
