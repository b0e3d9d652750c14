"""Two checks side by side: only a step wider than both margins is a change."""

from datetime import date

import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Cell
from nearer.rooms.awareness.change import Change, compare, comparison
from nearer.rooms.awareness.items import Keyed, bank
from nearer.rooms.awareness.records import Check

from .builders import saying

R, G = Direction.RECEIVE, Direction.GIVE


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        # Two answers each: a margin of 0.81 either way, 1.15 combined.
        (Cell(2.0, 2), Cell(3.5, 2), Change.BETTER),
        (Cell(3.5, 2), Cell(2.0, 2), Change.WORSE),
        (Cell(3.0, 2), Cell(4.0, 2), Change.SAME),
        (Cell(3.0, 2), Cell(3.0, 2), Change.SAME),
        # Four answers each: 0.58 either way, 0.81 combined.
        (Cell(3.0, 4), Cell(4.0, 4), Change.BETTER),
        (Cell(3.0, 4), Cell(3.75, 4), Change.SAME),
        (Cell(3.0, 4), Cell(2.0, 4), Change.WORSE),
        # One answer is a word, not a measure.
        (Cell(1.0, 1), Cell(5.0, 4), Change.EARLY),
        (Cell(1.0, 4), Cell(5.0, 1), Change.EARLY),
        (None, Cell(5.0, 4), Change.EARLY),
        (Cell(5.0, 4), None, Change.EARLY),
        (None, None, Change.EARLY),
    ],
)
def test_the_verdict(before: Cell | None, after: Cell | None, change: Change) -> None:
    assert compare(before, after) is change


def test_all_signs_stand_in_one_part_each_the_widest_step_first() -> None:
    older = Check(
        begun=date(2026, 1, 1),
        receive={**saying(Sign.TIME, 2, 2), **saying(Sign.CLOSENESS, 1, 1)},
        give=saying(Sign.TIME, 5, 5),
    )
    newer = Check(
        begun=date(2026, 2, 1),
        receive={**saying(Sign.TIME, 4, 4), **saying(Sign.CLOSENESS, 5, 5)},
        give=saying(Sign.TIME, 2, 2),
    )
    found = comparison(newer, older)
    assert (found.before, found.after) == (older.begun, newer.begun)
    assert [row.sign for row in found.better] == [Sign.CLOSENESS, Sign.TIME]
    assert [(row.sign, row.direction) for row in found.worse] == [(Sign.TIME, G)]
    assert found.same == ()
    assert len(found.early) == 2 * len(Sign) - 3


def test_a_missed_item_counts_the_other_way_round() -> None:
    """Less of what was left out is more of what is good."""
    missed = [i.id for i in bank() if i.sign is Sign.TIME and i.keyed is Keyed.MISSED]
    older = Check(begun=date(2026, 1, 1), receive=dict.fromkeys(missed, 5))
    newer = Check(begun=date(2026, 2, 1), receive=dict.fromkeys(missed, 1))
    assert [row.sign for row in comparison(newer, older).better] == [Sign.TIME]


def test_what_is_not_there_is_drawn_nowhere() -> None:
    (row, *_) = comparison(Check(begun=date(2026, 2, 1)), Check(begun=date(2026, 1, 1))).early
    assert (row.then, row.now, row.step) == ("", "", 0.0)
