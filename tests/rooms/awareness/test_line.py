"""A line over weeks: it needs three, breaks at gaps, ends where answers end, claims little."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.rooms.awareness.change import Change
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.line import WEEKS_SHOWN, Trend, trend
from nearer.rooms.awareness.pulse import WEEK

FIRST = date(2025, 9, 1)


def line(*said: int | None) -> Trend:
    answers = {FIRST + n * WEEK: answer for n, answer in enumerate(said) if answer}
    drawn = trend(answers, side="a")
    assert drawn is not None
    return drawn


@pytest.mark.parametrize("weeks", [0, 1, 2])
def test_before_three_weeks_there_is_no_line(weeks: int) -> None:
    assert trend({FIRST + n * WEEK: 3 for n in range(weeks)}, side="a") is None


def test_three_weeks_make_a_line_with_its_band() -> None:
    drawn = line(3, 3, 3)
    assert [run.line for run in drawn.stretches] == ["M0 50L50 50L100 50"]
    assert (drawn.at, drawn.height, drawn.has_gap) == ("100%", "50%", False)
    assert drawn.stretches[0].band.startswith("M0 ")


def test_a_week_without_an_answer_breaks_the_line_and_is_a_gap_in_the_table() -> None:
    drawn = line(3, 3, None, 3)
    assert [run.line for run in drawn.stretches] == ["M0 50L33.33 50", "M100 50L100 50"]
    assert [week.said for week in drawn.weeks] == [3, 3, None, 3]
    assert drawn.has_gap
    assert drawn.stretches[1].band == ""


def test_a_line_ends_where_its_answers_end_and_shows_half_a_year() -> None:
    drawn = line(*([3] * 40))
    assert len(drawn.weeks) == WEEKS_SHOWN
    assert drawn.weeks[-1].monday == FIRST + 39 * WEEK


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ((2, 2, 2, 4, 4, 4), Change.BETTER),
        ((4, 4, 4, 2, 2, 2), Change.WORSE),
        ((3, 3, 3, 4, 3, 4), Change.SAME),
        ((1, 1, 5, 5, 5), Change.EARLY),
        ((2, 2, 2, None, None, 4, 4, 4), Change.BETTER),
    ],
)
def test_a_change_is_said_only_when_both_ends_stand_clear(
    said: tuple[int | None, ...], change: Change
) -> None:
    assert line(*said).change is change


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=60))
def test_whatever_was_answered_every_mark_stays_on_the_scale(said: list[int | None]) -> None:
    answers = {FIRST + n * WEEK: answer for n, answer in enumerate(said) if answer}
    drawn = trend(answers, side="b")
    assert (drawn is None) is (len(answers) < 3)
    if drawn is None:
        return
    numbers = [
        float(number)
        for run in drawn.stretches
        for path in (run.line, run.band)
        for pair in path.strip("Mz").split("L")
        for number in pair.split()
    ]
    assert all(0 <= number <= 100 for number in numbers)
    assert sum(week.said is not None for week in drawn.weeks) <= len(answers)
    assert drawn.weeks[-1].said == Answer(answers[max(answers)])
