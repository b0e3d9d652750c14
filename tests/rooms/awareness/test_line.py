"""A line over weeks: it needs three, breaks at gaps, ends where answers end, claims little."""

from datetime import date

import numpy as np
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
        ((2, 2, 2, 2, 3, 3, 4, 4, 4, 4), Change.BETTER),
        ((4, 4, 4, 4, 3, 3, 2, 2, 2, 2), Change.WORSE),
        ((3, 3, 3, 4, 3, 4), Change.SAME),
        ((3,) * 12, Change.SAME),
        ((1, 1, 5, 5, 5), Change.EARLY),
        ((2, 2, 2, None, None, 4, 4, 4), Change.BETTER),
    ],
)
def test_a_change_is_said_only_where_chance_would_hardly_make_it(
    said: tuple[int | None, ...], change: Change
) -> None:
    assert line(*said).change is change


def test_of_lines_without_a_change_hardly_one_says_so() -> None:
    """Half a year of a level with noise; the control, the same with a fall, is seen."""
    noise = np.random.default_rng(8).normal(3.3, 0.8, (120, 26))
    fall = noise - np.linspace(0, 2.4, 26)
    for weeks, least, most in ((noise, 0, 0.1), (fall, 0.6, 1)):
        said = np.clip(np.round(weeks), 1, 5).astype(int)
        changes = [line(*row).change for row in said.tolist()]
        assert least <= 1 - changes.count(Change.SAME) / len(changes) <= most


def test_who_always_says_the_same_word_may_still_lie_around_it() -> None:
    """Rounding to a word hides half a word at most: the band is no hair, and no field."""
    for weeks in (3, 26):
        assert 0.3 < widths(line(*[3] * weeks))[-1] / 25 < 1.2


def test_the_band_is_wider_where_answers_vary_and_beside_a_gap() -> None:
    calm, restless = line(*[3, 4] * 6), line(*[1, 5] * 6)
    assert min(widths(restless)) > max(widths(calm))
    beside = widths(line(3, 4, 3, 4, None, None, None, 4, 3, 4, 3))
    assert beside[0] > beside[1]


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=60))
def test_whatever_was_answered_every_mark_stays_on_the_scale(said: list[int | None]) -> None:
    answers = {FIRST + n * WEEK: answer for n, answer in enumerate(said) if answer}
    drawn = trend(answers, side="b")
    shown = [week for week in answers if week > max(answers) - WEEKS_SHOWN * WEEK]
    assert (drawn is None) is (len(shown) < 3)
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


def widths(drawn: Trend) -> list[float]:
    """How wide the band of the first stretch is at each of its weeks, in hundredths of the box."""
    points = [float(pair.split()[1]) for pair in drawn.stretches[0].band.strip("Mz").split("L")]
    half = len(points) // 2
    return [low - high for high, low in zip(points[:half], points[: half - 1 : -1], strict=True)]
