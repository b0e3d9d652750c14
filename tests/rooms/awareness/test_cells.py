"""Means, margins and words from one person's answers."""

import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Cell, cell
from nearer.rooms.awareness.items import Answer

from .builders import ADA, account, saying


def test_missed_items_are_reversed_before_the_mean() -> None:
    answers = {"listening-1": 5, "listening-2": 4, "listening-3": 1, "listening-5": 2}
    assert cell(answers, Sign.LISTENING) == Cell(mean=4.5, count=4)


def test_rather_not_say_and_unknown_items_leave_no_trace() -> None:
    answers = {"listening-1": 3, "listening-2": None, "listening-99": 1}
    assert cell(answers, Sign.LISTENING) == Cell(mean=3.0, count=1)


def test_no_answer_is_no_cell() -> None:
    assert cell({"listening-1": None}, Sign.LISTENING) is None
    assert cell(saying(Sign.TIME, 3), Sign.LISTENING) is None


@pytest.mark.parametrize(("count", "margin"), [(1, 1.152), (2, 0.8146), (4, 0.576)])
def test_the_margin_is_the_assumed_one(count: int, margin: float) -> None:
    assert Cell(mean=3.0, count=count).margin == pytest.approx(margin, abs=1e-4)


def test_the_margin_ends_where_the_scale_ends() -> None:
    assert Cell(mean=4.8, count=1).high == 5
    assert Cell(mean=1.2, count=1).low == 1
    assert Cell(mean=3.0, count=4).low == pytest.approx(2.424)


def test_two_answers_are_enough_and_one_is_not() -> None:
    assert Cell(mean=3, count=2).enough
    assert not Cell(mean=3, count=1).enough
    assert Cell(mean=3, count=1).word is Answer.SOMETIMES


def test_an_account_keeps_its_directions_apart() -> None:
    ada = account(ADA, receive={"time-1": 4}, give={"time-1": 2})
    assert ada.answers(Direction.RECEIVE) == {"time-1": 4}
    assert ada.answers(Direction.GIVE) == {"time-1": 2}
