"""The effects check: seventeen questions, no score, and help where it is heavy."""

from datetime import timedelta

import pytest

from nearer.article.elements import elements
from nearer.rooms.awareness import effects
from nearer.rooms.awareness.effects import Part, Round, is_heavy
from nearer.safety.words import in_template

from .builders import SUNDAY, effect
from .test_history import OTHER, Entry, pages


def test_every_effect_of_the_article_is_asked_once_in_its_part() -> None:
    named = [e.id for e in elements() if e.id[:2] in ("EN", "EF", "ER")]
    assert [item.id for item in effects.items()] == named
    parts = {item.part for item in effects.items() if item.id.startswith("EF")}
    assert parts == {Part.MINE}
    assert [len(effects.of_part(part)) for part in Part] == [6, 4, 7]


def test_no_question_is_long_or_says_a_refused_word() -> None:
    for item in effects.items():
        assert len(item.text.split()) <= 18, item.id
        assert in_template(f"<p>{item.text} {item.short}</p>") == []


@pytest.mark.parametrize(
    ("answers", "heavy"),
    [
        ({}, False),
        ({"EN3": 3}, False),
        ({"EN3": 4}, True),
        ({"EN1": 4}, False),
        ({"EN1": 5}, True),
        ({"EN1": 4, "EN4": 4}, False),
        ({"EN1": 4, "EN4": 4, "EN5": 4}, True),
        ({"EN3": None, "EN1": None}, False),
        ({"EF1": 5, "EF2": 5, "EF3": 5, "EF4": 5}, False),
        ({"ER2": 5, "ER3": 5, "ER4": 5, "ER7": 5}, False),
        ({"ER1": 5, "ER6": 5}, False),
    ],
)
def test_what_is_heavy(answers: dict[str, int | None], heavy: bool) -> None:
    assert is_heavy(answers) is heavy
    assert Round(SUNDAY, answers).heavy is heavy


def test_a_round_is_the_newest_of_ones_own_and_ends_after_two_weeks() -> None:
    old, new = SUNDAY - timedelta(30), SUNDAY - timedelta(13)
    records = pages(
        effect("EN1", 5, begun=old),
        effect("EN2", 2, begun=new),
        effect("EN4", 2, begun=new, removed=True),
        Entry(effect("EN3", 5), OTHER),
    )
    assert effects.current(records, SUNDAY) == Round(new, {"EN2": 2})
    later = SUNDAY + timedelta(1)
    assert effects.current(records, later) == Round(later, {})
    assert effects.latest(pages()) is None


def test_what_was_said_stands_with_the_most_frequent_first() -> None:
    said = Round(SUNDAY, {"EN1": 2, "EN2": 4, "EN5": None, "ER1": 5}).of(Part.ME)
    assert [(one.item.id, one.answer) for one in said] == [("EN2", 4), ("EN1", 2), ("EN5", None)]


def test_the_next_question_of_a_part_is_the_next_without_an_answer() -> None:
    assert effects.next_open(Part.MINE, {}) == 1
    assert effects.next_open(Part.MINE, {"EF2": None}, after=1) == 3
    assert effects.next_open(Part.MINE, {"EF4": 1}, after=3) is None
