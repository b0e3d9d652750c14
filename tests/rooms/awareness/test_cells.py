"""Means, margins and words from one person's answers."""

import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Cell, cell, scores
from nearer.rooms.awareness.items import Answer

from .builders import ADA, account, saying, told


def test_missed_items_are_reversed_before_the_mean() -> None:
    answers = {"listening-1": 5, "listening-2": 4, "listening-3": 1, "listening-5": 2}
    found = cell(answers, Sign.LISTENING)
    assert found is not None
    assert (found.mean, found.count) == (4.5, 4)


def test_rather_not_say_and_unknown_items_leave_no_trace() -> None:
    answers = {"listening-1": 3, "listening-2": None, "listening-99": 1}
    assert cell(answers, Sign.LISTENING) == cell({"listening-1": 3}, Sign.LISTENING)
    assert scores(answers, Sign.LISTENING) == {"listening-1": 3}


def test_no_answer_is_no_cell() -> None:
    assert cell({"listening-1": None}, Sign.LISTENING) is None
    assert cell(saying(Sign.TIME, 3), Sign.LISTENING) is None


def test_the_word_and_the_mean_are_what_was_said_whatever_the_model_thinks() -> None:
    told_ = cell(saying(Sign.TIME, 5, 5), Sign.TIME)
    assert told_ is not None
    assert (told_.mean, told_.word) == (5.0, Answer.VERY_OFTEN)


def test_the_margin_is_what_eight_of_ten_repeats_stay_inside() -> None:
    assert Cell(mean=3.0, count=2, error=0.5).margin == pytest.approx(0.64)


def test_the_margin_ends_where_the_scale_ends() -> None:
    assert Cell(mean=4.8, count=1, error=0.9).high == 5
    assert Cell(mean=1.2, count=1, error=0.9).low == 1
    assert Cell(mean=3.0, count=4, error=0.45).low == pytest.approx(2.424)


def test_two_answers_are_enough_and_one_is_not() -> None:
    assert told(3, 2).enough
    assert not told(3, 1).enough
    assert told(3, 1).word is Answer.SOMETIMES


def test_an_account_keeps_its_directions_apart() -> None:
    ada = account(ADA, receive={"time-1": 4}, give={"time-1": 2})
    assert ada.answers(Direction.RECEIVE) == {"time-1": 4}
    assert ada.answers(Direction.GIVE) == {"time-1": 2}
