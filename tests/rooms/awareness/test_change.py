"""Two checks side by side: only a step that chance hardly makes is a change."""

from datetime import date

import numpy as np
import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness import measure
from nearer.rooms.awareness.cells import Cell, cell
from nearer.rooms.awareness.change import Change, compare, comparison
from nearer.rooms.awareness.items import Keyed, bank
from nearer.rooms.awareness.records import Check

from .builders import saying, told

R, G = Direction.RECEIVE, Direction.GIVE


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        # Two answers each: an error of 0.9 between them, so 1.76 is more than chance.
        (told(2.0, 2), told(4.0, 2), Change.BETTER),
        (told(4.0, 2), told(2.0, 2), Change.WORSE),
        (told(2.0, 2), told(3.5, 2), Change.SAME),
        (told(3.0, 2), told(3.0, 2), Change.SAME),
        # Four answers each: 0.64 between them, so 1.25.
        (told(3.0, 4), told(4.25, 4), Change.BETTER),
        (told(3.0, 4), told(4.0, 4), Change.SAME),
        (told(3.0, 4), told(1.75, 4), Change.WORSE),
        # One answer is a word, not a measure.
        (told(1.0, 1), told(5.0, 4), Change.EARLY),
        (told(1.0, 4), told(5.0, 1), Change.EARLY),
        (None, told(5.0, 4), Change.EARLY),
        (told(5.0, 4), None, Change.EARLY),
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


def test_of_two_equal_checks_hardly_a_row_seems_to_change() -> None:
    """People who have not changed answer twice: fewer than 1 row of 20 says otherwise."""
    people = 300
    theta = np.random.default_rng(6).normal(size=people)
    first, second = (measure.model().simulate(theta, seed=seed) for seed in (1, 2))
    sign = [n for n, item in enumerate(bank()) if item.sign is Sign.TIME]
    changed = [
        compare(_cell(before[sign]), _cell(after[sign])) is not Change.SAME
        for before, after in zip(first, second, strict=True)
    ]
    assert sum(changed) <= 0.08 * people
    fallen = measure.model().simulate(theta - 3, seed=3)
    found = [compare(_cell(a[sign]), _cell(b[sign])) for a, b in zip(first, fallen, strict=True)]
    assert found.count(Change.WORSE) > 0.5 * people


def _cell(scores: np.ndarray) -> Cell | None:
    return cell(saying(Sign.TIME, *(int(score) for score in scores)), Sign.TIME)
