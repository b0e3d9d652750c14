"""Five answers a week: which week, what is left, gaps that stay gaps."""

from datetime import date, timedelta

import pytest

from nearer.rooms.awareness import pulse
from nearer.rooms.awareness.pulse import WEEK

from .builders import SUNDAY, pulsed
from .test_history import OTHER, Entry, pages

MONDAY = date(2026, 2, 23)


def test_five_things_are_asked_in_this_order() -> None:
    ids = [item.id for item in pulse.items()]
    assert ids == ["close", "understood", "time", "thanks", "speak"]


@pytest.mark.parametrize(
    ("day", "monday"), [(MONDAY, MONDAY), (SUNDAY, MONDAY), (SUNDAY + timedelta(1), MONDAY + WEEK)]
)
def test_a_week_is_named_by_its_monday(day: date, monday: date) -> None:
    assert pulse.week_of(day) == monday


@pytest.mark.parametrize(
    ("sent", "week"),
    [
        (MONDAY, MONDAY),
        (MONDAY - WEEK, MONDAY - WEEK),
        (MONDAY - 2 * WEEK, MONDAY),
        (MONDAY + WEEK, MONDAY),
        (MONDAY + timedelta(1), MONDAY),
        (None, MONDAY),
    ],
)
def test_a_form_means_this_week_or_the_last_and_no_other(sent: date | None, week: date) -> None:
    assert pulse.meant(sent, SUNDAY) == week


def test_only_ones_own_answers_of_the_week_count() -> None:
    records = pages(
        pulsed("close", 4),
        pulsed("time", None),
        pulsed("thanks", 2, removed=True),
        pulsed("speak", 2, week=MONDAY - WEEK),
        Entry(pulsed("understood", 1), OTHER),
    )
    assert pulse.said(records, MONDAY) == {"close": 4, "time": None}
    assert pulse.weeks(records) == 2


@pytest.mark.parametrize(
    ("said", "after", "number"),
    [({}, 0, 1), ({"close": 1}, 0, 2), ({"understood": None}, 1, 3), ({"speak": 1}, 4, None)],
)
def test_the_next_question_is_the_next_without_an_answer(
    said: dict[str, int | None], after: int, number: int | None
) -> None:
    assert pulse.next_open(said, after) == number


def test_what_was_rather_not_said_is_a_gap_in_the_line() -> None:
    records = pages(pulsed("time", 4), pulsed("time", None, week=MONDAY - WEEK))
    assert pulse.by_week(records, "time") == {MONDAY: 4}
