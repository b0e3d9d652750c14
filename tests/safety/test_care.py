"""What a level changes, for its own person only."""

from dataclasses import dataclass, field

import pytest

from nearer.house.door import Offer
from nearer.safety.care import First, allows_joint, gentle, needs_asking, offers_first, suited
from nearer.safety.ending import Card, cards
from nearer.safety.level import Level


@dataclass
class Person:
    care: int | None = None
    held: dict[str, object] = field(default_factory=dict)


def offer(key, *, joint):
    return Offer(
        key=key, room="r", weight=1, minutes=2, title="t", reason="r", url_name="u", joint=joint
    )


OFFERS = [offer("both", joint=True), offer("one", joint=False), offer("two", joint=True)]


@pytest.mark.parametrize(
    ("level", "joint", "gently", "first", "shown"),
    [
        (None, True, False, First.ANYTHING, ["both", "one", "two"]),
        (Level.LEVEL_0, True, False, First.ANYTHING, ["both", "one", "two"]),
        (Level.LEVEL_1, True, True, First.ALONE, ["one", "both", "two"]),
        (Level.LEVEL_2_OWN, False, False, First.HELP, ["one"]),
        (Level.LEVEL_2, False, False, First.HELP, ["one"]),
        (Level.LEVEL_2_PLUS, False, False, First.HELP, ["one"]),
    ],
)
def test_the_table(level, joint, gently, first, shown):
    plain = None if level is None else int(level)
    assert allows_joint(plain) is joint
    assert gentle(plain) is gently
    assert offers_first(plain) is first
    assert [one.key for one in suited(OFFERS, plain)] == shown


def test_a_level_of_a_later_version_is_taken_as_the_gravest():
    assert not allows_joint(9)
    assert offers_first(9) is First.HELP
    assert cards(9) == cards(Level.LEVEL_2_PLUS)


def test_the_questions_come_once_a_session_unless_a_level_is_known():
    assert needs_asking(Person())
    assert not needs_asking(Person(held={"asked": True}))
    assert not needs_asking(Person(care=0))
    assert not needs_asking(Person(care=3))


def test_every_level_ends_on_the_same_cards_in_its_own_order():
    ends = {level: cards(level) for level in Level}
    assert {frozenset(end) for end in ends.values()} == {frozenset(Card)}
    assert {len(end) for end in ends.values()} == {len(Card)}
    assert ends[Level.LEVEL_2_PLUS][0] is Card.DANGER
    assert ends[Level.LEVEL_2][0] is Card.AFRAID
    assert ends[Level.LEVEL_2_OWN][0] is Card.HARMING
    assert cards(None) == ends[Level.LEVEL_0]
