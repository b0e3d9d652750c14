"""Lower than usual for some weeks: found late rather than wrongly, and told to one person only."""

import re
from datetime import date
from typing import Any

import numpy as np
import pytest

from nearer.rooms.awareness import acts, pulse
from nearer.rooms.awareness.decline import Week, decline
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.pulse import WEEK

from .builders import pulsed
from .test_history import OTHER, Entry, Pages, pages

FIRST = date(2025, 1, 6)
USUAL = (4, 5, 4, 3, 4, 4, 5, 4) * 4
FALLEN = (3, 3, 2, 2, 2, 2, 2, 2)


def felt(*said: int | None, last: date | None = None, author: bytes | None = None) -> Pages:
    """Weeks in a row, close and understood alike, that end with the week of `last`."""
    first = pulse.week_of(last) - (len(said) - 1) * WEEK if last else FIRST
    records = [
        pulsed(item, answer, week=first + n * WEEK)
        for n, answer in enumerate(said)
        for item in ("close", "understood")
    ]
    return pages(*(Entry(record, author) if author else record for record in records))


def week(number: int) -> date:
    return FIRST + number * WEEK


def test_a_fall_that_lasts_is_told_with_the_weeks_behind_it() -> None:
    end = week(len(USUAL) + len(FALLEN) - 1)
    behind = decline(felt(*USUAL, *FALLEN), end)
    assert behind[-1] == Week(end, Answer.RARELY, Answer.RARELY)
    assert len(FALLEN) <= len(behind) <= len(FALLEN) + 6
    assert behind[0].value <= 4


@pytest.mark.parametrize(
    "said",
    [
        USUAL,
        (3,) * 40,
        (*USUAL, 1),  # one bad week
        (*USUAL, 1, None, None, 4, 4),
        (*(2, 3) * 16, *(4, 5) * 4),  # a rise
    ],
)
def test_what_is_usual_a_bad_week_and_a_rise_are_not_told(said: tuple[int | None, ...]) -> None:
    records = felt(*said)
    assert [decline(records, week(n)) for n in range(len(said))] == [()] * len(said)


def test_before_half_a_year_nothing_is_usual_yet() -> None:
    assert decline(felt(*USUAL[:12], *FALLEN), week(19)) == ()


def test_it_is_told_while_it_is_new_and_while_it_lasts() -> None:
    said = (*USUAL, *FALLEN)
    end = len(said) - 1
    told = felt(*said)
    assert decline(told, week(end))
    assert decline(told, week(end + 20)) == ()
    assert decline(felt(*said, 5), week(end + 1)) == ()


def test_only_ones_own_answers_count_and_both_of_a_week() -> None:
    end = week(len(USUAL) + len(FALLEN) - 1)
    assert decline(felt(*USUAL, *FALLEN, author=OTHER), end) == ()
    halves = [pulsed("close", said, week=week(n)) for n, said in enumerate((*USUAL, *FALLEN))]
    assert decline(pages(*halves), end) == ()


def test_of_people_without_a_change_hardly_one_is_told_and_a_fall_mostly_is() -> None:
    """Two years of weeks, one in four missing, seen every fifth week; a fall of half a year."""
    rng = np.random.default_rng(4)
    level = rng.normal(3.6, 0.7, (14, 104))
    fall = level - np.clip((np.arange(104) - 52) / 26, 0, 1) * 1.5
    missing = rng.random(level.shape) < 0.25
    told = []
    for weeks in (level, fall):
        said = np.where(missing, 0, np.clip(np.round(weeks), 1, 5)).astype(int)
        records = [felt(*(answer or None for answer in row)) for row in said.tolist()]
        told.append(sum(_is_told(person) for person in records))
    assert told[0] <= 4
    assert told[1] >= 11


def test_the_line_stands_on_ones_own_page_and_changes_no_byte_of_the_others(
    ada: Any, ben: Any
) -> None:
    paths = ("/today", "/week", "/picture", "/you", "/entries", "/noticed", "/picture/then")
    before = [_bare(ben, path) for path in paths]
    assert "Lower than your usual" not in _bare(ada, "/week")
    _fallen(ada)
    assert "Lower than your usual for some weeks now" in _bare(ada, "/week")
    assert [_bare(ben, path) for path in paths] == before
    _fallen(ben)
    assert _bare(ben, "/week") != before[1]


def test_the_line_is_no_forecast_and_blames_nobody(cleo: Any) -> None:
    _fallen(cleo)
    (told,) = re.findall(r'aria-labelledby="lower">.*?</section>', _bare(cleo, "/week"), re.DOTALL)
    assert "Why, it cannot say, nor what comes next." in told
    assert not re.search(r"\b(will|decline|relationship|partner|risk|because)\b", told)


def _is_told(records: Pages) -> bool:
    return any(decline(_until(records, week(n)), week(n)) for n in range(52, 104, 5))


def _until(records: Pages, last: date) -> Pages:
    return Pages(tuple(entry for entry in records.entries if entry.record.week <= last))


def _fallen(actor: Any) -> None:
    for entry in felt(*USUAL, *FALLEN, last=actor.visit.today).entries:
        record: Any = entry.record
        acts.answer_week(actor.visit, week=record.week, item=record.item, answer=record.answer)


def _bare(actor: Any, path: str) -> str:
    """A page without the keys that are new in each."""
    answer = actor.client.get(path)
    assert answer.status_code == 200, path
    page = str(answer.content.decode())
    return re.sub(r'(name="(?:key|token)" value|data-token|data-left)="[^"]*"', "", page)
