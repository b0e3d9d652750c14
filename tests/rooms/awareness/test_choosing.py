"""Which of two questions of a kind a sign is asked."""

from dataclasses import replace

import numpy as np
import pytest

from nearer.article import Direction
from nearer.rooms.awareness import measure
from nearer.rooms.awareness.check import Length, kin, number_of, place, questions, sixteen, way
from nearer.rooms.awareness.choosing import chosen

NOTHING = {direction: {} for direction in Direction}
SIXTEEN = tuple(range(1, 17))


@pytest.fixture
def sharper(monkeypatch: pytest.MonkeyPatch) -> str:
    """A calibrated model in which the second warm question of the first sign tells more."""
    second = kin(questions()[0])[1].id
    known = measure.model()
    slopes = np.where([name == second for name in known.items], 2.5, known.slopes)
    made = replace(known, slopes=slopes, intercepts=slopes[:, None] * -known.thresholds)
    monkeypatch.setattr(measure, "model", lambda: made)
    measure._of.cache_clear()
    yield second
    measure._of.cache_clear()


def test_while_all_are_guessed_alike_it_is_always_the_first() -> None:
    assert chosen(NOTHING) == dict.fromkeys(Direction, SIXTEEN)


def test_the_one_that_tells_more_is_asked_in_the_place_of_the_other(sharper: str) -> None:
    found = chosen(NOTHING)[Direction.RECEIVE]
    assert questions()[found[0] - 1].id == sharper
    assert found[1:] == SIXTEEN[1:]


def test_what_was_asked_already_stays_whatever_tells_more(sharper: str) -> None:
    first = questions()[0].id
    for answer in (4, None):
        assert chosen({**NOTHING, Direction.GIVE: {first: answer}})[Direction.GIVE] == SIXTEEN


def test_each_sign_is_asked_one_warm_and_one_missed_question(sharper: str) -> None:
    items = [here.item for here in way(Direction.RECEIVE, Length.SIGNS, chosen(NOTHING))]
    slots = [(item.sign, item.keyed) for item in (*sixteen(), *sixteen())]
    assert [(item.sign, item.keyed) for item in items] == slots


def test_a_question_that_was_exchanged_has_a_place_in_the_way(sharper: str) -> None:
    picked = chosen(NOTHING)
    number = number_of(kin(questions()[0])[1])
    here = place("receive", number, "signs", picked)
    assert here is not None
    assert here.item.id == sharper
    assert here.way[0] == here
    assert here.before is None
    # The other of its kind, named by an old address, stands in its place and not beside it.
    other = place("receive", 1, "signs", picked)
    assert other is not None
    assert len(other.way) == len(here.way) == 32
