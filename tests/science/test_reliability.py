"""How much of the differences between people is real."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nearer.science import reliability

pytestmark = pytest.mark.filterwarnings("error")


def answers(people: int = 300, items: int = 6, *, noise: float = 1.0, seed: int = 1) -> np.ndarray:
    """Return answers that share one thing, each item as noisy."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(people, 1)) + noise * rng.normal(size=(people, items))


# Alpha --------------------------------------------------------------------------------------------


def test_alpha_is_the_share_that_two_halves_of_the_noise_leave() -> None:
    # Of a sum of six, shared variance 36 and noise 6: 36/42.
    assert reliability.alpha(answers(20_000)).value == pytest.approx(36 / 42, abs=0.01)


def test_answers_that_are_one_have_alpha_one() -> None:
    same = np.repeat(answers(50, 1), 4, axis=1)
    assert reliability.alpha(same).value == pytest.approx(1)


def test_one_item_the_wrong_way_round_costs_it() -> None:
    table = answers()
    turned = table * np.where(np.arange(6) == 2, -1, 1)
    assert reliability.alpha(turned).value < reliability.alpha(table).value
    assert reliability.item_statistics(turned).rest_correlation[2] < 0
    assert reliability.item_statistics(turned).alpha_if_dropped.argmax() == 2


def test_standardised_alpha_forgets_the_units() -> None:
    table = answers()
    units = np.array([1, 10, 100, 1, 5, 0.1])
    found = reliability.alpha(table * units, standardised=True)
    assert found.value == pytest.approx(reliability.alpha(table, standardised=True).value)
    assert reliability.alpha(table * units).value < found.value


def test_feldts_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for seed in range(400):
        found = reliability.alpha(answers(40, seed=seed))
        held += found.low <= 36 / 42 <= found.high
    assert held / 400 == pytest.approx(0.95, abs=0.03)


def test_a_wider_level_is_a_wider_interval() -> None:
    narrow, wide = (reliability.alpha(answers(), level=level) for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high
    assert (narrow.level, narrow.n) == (0.8, 300)
    assert np.isnan(narrow.se)


def test_who_left_anything_out_is_left_out() -> None:
    table = answers()
    holes = np.vstack([table, np.full((4, 6), np.nan), [[1, 2, 3, np.nan, 5, 6]]])
    found, whole = reliability.alpha(holes), reliability.alpha(table)
    assert (found.value, found.low, found.n) == (whole.value, whole.low, 300)


# One factor ---------------------------------------------------------------------------------------


def test_the_factor_that_made_the_answers_is_found() -> None:
    rng = np.random.default_rng(3)
    loadings, unique = np.array([0.9, 0.7, 0.5, 1.2, 0.8]), np.array([0.3, 0.5, 0.6, 0.4, 1.0])
    table = rng.normal(size=(20_000, 1)) * loadings
    table += rng.normal(size=(20_000, 5)) * np.sqrt(unique)
    found = reliability.one_factor(table)
    assert found.converged
    assert_allclose(found.loadings, loadings, atol=0.03)
    assert_allclose(found.uniquenesses, unique, atol=0.04)
    assert found.dof == 5
    assert found.chi2 < 20
    omega = reliability.omega(table)
    assert omega.value == pytest.approx(4.1**2 / (4.1**2 + 2.8), abs=0.01)
    assert omega.low < omega.value < omega.high <= 1


def test_three_items_leave_no_degree_of_freedom() -> None:
    found = reliability.one_factor(answers(items=3))
    assert found.dof == 0
    assert found.chi2 == pytest.approx(0, abs=1e-6)


def test_the_unit_of_an_item_changes_its_loading_and_no_more() -> None:
    table, units = answers(), np.array([1, 1, 10, 1, 1, 1])
    plain, scaled = reliability.one_factor(table), reliability.one_factor(table * units)
    assert_allclose(scaled.loadings, plain.loadings * units, rtol=1e-4)
    assert scaled.chi2 == pytest.approx(plain.chi2, rel=1e-5)


def test_loadings_sum_above_zero() -> None:
    assert reliability.one_factor(-answers()).loadings.sum() > 0


def test_omegas_interval_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for seed in range(300):
        found = reliability.omega(answers(150, seed=seed))
        held += found.low <= 36 / 42 <= found.high
    assert held / 300 == pytest.approx(0.95, abs=0.04)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 8), st.integers(10, 60))
def test_no_table_of_numbers_makes_omega_fail_or_warn(seed: int, items: int, people: int) -> None:
    table = np.random.default_rng(seed).normal(size=(people, items))
    found = reliability.omega(table)
    assert 0 <= found.value <= 1
    assert found.low <= found.value <= found.high or np.isnan(found.se)


# Items --------------------------------------------------------------------------------------------


def test_items_are_described_as_they_were_answered() -> None:
    table = np.array([[1, 2, 3], [5, 4, 4], [5, 1, 2], [1, 5, np.nan], [3, 3, 3]])
    found = reliability.item_statistics(table)
    assert_allclose(found.mean, [3, 3, 3])
    assert_allclose(found.floor, [0.4, 0.2, 0])
    assert_allclose(found.ceiling, [0.4, 0.2, 0])
    assert_allclose(found.missing, [0, 0, 0.2])
    assert_allclose(found.sd, np.nanstd(table, axis=0, ddof=1))


def test_two_items_leave_nothing_to_drop() -> None:
    found = reliability.item_statistics(answers(items=2))
    assert np.isnan(found.alpha_if_dropped).all()


# Reversing ----------------------------------------------------------------------------------------


def test_reversed_items_are_turned_and_the_table_stays_as_it_was() -> None:
    table = np.array([[1.0, 1.0, np.nan], [4.0, 5.0, 2.0]])
    before = table.copy()
    found = reliability.keyed(table, [1, -1, -1], scale=(1, 5))
    assert_array_equal(found, [[1, 5, np.nan], [4, 1, 4]])
    assert_array_equal(table, before)


def test_turning_twice_changes_nothing() -> None:
    table = np.random.default_rng(1).integers(0, 5, (20, 3)).astype(float)
    once = reliability.keyed(table, [1, -1, 1], scale=(0, 4))
    assert_array_equal(reliability.keyed(once, [1, -1, 1], scale=(0, 4)), table)


@pytest.mark.parametrize(
    ("key", "scale", "message"),
    [
        ([1, 0], (1, 5), "key: "),
        ([1], (1, 5), "key: "),
        ([1, -1], (2, 5), "answers: "),
        ([1, -1], (5, 1), "scale: "),
    ],
)
def test_what_cannot_be_turned_is_named(key, scale, message) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        reliability.keyed([[1, 5], [2, 3]], key, scale=scale)


# Refused ------------------------------------------------------------------------------------------

CONSTANT = np.column_stack([answers(items=3), np.ones(300)])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (answers(items=1), "answers: has 1 items"),
        (answers(2), "answers: 2 people answered all; at least 3"),
        (CONSTANT, "answers: column 4 is constant"),
        (answers()[:, 0], "answers: has shape"),
        (np.full((10, 3), np.nan), "answers: all values are missing"),
        ([["a", "b"]] * 5, "answers: is not an array of numbers"),
        (np.where(np.eye(6) > 0, np.inf, answers(6)), "answers: holds an infinite value"),
    ],
)
@pytest.mark.parametrize("work", ["alpha", "omega", "one_factor", "item_statistics"])
def test_a_table_that_tells_nothing_is_named(work: str, table, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        getattr(reliability, work)(table)


def test_one_factor_needs_three_items_and_none_that_is_the_sum_of_others() -> None:
    with pytest.raises(ValueError, match="answers: has 2 items; at least 3"):
        reliability.one_factor(answers(items=2))
    table = answers(items=3)
    with pytest.raises(ValueError, match="answers: "):
        reliability.one_factor(np.column_stack([table, table.sum(axis=1)]))


def test_a_level_is_a_share() -> None:
    for work in (reliability.alpha, reliability.omega):
        with pytest.raises(ValueError, match="level: "):
            work(answers(), level=95)
