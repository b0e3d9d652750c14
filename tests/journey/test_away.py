from datetime import date, timedelta
from importlib.resources import files

import pytest

from nearer.journey.away import Action, actions, pick
from nearer.journey.msgids import as_module

ALONE, TOGETHER = Action("sit"), Action("sit together", who="two")
LATE = Action("put it in a drawer until morning", when="late")
EARLY = Action("walk round the block", when="early")


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_there_is_always_one_that_fits(late, together):
    for day in range(60):
        action = pick(actions(), seed=bytes([day]), late=late, together=together)
        assert together or action.who == "alone"
        assert action.when in ("any", "late" if late else "early")


def test_a_day_has_one_and_another_day_has_another():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(30)]
    seeds = [b"ada" + day.isoformat().encode() for day in days]
    picked = [pick(actions(), seed=seed, late=True, together=False) for seed in seeds]
    again = [pick(actions(), seed=seed, late=True, together=False) for seed in seeds]
    assert picked == again
    assert len(set(picked)) > 5


def test_nothing_for_two_reaches_whoever_should_see_none():
    known = [ALONE, TOGETHER]
    alone = {pick(known, seed=bytes([n]), late=True, together=False) for n in range(40)}
    both = {pick(known, seed=bytes([n]), late=True, together=True) for n in range(40)}
    assert alone == {ALONE}
    assert both == {ALONE, TOGETHER}


def test_what_is_for_the_night_stays_out_of_the_day():
    known = [ALONE, LATE, EARLY]
    assert {pick(known, seed=bytes([n]), late=False, together=True) for n in range(40)} == {
        ALONE,
        EARLY,
    }


def test_what_is_for_one_names_nobody_else():
    told = " ".join(action.says.lower() for action in actions() if action.who == "alone")
    assert not any(word in told.split() for word in ("other", "partner", "together", "both", "we"))


def test_each_action_is_a_short_sentence_in_our_voice():
    for action in actions():
        assert action.says.endswith(".")
        assert len(action.says) <= 100
        assert "!" not in action.says
    assert len({action.says for action in actions()}) == len(actions())


def test_a_translator_finds_every_action():
    module = files("nearer.journey").joinpath("content", "msgids.py").read_text("utf-8")
    assert module == as_module()
