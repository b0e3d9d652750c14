"""A week of noticing in words: no tally, nothing of what was not noticed."""

from datetime import date, timedelta

import pytest

from nearer.rooms.awareness import noticing, wording
from nearer.rooms.awareness.noticing import End, Summary, Times
from nearer.rooms.awareness.pulse import WEEK, week_of

from .builders import SUNDAY, noticed
from .test_history import OTHER, Entry, pages

MONDAY = week_of(SUNDAY)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "never"), (1, "once"), (2, "twice"), (3, "a few times"), (5, "a few times"),
     (6, "many times"), (40, "many times")],
)  # fmt: skip
def test_how_often_is_a_word(number: int, said: str) -> None:
    assert noticing.times(number) == said


def test_a_week_holds_ones_own_of_its_days_and_nothing_removed() -> None:
    kept = noticed(line="at the sink")
    records = pages(
        noticed(MONDAY - timedelta(1)),
        kept,
        noticed(removed=True),
        Entry(noticed(), OTHER),
    )
    assert noticing.of_week(records, MONDAY) == [kept]


def test_a_week_without_anything_is_not_told() -> None:
    assert noticing.summary([], MONDAY) is None


def test_the_others_end_comes_first_and_who_did_not_reach_out_is_left_out() -> None:
    both = [noticed(), noticed(seen=False), noticed(), noticed(mine=True, seen=False)]
    assert noticing.summary(both, MONDAY) == Summary(
        MONDAY,
        (
            End(mine=False, seen=Times.TWICE, missed=Times.ONCE),
            End(mine=True, seen=Times.NEVER, missed=Times.ONCE),
        ),
    )
    only = noticing.summary(both[3:], MONDAY)
    assert only is not None
    assert [end.mine for end in only.ends] == [True]


@pytest.mark.parametrize(
    ("today", "week"),
    [(SUNDAY, MONDAY), (SUNDAY + timedelta(1), MONDAY), (SUNDAY - timedelta(1), MONDAY - WEEK)],
)
def test_the_week_that_is_told_is_over_or_on_its_last_day(today: date, week: date) -> None:
    assert noticing.told_week(today) == week


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (End(False, Times.ONCE, Times.NEVER), "Ben reached out, and you saw it once."),
        (End(False, Times.NEVER, Times.TWICE),
         "Ben reached out, and it went past twice. You noticed it all the same."),
        (End(False, Times.MANY, Times.ONCE),
         "Ben reached out: you saw it many times, and it went past once."),
        (End(True, Times.A_FEW, Times.NEVER), "You reached out, and it was seen a few times."),
        (End(True, Times.NEVER, Times.ONCE), "You reached out, and it went past once."),
        (End(True, Times.ONCE, Times.ONCE),
         "You reached out: it was seen once, and went past once."),
    ],
)  # fmt: skip
def test_each_end_is_one_sentence_that_blames_nobody(end: End, said: str) -> None:
    assert wording.noticed(end, "Ben") == said


def test_without_a_name_it_is_the_other_person() -> None:
    said = wording.noticed(End(False, Times.ONCE, Times.NEVER), "")
    assert said == "The other person reached out, and you saw it once."
