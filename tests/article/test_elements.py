"""The article is complete: every element of it is here, once, in its order."""

import pytest

from nearer.article import Direction, Sign, Step
from nearer.article.elements import Element, elements, groups

_IDS = (  # noqa: SIM905  reads as the list in the article
    "T1 T2 T3 T4 T5 S1 S2 S3 S4 S5 S6 S7 S8 EN1 EN2 EN3 EN4 EN5 EN6 EF1 EF2 EF3 EF4 "
    "ER1 ER2 ER3 ER4 ER5 ER6 ER7 1a 1b 1c 2a 2b 2c 2d 3a 3b 3c 3d 4a 4b 4c 4d "
    "5a 5b 5c 5d 5e 5f 6a 6b Z"
).split()
_PLACES = {step.room for step in Step} | {"journey"}


def test_every_element_of_the_article_is_here_in_order() -> None:
    assert [element.id for element in elements()] == _IDS


def test_every_element_lives_in_a_room_of_the_house() -> None:
    assert {element.room for element in elements()} <= _PLACES


def test_every_element_says_something_of_its_own() -> None:
    said = [element.says for element in elements()]
    assert len(set(said)) == len(said)
    assert all(words.endswith((".", "?")) for words in said)


def test_no_group_is_empty() -> None:
    assert all(group.element for group in groups())


def test_an_element_without_place_and_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="S9 names no module and test"):
        Element(id="S9", says="Something.", room="awareness")


def test_the_eight_signs_stand_in_the_order_of_the_article() -> None:
    assert [sign.element for sign in Sign] == [f"S{n}" for n in range(1, 9)]


def test_the_other_end_of_a_direction_leads_back() -> None:
    assert Direction.RECEIVE.other is Direction.GIVE
    assert all(direction.other.other is direction for direction in Direction)


def test_six_steps_have_six_rooms() -> None:
    assert [step.room for step in Step] == [
        "awareness", "conversation", "attunement", "together", "trust", "support",
    ]  # fmt: skip
