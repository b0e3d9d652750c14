"""What every function asks of its arguments, and what importing the library costs."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from nearer import science
from nearer.science import checks

pytestmark = pytest.mark.filterwarnings("error")


def loaded_by(code: str) -> set[str]:
    """Return the top packages that a fresh Python has loaded after some code."""
    program = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    command = [sys.executable, "-c", program]
    source = str(Path(science.__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": source}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_library_costs_nothing() -> None:
    assert not loaded_by("import nearer.science") & {"django", "scipy", "numpy"}
    # And this is what it would look like, if it did.
    assert "scipy" in loaded_by("from nearer.science import graded")


def test_no_module_loads_django() -> None:
    modules = ", ".join(science.MODULES)
    assert "django" not in loaded_by(f"from nearer.science import {modules}")


def test_modules_are_listed_and_others_are_not_there() -> None:
    assert set(science.MODULES) < set(dir(science))
    with pytest.raises(AttributeError, match="no attribute 'astrology'"):
        _ = science.astrology


def test_an_array_is_a_copy_of_floats() -> None:
    given_values = np.array([[1, 2], [3, 4]])
    found = checks.array("x", given_values, ndim=2)
    found[0, 0] = 9
    assert found.dtype == float
    assert_array_equal(given_values, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        ([1, 2], {"ndim": 2}, r"x: has shape \(2,\); it needs 2 axes"),
        ([[1, 2]], {"ndim": (0, 1)}, "x: has shape .* it needs 0 or 1 axes"),
        ([[1, 2]], {"shape": (None, 3)}, r"x: has shape \(1, 2\); it needs \(any, 3\)"),
        ([1, np.inf], {}, "x: holds an infinite value"),
        ([np.nan], {}, "x: all values are missing"),
        (["one"], {}, "x: is not an array of numbers"),
        ([[1], [1, 2]], {}, "x: is not an array of numbers"),
    ],
)
def test_an_array_that_will_not_do_is_named(values, options, message) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        checks.array("x", values, **options)


def test_missing_values_may_be_all_there_is_where_that_is_said() -> None:
    assert np.isnan(checks.array("x", [np.nan], all_missing=True)).all()


def test_arrays_are_brought_to_one_shape() -> None:
    first, second = checks.broadcast(before=[1, 2], after=3)
    assert_array_equal(first, [1, 2])
    assert_array_equal(second, [3, 3])
    with pytest.raises(ValueError, match=r"^after: has shape"):
        checks.broadcast(before=[1, 2], after=[1, 2, 3])


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_share_is_between_zero_and_one(value: float) -> None:
    if 0 < value < 1:
        assert checks.share("level", value) == value
    else:
        with pytest.raises(ValueError, match=r"^level: "):
            checks.share("level", value)


@pytest.mark.parametrize("value", ["3", None, 2.5, np.nan, np.inf, True, [1], -1])
def test_a_whole_number_is_nothing_else(value) -> None:
    with pytest.raises(ValueError, match=r"^n: "):
        checks.whole("n", value, low=0)


def test_whole_numbers_come_in_any_dress() -> None:
    assert [checks.whole("n", value) for value in (3, 3.0, np.int8(3), np.float64(3))] == [3] * 4


def test_choices_are_told() -> None:
    with pytest.raises(ValueError, match="better: is 'up'; it is 'higher' or 'lower'"):
        checks.one_of("better", "up", ("higher", "lower"))


def test_signs_of_values_are_checked_and_missing_ones_pass() -> None:
    checks.above_zero("se", np.array([1, np.nan]))
    checks.zero_or_one("done", np.array([0, 1, np.nan]))
    with pytest.raises(ValueError, match=r"^se: "):
        checks.above_zero("se", np.array([0.0]))
    with pytest.raises(ValueError, match=r"^done: "):
        checks.zero_or_one("done", np.array([0.5]))
