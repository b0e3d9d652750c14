"""The model behind the margins: an expert's guess, read late, honest about how sure a mean is."""

import os
import subprocess
import sys
from importlib.resources import files
from itertools import product

import numpy as np
import pytest

from nearer.rooms.awareness import measure
from nearer.rooms.awareness.cells import EIGHT_IN_TEN
from nearer.rooms.awareness.guess import guessed
from nearer.rooms.awareness.items import Answer, Keyed, bank
from nearer.science.graded import GradedModel

PAIR = ("time-1", "time-3")
FOUR = ("time-1", "time-2", "time-3", "time-5")


def test_the_file_is_the_guess_of_the_script() -> None:
    """If not: `python -m nearer.rooms.awareness.guess > .../content/model.json`."""
    kept = files("nearer.rooms.awareness").joinpath("content/model.json").read_text()
    assert kept == guessed().to_json() + "\n"


def test_the_model_knows_every_item_once_and_says_that_it_is_guessed() -> None:
    """Pages with margins say "precision assumed"; a calibrated model has to change their words."""
    model = measure.model()
    assert model.items == tuple(item.id for item in bank())
    assert model.scale == (Answer.NEVER, Answer.VERY_OFTEN)
    assert (model.origin, model.version) == ("expert guess", "guess-1")


def test_items_of_one_kind_are_guessed_alike() -> None:
    model = measure.model()
    for keyed in Keyed:
        of_kind = [n for n, item in enumerate(bank()) if item.keyed is keyed]
        assert len(set(model.slopes[of_kind])) == 1
    assert len({tuple(row) for row in model.thresholds.round(9)}) == 1


@pytest.mark.parametrize(("items", "least", "most"), [(PAIR, 0.65, 0.9), (FOUR, 0.4, 0.65)])
def test_margins_are_about_what_the_page_says_and_smaller_at_the_ends(
    items: tuple[str, ...], least: float, most: float
) -> None:
    margins = {
        said: EIGHT_IN_TEN * measure.error(dict(zip(items, said, strict=True)))
        for said in product(range(1, 6), repeat=len(items))
    }
    assert all(least < margin < most for margin in margins.values())
    middle, end = (3,) * len(items), (5,) * len(items)
    assert margins[end] < margins[middle]


@pytest.mark.parametrize("items", [PAIR, FOUR])
def test_the_margin_holds_eight_of_ten_repeats(items: tuple[str, ...]) -> None:
    """The mean that a person's answers stray around lies inside; the guess taken as true."""
    model: GradedModel = measure.model()
    places = [model.items.index(item) for item in items]
    theta = np.random.default_rng(5).normal(size=1000)
    said = model.simulate(theta, seed=6)[:, places]
    truth = (model.probabilities(theta) @ np.arange(1, 6))[:, places].mean(axis=1)
    errors = [measure.error(dict(zip(items, map(int, row), strict=True))) for row in said]
    inside = np.abs(said.mean(axis=1) - truth) <= EIGHT_IN_TEN * np.array(errors)
    assert inside.mean() == pytest.approx(0.8, abs=0.04)


def test_only_the_signs_own_answers_count() -> None:
    alone = measure.error({"time-1": 4, "time-3": 4})
    assert alone == measure.error({"time-3": 4, "time-1": 4})
    assert alone < measure.error({"time-1": 4})


STARTED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
import nearer.project.urls
from nearer.rooms.awareness import cells, change, guess, history, line, measure
assert "scipy" not in sys.modules, "loaded at the start"
measure.error({"time-1": 4})
assert "scipy" in sys.modules, "the control: a margin needs it"
"""


def test_the_web_starts_without_scipy_and_the_first_margin_loads_it() -> None:
    # Also where pytest alone knows the way to the sources.
    beside = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, check=False, env=beside
    )
    assert done.returncode == 0, done.stderr


def test_a_few_answers_have_the_error_that_they_have_one_by_one() -> None:
    for given in product(range(1, 6), repeat=2):
        told = dict(zip(PAIR, given, strict=True))
        [alone] = measure._errors(PAIR, [given])
        assert measure.error(told) == pytest.approx(alone, rel=1e-12)
