"""Diaries of two: what must hold for any days, answered or not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.science import _diaries, dyad
from tests.science import brute
from tests.science.couples_data import diaries

approx = pytest.approx
seeds = st.integers(0, 10_000)


def both(x):
    """Return the day's x for oneself and the partner's."""
    return {"own": x, "partner": x[..., ::-1]}


def columns(x):
    return np.stack([np.ones(x.shape), x, x[..., ::-1]], axis=-1)


@pytest.mark.parametrize("autoregressive", [False, True])
@pytest.mark.parametrize("method", ["REML", "ML"])
def test_a_diary_with_gaps_has_the_likelihood_written_out_in_full(autoregressive, method):
    y, x = diaries(missing=0.3)
    y[3, :, 1] = np.nan  # one partner never answered
    y[4, 2] = np.nan  # a day of both
    found = dyad.diary(
        y, both(x), random=("intercept", "own"), autoregressive=autoregressive, method=method
    )
    rows = brute.diary_rows(y, columns(x), [0, 1], found)
    coefficients, errors, value = brute.likelihood(*rows, method)
    assert found.log_likelihood == approx(value)
    assert np.ravel(list(found.effects.values())) == approx(coefficients)
    assert np.ravel(list(found.effects_se.values())) == approx(errors)


@given(seeds, st.sampled_from([0.0, 0.3]), st.booleans())
@settings(max_examples=8, deadline=None)
def test_swapping_the_roles_swaps_the_results(seed, missing, autoregressive):
    y, x = diaries(seed=seed, missing=missing)
    one = dyad.diary(y, {"own": x}, autoregressive=autoregressive)
    other = dyad.diary(y[..., ::-1], {"own": x[..., ::-1]}, autoregressive=autoregressive)
    for name, values in one.effects.items():
        assert other.effects[name][::-1] == approx(values, abs=1e-4)
    assert other.sigma[::-1] == approx(one.sigma, rel=1e-3)
    assert other.log_likelihood == approx(one.log_likelihood, abs=1e-4)


@given(seeds, st.sampled_from([0.01, 20.0]), st.sampled_from([0.1, 100.0]))
@settings(max_examples=8, deadline=None)
def test_units_of_y_and_x_change_only_units(seed, of_y, of_x):
    y, x = diaries(seed=seed, missing=0.1)
    random = ("intercept", "own")
    one = dyad.diary(y, {"own": x}, random=random)
    other = dyad.diary(y * of_y + 100, {"own": x * of_x + 50}, random=random)
    assert other.effects["own"] * of_x / of_y == approx(one.effects["own"], abs=1e-3)
    slopes = other.random_covariance[2:, 2:] * (of_x / of_y) ** 2
    assert slopes == approx(one.random_covariance[2:, 2:], abs=3e-3)


def test_effects_are_found_for_each_role():
    y, x = diaries(n=200, days=10)
    found = dyad.diary(y, both(x))
    for role in (0, 1):
        own, partner = found.effect("own", role), found.effect("partner", role)
        assert own.low < 0.4 < own.high
        assert partner.low < 0.2 < partner.high
    assert found.converged


def test_yesterday_is_found_in_the_residuals_across_gaps():
    rng = np.random.default_rng(2)
    noise = rng.normal(size=(80, 20, 2))
    for day in range(1, 20):
        noise[:, day] = 0.6 * noise[:, day - 1] + 0.8 * noise[:, day]
    noise[rng.random(noise.shape) < 0.3] = np.nan
    found = dyad.diary(noise, random=(), autoregressive=True)
    assert found.phi == approx(0.6, abs=0.06)
    assert found.sigma == approx(np.ones(2), abs=0.1)


def test_couples_that_do_not_differ_have_a_variance_of_zero():
    _, x = diaries(n=40)
    calm = np.random.default_rng(7).normal(size=x.shape)
    calm -= calm.mean(axis=1, keepdims=True)  # every person's mean is 0: less than chance
    found = dyad.diary(calm, {"own": x})
    assert np.abs(found.random_covariance).max() < 1e-6
    assert found.converged


def test_without_random_effects_only_the_days_are_left():
    y, x = diaries()
    found = dyad.diary(y, {"own": x}, random=())
    assert found.random_covariance.shape == (0, 0)
    assert found.random_names == ()


@pytest.mark.parametrize("autoregressive", [False, True])
def test_every_start_leads_to_the_same_end(autoregressive, monkeypatch):
    y, x = diaries(missing=0.2)
    found = []
    for start in (0.05, 1.0, 5.0):
        monkeypatch.setattr(_diaries, "STARTS", (start,))
        one = dyad.diary(y, {"own": x}, random=("intercept", "own"), autoregressive=autoregressive)
        found.append(one.log_likelihood)
    assert found == approx([found[0]] * 3, abs=1e-4)


def test_a_model_that_asks_more_than_the_days_can_say_has_not_converged():
    y, x = diaries(n=8, days=2, seed=6, missing=0.2)
    found = dyad.diary(y, {"own": x}, random=("intercept", "own"), equal_noise=True, method="ML")
    more, days = diaries(missing=0.2)
    enough = dyad.diary(more, {"own": days}, random=("intercept", "own"), method="ML")
    assert not found.converged
    assert enough.converged


def test_equal_noise_is_one_sd():
    y, x = diaries()
    found = dyad.diary(y, {"own": x}, equal_noise=True)
    assert found.sigma[0] == found.sigma[1]


def test_a_row_needs_y_and_its_predictors():
    y, x = diaries()
    holes = x.copy()
    holes[0, :3, 1] = np.nan
    assert dyad.diary(y, {"own": holes}).n == y.size - 3
    assert dyad.diary(y, both(holes)).n == y.size - 6  # the partner's x is missing too


def test_within_and_between_add_up():
    _, x = diaries(missing=0.0)
    x[0, 1, 0] = np.nan
    within, between = dyad.within_between(x)
    assert np.nanmean(within, axis=1) == approx(np.zeros((30, 2)), abs=1e-12)
    assert within + between + np.nanmean(x) == approx(x, nan_ok=True)
    assert (between == between[:, :1]).all()


def test_who_never_answered_has_no_between():
    _, x = diaries()
    x[2, :, 1] = np.nan
    _, between = dyad.within_between(x)
    assert np.isnan(between[2, :, 1]).all()
    assert not np.isnan(between[2, :, 0]).any()


def test_yesterday_of_the_first_day_is_unknown():
    y, _ = diaries(days=4)
    before = dyad.lag(y, 2)
    assert np.isnan(before[:, :2]).all()
    assert np.array_equal(before[:, 2:], y[:, :2])


def without(y, x, **changes):
    return {"y": y, "predictors": {"own": x}, **changes}


BAD = {
    "no days": (lambda y, x: without(y[:, 0], x), "y"),
    "few couples": (lambda y, x: without(y[:5], x[:5]), "y"),
    "one day": (lambda y, x: without(y[:, :1], x[:, :1]), "y"),
    "one partner": (lambda y, x: without(np.where([True, False], y, np.nan), x), "y"),
    "another shape": (lambda y, x: without(y, x[:, :3]), "predictors"),
    "a constant": (lambda y, x: without(y, x * 0 + 3), "predictors"),
    "a copy": (lambda y, x: without(y, x, predictors={"a": x, "b": 2 * x + 1}), "predictors"),
    "its own intercept": (lambda y, x: without(y, x, predictors={"intercept": x}), "predictors"),
    "an unknown slope": (lambda y, x: without(y, x, random=("intercept", "other")), "random"),
    "a slope twice": (lambda y, x: without(y, x, random=("own", "own")), "random"),
    "y that x explains": (lambda y, x: without(2 * x, x), "y"),
    "a wrong method": (lambda y, x: without(y, x, method="EM"), "method"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_diaries_are_refused_by_name(case):
    change, name = BAD[case]
    with pytest.raises(ValueError, match=f"^{name}: "):
        dyad.diary(**change(*diaries()))


def test_nothing_changes_its_input():
    y, x = diaries(missing=0.2)
    kept = y.copy(), x.copy()
    dyad.diary(y, both(x))
    dyad.within_between(y)
    dyad.lag(y)
    assert np.array_equal(y, kept[0], equal_nan=True)
    assert np.array_equal(x, kept[1])
