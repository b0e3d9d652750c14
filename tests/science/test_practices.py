"""Closeness after practices, and weeks that a coin decided."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.science import practices


def diary(days: int, effects: list[float], *, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return closeness and what was done, a third of the days each, effects a day later."""
    rng = np.random.default_rng(seed)
    done = (rng.random((days, len(effects))) < 1 / 3).astype(float)
    closeness = 3 + rng.normal(0, 0.5, days)
    closeness[1:] += done[:-1] @ effects
    return closeness, done


def test_what_helps_and_what_hinders_is_found_after_a_year() -> None:
    closeness, done = diary(365, [0.6, 0.0, -0.6])
    found = practices.after(closeness, done, names=["walk", "film", "phone"])
    assert found.verdict == ("helps", "no clear difference", "hinders")
    assert found.names == ("walk", "film", "phone")


def test_effects_are_shrunken_toward_zero() -> None:
    closeness, done = diary(60, [0.3, 0.0, 0.0, 0.0])
    loose, tight = (practices.after(closeness, done, prior_sd=sd) for sd in (10.0, 0.05))
    assert np.abs(tight.value).sum() < 0.5 * np.abs(loose.value).sum()
    assert tight.prior_sd == 0.05


def test_five_days_are_too_early_and_six_are_not() -> None:
    closeness, done = diary(365, [0.0, 0.0])
    done[:, 0] = 0
    done[[10, 30, 50, 70, 90], 0] = 1
    early = practices.after(closeness, done)
    assert (early.n_done[0], early.verdict[0]) == (5, "too early to tell")
    done[110, 0] = 1
    later = practices.after(closeness + 3 * np.r_[0, done[:-1, 0]], done)
    assert (later.n_done[0], later.verdict[0]) == (6, "helps")


def test_a_practice_never_done_is_too_early_and_spoils_nothing() -> None:
    closeness, done = diary(200, [0.8, 0.0])
    done[:, 1] = 0
    found = practices.after(closeness, done)
    assert found.verdict == ("helps", "too early to tell")
    assert np.isfinite(found.value).all()


def test_a_week_of_answers_estimates_nothing() -> None:
    found = practices.after([3.0, 4, 3, 4, 3, 4, 3], np.ones((7, 2)))
    assert found.verdict == ("too early to tell",) * 2
    assert np.isnan(found.value).all()


def test_the_day_of_the_week_and_a_slow_rise_are_taken_out() -> None:
    days = np.arange(210)
    weekend = (days % 7 >= 5).astype(float)
    rng = np.random.default_rng(2)
    closeness = 2 + 0.8 * weekend + days / 100 + rng.normal(0, 0.4, 210)
    often_on_fridays = ((days % 7 == 4) | (rng.random(210) < 0.1)).astype(float)
    late = (rng.random(210) < days / 210).astype(float)
    done = np.column_stack([often_on_fridays, late])
    found = practices.after(closeness, done)
    plain = [
        closeness[1:][done[:-1, i] == 1].mean() - closeness[1:][done[:-1, i] == 0].mean()
        for i in (0, 1)
    ]
    assert (np.array(plain) > 0.3).all()
    assert (np.abs(found.value) < 0.2).all()
    assert set(found.verdict) == {"no clear difference"}


def test_the_lag_says_which_day_is_compared() -> None:
    closeness, done = diary(365, [1.0])
    same, next_day = (practices.after(closeness, done, lag=lag).value[0] for lag in (0, 1))
    assert next_day == pytest.approx(1.0, abs=0.15)
    assert abs(same) < 0.15


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 200), st.integers(1, 5), st.floats(0, 1), st.integers(0, 2**32))
def test_any_diary_gets_a_verdict_without_a_warning(days, count, missing, seed) -> None:
    rng = np.random.default_rng(seed)
    closeness = np.r_[1.0, 5.0, rng.integers(1, 6, days)]
    closeness[2:][rng.random(days) < missing] = np.nan
    done = (rng.random((days + 2, count)) < 0.3).astype(float)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = practices.after(closeness, done)
    assert len(found.verdict) == count
    assert set(found.verdict) <= set(practices.VERDICTS)


@pytest.mark.parametrize(
    ("closeness", "done", "named"),
    [
        (np.full(30, np.nan), np.ones((30, 1)), "closeness"),
        (np.full(30, 3.0), np.ones((30, 1)), "closeness"),
        (np.arange(30.0), np.ones((29, 1)), "done"),
        (np.arange(30.0), np.full((30, 1), 2.0), "done"),
        (np.arange(30.0), np.ones(30), "done"),
        (np.arange(30.0), np.ones((30, 0)), "done"),
        ([1.0, np.inf], np.ones((2, 1)), "closeness"),
    ],
)
def test_bad_input_is_refused_by_name(closeness, done, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        practices.after(closeness, done)


def test_as_many_names_as_practices() -> None:
    with pytest.raises(ValueError, match=r"^names: "):
        practices.after(np.arange(30.0), np.ones((30, 2)), names=["one"])


def test_the_coin_of_ten_weeks_is_tested_by_all_its_ways() -> None:
    weeks = [4.0, 2, 4.5, 1, 5, 2.5, 4.2, 2.2, 4.9, 1.5]
    found = practices.coin_flip(weeks, [1, 0] * 5)
    assert found.p == pytest.approx(2 / 252)
    assert (found.n_heads, found.n_tails, found.enough) == (5, 5, True)
    assert found.difference.value == pytest.approx(2.68)
    assert found.difference.low > 0


def test_the_interval_holds_what_the_test_does_not_reject() -> None:
    rng = np.random.default_rng(3)
    heads = np.r_[np.ones(6), np.zeros(6)]
    weeks = rng.normal(0, 1, 12) + heads
    found = practices.coin_flip(weeks, heads, level=0.9)
    for shift, inside in (
        (found.difference.low - 1e-6, False),
        (found.difference.low + 1e-6, True),
        (found.difference.high - 1e-6, True),
        (found.difference.high + 1e-6, False),
    ):
        p = practices.coin_flip(weeks - shift * heads, heads).p
        assert (p > 0.1) is inside


def test_three_weeks_of_a_side_are_not_enough() -> None:
    found = practices.coin_flip([1.0, 2, 3, 4, 5, 6, 7], [1, 1, 1, 0, 0, 0, 0])
    assert not found.enough
    assert practices.coin_flip([1.0, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 0, 0, 0, 0, 1]).enough


def test_a_coin_that_fell_one_way_shows_nothing() -> None:
    found = practices.coin_flip([1.0, 2, np.nan], [1, 1, 0])
    assert (found.n_heads, found.n_tails, found.enough) == (2, 0, False)
    assert np.isnan(found.p)


def test_many_weeks_are_drawn_and_a_seed_repeats_them() -> None:
    rng = np.random.default_rng(5)
    weeks, heads = rng.normal(0, 1, 40), rng.permutation(np.r_[np.ones(20), np.zeros(20)])
    first, again, other = (practices.coin_flip(weeks, heads, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert other.p == pytest.approx(first.p, abs=0.02)


def test_a_coin_has_two_sides() -> None:
    with pytest.raises(ValueError, match=r"^heads: "):
        practices.coin_flip([1.0, 2], [1, 2])


@pytest.mark.parametrize("level", [1e5, 1e7, 1e9])
def test_a_high_level_costs_no_precision(level: float) -> None:
    random = np.random.default_rng(2)
    closeness, done = random.normal(size=100), random.random((100, 2)) < 0.4
    near, far = practices.after(closeness, done), practices.after(closeness + level, done)
    np.testing.assert_allclose(far.se, near.se, rtol=1e-5)
    np.testing.assert_allclose(far.value, near.value, atol=1e-5)
