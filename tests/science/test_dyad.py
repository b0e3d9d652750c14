"""Two people at once: what must hold for any couples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.science import dyad
from tests.science import brute
from tests.science.couples_data import couples

approx = pytest.approx
seeds = st.integers(0, 10_000)
scales = st.sampled_from([0.01, 2.5, 100.0])
shares = st.sampled_from([0.0, 0.2])


def of_apim(found):
    """Return all numbers of a fit by role, (role, coefficient)."""
    parts = [found.intercept, found.actor, found.partner, found.sigma]
    parts += [found.intercept_se, found.actor_se, found.partner_se]
    return np.transpose(parts)


# One occasion ------------------------------------------------------------------------------------


@given(seeds, shares)
@settings(max_examples=20, deadline=None)
def test_swapping_the_roles_swaps_the_results(seed, missing):
    y, x = couples(seed=seed, missing=missing)
    one, other = dyad.apim(y, x), dyad.apim(y[:, ::-1], x[:, ::-1])
    assert of_apim(other)[::-1] == approx(of_apim(one), rel=1e-4, abs=1e-5)
    assert other.rho == approx(one.rho, abs=1e-4)
    assert other.log_likelihood == approx(one.log_likelihood, abs=1e-6)


@given(seeds, shares)
@settings(max_examples=20, deadline=None)
def test_exchangeable_partners_have_no_order(seed, missing):
    y, x = couples(seed=seed, missing=missing)
    turned = np.random.default_rng(seed).random(len(y)) < 0.5
    again = [np.where(turned[:, None], part[:, ::-1], part) for part in (y, x)]
    one = dyad.apim(y, x, distinguishable=False)
    other = dyad.apim(*again, distinguishable=False)
    assert of_apim(other) == approx(of_apim(one), rel=1e-5, abs=1e-6)
    assert of_apim(one)[0] == approx(of_apim(one)[1])


@given(seeds, scales, scales, shares)
@settings(max_examples=20, deadline=None)
def test_units_of_y_and_x_change_only_units(seed, of_y, of_x, missing):
    y, x = couples(seed=seed, missing=missing)
    one, other = dyad.apim(y, x), dyad.apim(y * of_y + 1000, x * of_x - 300)
    for name in ("actor", "partner", "actor_se", "partner_se"):
        ours = getattr(other, name) * of_x / of_y
        assert ours == approx(getattr(one, name), rel=1e-5, abs=1e-7), name
    assert other.sigma / of_y == approx(one.sigma, rel=1e-5)


def test_an_outcome_that_is_missing_leaves_the_partners_in():
    y, x = couples(missing=0.3)
    found = dyad.apim(y, x, method="REML")
    here = ~np.isnan(y).ravel()
    design = np.zeros((len(y), 2, 6))
    for role in (0, 1):
        own = [np.ones(len(y)), x[:, role], x[:, 1 - role]]
        design[:, role, role::2] = np.transpose(own)
    pair = found.rho * np.outer(found.sigma, found.sigma)
    np.fill_diagonal(pair, found.sigma**2)
    covariance = np.kron(np.eye(len(y)), pair)[np.ix_(here, here)]
    rows = y.ravel()[here], design.reshape(-1, 6)[here]
    coefficients, errors, value = brute.likelihood(*rows, covariance, "REML")
    assert np.ravel([found.intercept, found.actor, found.partner]) == approx(coefficients)
    assert np.ravel([found.intercept_se, found.actor_se, found.partner_se]) == approx(errors)
    assert found.log_likelihood == approx(value)
    assert (found.n, found.n_couples) == (here.sum(), (~np.isnan(y)).any(axis=1).sum())


def test_a_missing_x_takes_the_couple_out():
    y, x = couples()
    holes = x.copy()
    holes[:5, 1] = np.nan
    assert dyad.apim(y, holes).actor == approx(dyad.apim(y[5:], x[5:]).actor)


def test_complete_couples_are_two_regressions():
    y, x = couples()
    design = np.column_stack([np.ones(len(x)), x])
    first = np.linalg.lstsq(design, y[:, 0])[0]
    found = dyad.apim(y, x)
    assert [found.intercept[0], found.actor[0], found.partner[0]] == approx(first)
    residual = y[:, 0] - design @ first
    assert found.sigma[0] ** 2 == approx(residual @ residual / (len(y) - 3), rel=1e-6)


def test_effects_come_with_t_intervals():
    y, x = couples(n=12)
    effect = dyad.apim(y, x).partner_effect(1)
    assert (effect.high - effect.value) / effect.se == approx(2.262157, abs=1e-5)  # t of 9
    with pytest.raises(ValueError, match=r"^role: "):
        dyad.apim(y, x).actor_effect(2)


def test_distinguishability_is_never_below_zero_and_sees_roles():
    y, x = couples(n=200)
    alike = dyad.distinguishability(y, x)
    apart = dyad.distinguishability(y + np.array([0, 2]), x)
    assert alike.p > 0.01
    assert apart.p < 1e-6
    # The paths alone are still the same for both.
    assert dyad.distinguishability(y + np.array([0, 2]), x, paths_only=True).p > 0.01


def test_the_icc_of_complete_couples_is_the_ratio_of_mean_squares():
    y, _ = couples(n=50)
    between = 2 * y.mean(axis=1).var(ddof=1)
    within = ((y[:, 0] - y[:, 1]) ** 2).mean() / 2
    found = dyad.icc(y)
    assert found.value == approx((between - within) / (between + within), abs=1e-6)
    assert -1 < found.low < found.value < found.high < 1


BAD = {
    "a single column": (lambda y, x: (y[:, :1], x), "y"),
    "fewer couples in x": (lambda y, x: (y, x[:5]), "x"),
    "an infinite value": (lambda y, x: (np.where(y > 1, np.inf, y), x), "y"),
    "nothing but NaN": (lambda y, x: (y * np.nan, x), "y"),
    "five couples": (lambda y, x: (y[:5], x[:5]), "y"),
    "a constant x": (lambda y, x: (y, x * [1, 0]), "x"),
    "a constant y": (lambda y, x: (y * [0, 1], x), "y"),
    "one x for both": (lambda y, x: (y, x[:, [0, 0]]), "x"),
    "y that x explains": (lambda y, x: (2 * x + x[:, ::-1], x), "y"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("distinguishable", [True, False])
def test_bad_couples_are_refused_by_name(case, distinguishable):
    change, name = BAD[case]
    with pytest.raises(ValueError, match=f"^{name}: "):
        dyad.apim(*change(*couples()), distinguishable=distinguishable)


def test_one_answer_of_both_is_refused():
    y, x = couples()
    with pytest.raises(ValueError, match=r"^y: "):
        dyad.apim(y[:, [0, 0]], x)
    with pytest.raises(ValueError, match=r"^y: "):
        dyad.icc(y[:, [0, 0]])


def test_nothing_changes_its_input():
    y, x = couples(missing=0.2)
    kept = y.copy(), x.copy()
    dyad.apim(y, x)
    dyad.icc(y)
    dyad.common_fate(y, x)
    assert np.array_equal(y, kept[0], equal_nan=True)
    assert np.array_equal(x, kept[1])


# What is behind the answers ----------------------------------------------------------------------


def shared(n=400, seed=3):
    """Return y, x with something shared in each, y 0.8 of x."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    y = 0.8 * x + 0.5 * rng.normal(size=(n, 1))
    return y + rng.normal(size=(n, 2)), x + 0.7 * rng.normal(size=(n, 2))


def test_common_fate_finds_what_is_shared():
    found = dyad.common_fate(*shared())
    assert found.effect.low < 0.8 < found.effect.high
    assert found.latent == approx([0.25, 1.0], abs=0.2)
    assert found.uniquenesses == approx(np.array([[1, 1], [0.49, 0.49]]), abs=0.25)


@given(seeds, scales)
@settings(max_examples=10, deadline=None)
def test_common_fate_has_the_units_of_y_and_x(seed, scale):
    y, x = shared(seed=seed)
    one, other = dyad.common_fate(y, x), dyad.common_fate(y[:, ::-1] * scale, x[:, ::-1])
    assert other.effect.value == approx(one.effect.value * scale, rel=1e-4)
    assert other.chi2 == approx(one.chi2, abs=1e-4)
    assert other.same_person[::-1] == approx(one.same_person * scale, abs=1e-3 * scale)


def test_without_something_shared_there_is_no_effect():
    rng = np.random.default_rng(1)
    y, _ = shared(n=100)
    mirrored = rng.normal(size=(100, 1)) * [1, -1] + 0.3 * rng.normal(size=(100, 2))
    assert np.isnan(dyad.common_fate(y, mirrored).effect.value)


def questionnaire(n=300, shift=0.0, scale=1.0, seed=4):
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(n, 1, 2)) @ np.linalg.cholesky([[1, 0.5], [0.5, 1]]).T
    loadings = np.array([1, 0.8, 0.7, 0.9])
    own = rng.normal(size=(n, 4, 2)) * 0.6 + rng.normal(size=(n, 4, 1)) * 0.4
    items = loadings[:, None] * factors + own
    items[:, 0, 1] = items[:, 0, 1] * scale + shift
    return items[..., 0], items[..., 1]


def test_equal_partners_pass_every_step():
    found = dyad.invariance(*questionnaire())
    chi2 = [found.configural.chi2, found.loading.chi2, found.intercept.chi2, found.residual.chi2]
    assert chi2 == sorted(chi2)
    assert found.residual.p > 0.01
    assert found.residual.dof == 4 * 11 - (4 + 4 + 4 + 4 + 2 + 1)


def test_an_item_that_is_easier_for_one_fails_at_the_intercepts():
    found = dyad.invariance(*questionnaire(shift=0.6))
    assert found.loading.p > 0.01
    assert found.intercept.p < 1e-4


def test_an_item_that_means_more_to_one_fails_at_the_loadings():
    found = dyad.invariance(*questionnaire(scale=2.0))
    assert found.configural.p > 0.01
    assert found.loading.p < 1e-4


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda a, b: (a[:, :2], b[:, :2]), "first"),
        (lambda a, b: (a, b[:, :3]), "second"),
        (lambda a, b: (a[:9], b[:9]), "first"),
        (lambda a, b: (a, b * [1, 1, 1, 0]), "second"),
        (lambda a, b: (a[:, [0, 1, 2, 2]], b), "first"),
    ],
)
def test_bad_questionnaires_are_refused(change, name):
    with pytest.raises(ValueError, match=f"^{name}: "):
        dyad.invariance(*change(*questionnaire()))
