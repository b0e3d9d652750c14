"""What one gives and the other receives: how far apart two views are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from nearer.science import gap

eight = nps.arrays(float, 8, elements=st.floats(-3, 3))


def test_a_gap_outside_its_margin_says_who_gives_more() -> None:
    found = gap.between([2, 0, 0.1], 0.3, [0, 2, 0], 0.4)
    assert list(found.verdict) == ["gives more", "receives more", "no clear gap"]
    np.testing.assert_allclose(found.se, 0.5)


def test_errors_that_go_together_make_a_gap_surer() -> None:
    apart, together = (gap.between(1, 0.4, 0, 0.4, correlation=c) for c in (0.0, 0.5))
    assert together.se == pytest.approx(0.4)
    assert together.se < apart.se


def test_a_missing_view_is_not_enough() -> None:
    found = gap.between(np.nan, 0.3, 1, 0.3)
    assert found.verdict == "not enough"


def test_by_sign_the_largest_of_eight_chance_gaps_is_pulled_in() -> None:
    chance = np.random.default_rng(4).normal(0, 0.5, 8)
    found = gap.by_sign(chance, 0.3, np.zeros(8), 0.4)
    assert np.abs(found.difference).max() < 0.6 * np.abs(chance).max()
    assert set(found.verdict) == {"no clear gap"}


def test_by_sign_gaps_that_differ_far_beyond_their_errors_stay() -> None:
    gives = np.array([3.0, -3, 2, -2, 1, -1, 4, -4])
    found = gap.by_sign(gives, 0.03, np.zeros(8), 0.04)
    np.testing.assert_allclose(found.difference, gives, atol=0.01)


def test_by_sign_a_missing_sign_changes_nothing_else() -> None:
    gives = np.array([0.5, 0.1, np.nan, 0.3, 0.8, 0.2, 0.9, -0.1])
    found, others = gap.by_sign(gives, 0.3, 0, 0.4), gives[~np.isnan(gives)]
    assert found.verdict[2] == "not enough"
    alone = gap.by_sign(others, 0.3, 0, 0.4).difference
    np.testing.assert_allclose(np.delete(found.difference, 2), alone)


def test_by_sign_one_sign_is_as_it_is() -> None:
    found = gap.by_sign([1.0], [0.3], [0.2], [0.4])
    assert (found.difference[0], found.se[0]) == pytest.approx((0.8, 0.5))


@given(eight)
def test_by_sign_no_gap_moves_away_from_the_others(gives: np.ndarray) -> None:
    found = gap.by_sign(gives, 0.3, np.zeros(8), 0.4)
    assert found.difference.min() >= gives.min() - 1e-9
    assert found.difference.max() <= gives.max() + 1e-9


@given(eight, st.floats(-2, 2))
def test_by_sign_a_shift_of_all_shifts_all(gives: np.ndarray, shift: float) -> None:
    found = gap.by_sign(gives, 0.3, np.zeros(8), 0.4)
    moved = gap.by_sign(gives + shift, 0.3, np.zeros(8), 0.4)
    np.testing.assert_allclose(moved.difference, found.difference + shift, atol=1e-7)
    np.testing.assert_allclose(moved.se, found.se, atol=1e-7)


@pytest.mark.parametrize("function", [gap.between, gap.by_sign])
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (([1, 2], 0.1, [1, 2, 3], 0.1), "receives"),
        (([1, 2], 0, [1, 2], 0.1), "gives_se"),
        (([1, 2], 0.1, [1, 2], -1), "receives_se"),
        (([1, np.inf], 0.1, [1, 2], 0.1), "gives"),
    ],
)
def test_bad_input_is_refused_by_name(function, arguments, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        function(*arguments)


def test_a_table_has_no_signs() -> None:
    with pytest.raises(ValueError, match=r"^gives: "):
        gap.by_sign(np.ones((2, 8)), 0.1, 0, 0.1)


def test_a_correlation_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^correlation: "):
        gap.between(1, 1, 1, 1, correlation=1)
