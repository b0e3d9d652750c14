"""Agreement with R on real couples, within the tolerances of the data's own page."""

import numpy as np
import pytest

from nearer.science import dyad, mixed, truth_bias
from tests.science.couples_data import acitelli, bolger, needs_data, numbers, reference, table

pytestmark = needs_data
approx = pytest.approx
PREDICTORS = ("other_pos", "tension")


@pytest.mark.parametrize("predictor", PREDICTORS)
@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize("kind", ["distinguishable", "exchangeable"])
def test_the_actor_partner_model_agrees_with_nlme(predictor, method, kind):
    known = reference("apim")[f"satisfaction_on_{predictor}"][f"{kind}_{method}"]
    apart = kind == "distinguishable"
    found = dyad.apim(
        acitelli("satisfaction"), acitelli(predictor), distinguishable=apart, method=method
    )
    keys = (
        ["r1", "r2", "r1:xa", "r2:xa", "r1:xp", "r2:xp"] if apart else ["(Intercept)", "xa", "xp"]
    )
    ours = np.stack([found.intercept, found.actor, found.partner])
    errors = np.stack([found.intercept_se, found.actor_se, found.partner_se])
    if not apart:
        ours, errors = ours[:, 0], errors[:, 0]
    # nlme multiplies the errors of ML by sqrt(N / (N - p)); ours do not.
    more = np.sqrt(296 / (296 - len(keys))) if method == "ML" else 1
    assert ours.ravel() == approx([known["coef"][key] for key in keys], abs=1e-5)
    assert errors.ravel() * more == approx([known["se"][key] for key in keys], rel=1e-3)
    assert found.log_likelihood == approx(known["logLik"], abs=1e-3)
    ratio = known["sd_ratio"]["2"] if apart else 1
    assert found.sigma == approx(known["sigma"] * np.array([1, ratio]), abs=2e-3)
    assert found.rho == approx(known["rho"], abs=2e-3)
    assert (found.n, found.converged) == (known["n"], True)


@pytest.mark.parametrize("predictor", PREDICTORS)
def test_maximum_likelihood_agrees_with_lavaan(predictor):
    known = reference("apim")[f"satisfaction_on_{predictor}"]["lavaan_saturated"]["est"]
    rows = {row["lhs"] + row["op"] + row["rhs"]: (row["est"], row["se"]) for row in known}
    found = dyad.apim(acitelli("satisfaction"), acitelli(predictor), method="ML")
    ours = [
        ("y1~xa1", found.actor[0], found.actor_se[0]),
        ("y2~xa2", found.actor[1], found.actor_se[1]),
        ("y1~xa2", found.partner[0], found.partner_se[0]),
        ("y2~xa1", found.partner[1], found.partner_se[1]),
    ]
    for key, value, se in ours:
        assert (value, se) == approx(rows[key], rel=1e-3), key
    covariance = found.rho * found.sigma[0] * found.sigma[1]
    assert [*found.sigma**2, covariance] == approx(
        [rows[key][0] for key in ("y1~~y1", "y2~~y2", "y1~~y2")], abs=1e-4
    )


@pytest.mark.parametrize("predictor", PREDICTORS)
def test_tests_of_distinguishability_agree(predictor):
    known = reference("apim")[f"satisfaction_on_{predictor}"]
    y, x = acitelli("satisfaction"), acitelli(predictor)
    all_four = dyad.distinguishability(y, x)
    paths = dyad.distinguishability(y, x, paths_only=True)
    assert all_four.chi2 == approx(known["distinguishability_LR"]["chisq"], abs=1e-3)
    assert all_four.p == approx(known["distinguishability_LR"]["p"], abs=1e-4)
    assert paths.chi2 == approx(known["lavaan_equal_paths"]["chisq"], abs=1e-3)
    assert (all_four.dof, paths.dof) == (4, 2)


def test_the_intraclass_correlation_agrees_with_nlme():
    known = reference("apim")["satisfaction_on_tension"]["icc_y"]
    assert dyad.icc(acitelli("satisfaction")).value == approx(known, abs=1e-4)


def test_common_fate_agrees_with_lavaan():
    known = reference("apim")["common_fate_equal_loadings"]
    rows = {row["lhs"] + row["op"] + row["rhs"]: row for row in known["est"]}
    found = dyad.common_fate(acitelli("satisfaction"), acitelli("tension"))
    assert found.effect.value == approx(rows["sat~ten"]["est"], abs=1e-4)
    assert found.effect.se == approx(rows["sat~ten"]["se"], rel=1e-2)
    assert found.latent == approx([rows["sat~~sat"]["est"], rows["ten~~ten"]["est"]], abs=1e-4)
    own = [[rows[f"{y}_{r}~~{y}_{r}"]["est"] for r in "HW"] for y in ("satisfaction", "tension")]
    assert found.uniquenesses == approx(np.array(own), abs=1e-4)
    same = [rows[f"satisfaction_{role}~~tension_{role}"]["est"] for role in "HW"]
    assert found.same_person == approx(same, abs=1e-4)
    assert found.chi2 == approx(known["fit"]["chisq"], rel=1e-3)
    assert found.log_likelihood == approx(known["fit"]["logl"], abs=1e-2)


@pytest.mark.parametrize(
    ("items", "key"), [("sat.g", "ims_satisfaction"), ("com", "ims_commitment")]
)
def test_invariance_agrees_with_lavaan(items, key):
    cells, known = table("ims_couples"), reference("invariance")[key]
    first, second = (
        np.column_stack([numbers(cells[f"{items}{item}_{role}"]) for item in range(1, 6)])
        for role in "fm"
    )
    found = dyad.invariance(first, second)
    for step in ("configural", "loading", "intercept", "residual"):
        ours, theirs = getattr(found, step), known[step]
        assert ours.chi2 == approx(theirs["chisq"], rel=1e-3), step
        assert ours.dof == theirs["df"]
        assert (ours.cfi, ours.rmsea) == approx((theirs["cfi"], theirs["rmsea"]), abs=1e-4)
        assert ours.log_likelihood == approx(theirs["logl"], abs=1e-2)


def diary_predictors():
    within, between = dyad.within_between(bolger("wrkstrs"))
    return {"aw": within, "pw": within[..., ::-1], "ab": between, "pb": between[..., ::-1]}


def assert_agrees(found, known, *, fixed, errors, likelihood):
    """Compare by R's names: f and m are roles, the rest a predictor."""
    for name, value in known["fixef"].items():
        parts = name.split(":")
        predictor = next((part for part in parts if part not in "fm"), "intercept")
        role = 0 if "f" in parts else 1
        ours = found.effect(predictor, role)
        assert ours.value == approx(value, abs=fixed, rel=fixed), name
        assert ours.se == approx(known["se"][name], rel=errors), name
    # A likelihood above the reference is never an error: there the reference stopped early.
    assert found.log_likelihood > known["logLik"] - likelihood
    assert found.converged


@pytest.mark.parametrize(
    ("key", "random", "tolerance"),
    [
        ("dual_intercepts", ("intercept",), {"fixed": 1e-3, "errors": 1e-2, "likelihood": 1e-2}),
        (
            "dual_intercepts_actor_slopes",
            ("intercept", "aw"),
            {"fixed": 5e-3, "errors": 2e-2, "likelihood": 5e-2},
        ),
        (
            "six_random_effects_like_the_published_model",
            ("intercept", "aw", "pw"),
            {"fixed": 1e-2, "errors": 2e-2, "likelihood": 0.1},
        ),
    ],
)
def test_diaries_agree_with_nlme(key, random, tolerance):
    found = dyad.diary(bolger("reldis"), diary_predictors(), random=random)
    assert_agrees(found, reference("diary")[key], **tolerance)


def test_residuals_of_a_diary_agree_with_nlme():
    known = reference("diary")["dual_intercepts"]
    found = dyad.diary(bolger("reldis"), diary_predictors())
    ratio = known["sd_ratio"]["m"]
    assert found.sigma == approx(known["sigma"] * np.array([1, ratio]), abs=2e-3)
    assert found.rho == approx(known["rho"], abs=2e-3)
    assert found.random_covariance == approx(np.array(known["ranef_cov"]["values"]), abs=2e-3)
    assert found.random_names == (("intercept", 0), ("intercept", 1))


def test_yesterday_on_today_agrees_with_nlme():
    known = reference("diary")["lagged_actor_partner"]
    within, _ = dyad.within_between(bolger("reldis"))
    before = dyad.lag(within)
    found = dyad.diary(bolger("reldis"), {"ylag": before, "plag": before[..., ::-1]})
    assert_agrees(found, known, fixed=1e-3, errors=1e-2, likelihood=1e-2)
    assert found.n == known["n"]


def test_one_residual_for_both_agrees_with_lme4():
    known = reference("diary")["lmer_couple_day"]
    within = {name: x for name, x in diary_predictors().items() if name in ("aw", "pw")}
    found = dyad.diary(bolger("reldis"), within, equal_noise=True)
    assert_agrees(found, known, fixed=1e-4, errors=1e-3, likelihood=1e-2)
    rows = {(row["grp"], row["var1"], row["var2"]): row["vcov"] for row in known["varcomp"]}
    day, rest = rows["cd", "(Intercept)", None], rows["Residual", None, None]
    assert found.sigma**2 == approx(np.full(2, day + rest), rel=1e-2)
    assert found.rho == approx(day / (day + rest), rel=1e-2)
    between = [[rows["couple", "f", None], rows["couple", "f", "m"]]]
    between.append([rows["couple", "f", "m"], rows["couple", "m", None]])
    assert found.random_covariance == approx(np.array(between), rel=1e-2)


@pytest.mark.parametrize("kind", ["exchangeable", "distinguishable"])
def test_truth_and_bias_of_couples_agree_with_nlme(kind):
    known = reference("truth_bias")[f"acitelli_{kind}"]
    apart = kind == "distinguishable"
    found = truth_bias.couples(acitelli("other_pos"), acitelli("self_pos"), distinguishable=apart)
    parts = [(found.bias, found.bias_se, ""), (found.truth, found.truth_se, "T")]
    parts.append((found.projection, found.projection_se, "B"))
    for values, errors, letter in parts:
        for role in (0, 1):
            factor = f"factor(role){role + 1}" if apart else ""
            key = ":".join(part for part in (factor, letter) if part) or "(Intercept)"
            assert values[role] == approx(known["coef"][key], abs=1e-5), key
            assert errors[role] == approx(known["se"][key], rel=1e-3), key
    assert found.log_likelihood == approx(known["logLik"], abs=1e-3)


GUESSES = {
    "guess_pairs_intercepts": False,
    "guess_pairs_random_slopes_uncorrelated": True,
}
NAMES = {"pp": "person", "pp.1": "truth", "pp.2": "projection", "pair": "couple"}


@pytest.mark.parametrize("key", GUESSES)
def test_truth_and_bias_over_questions_agree_with_lme4(key):
    cells, known = table("guess_pairs"), reference("truth_bias")[key]
    guess, truth, own = (numbers(cells[name]) for name in ("guess", "partner_true", "own"))
    labels = {"couple": cells["pair"], "person": cells["person"], "question": cells["question"]}
    found = truth_bias.pooled(guess, truth, own, slopes=GUESSES[key], **labels)
    ours = {"(Intercept)": found.bias, "T": found.truth, "B": found.projection}
    for name, estimate in ours.items():
        assert estimate.value == approx(known["fixef"][name], abs=1e-4)
        assert estimate.se == approx(known["se"][name], abs=1e-4)
    for row in known["varcomp"]:
        name = NAMES.get(row["grp"], row["grp"].lower())
        assert found.variances[name] == approx(row["vcov"], rel=1e-2, abs=1e-4), name
    assert found.log_likelihood == approx(known["logLik"], abs=1e-2)
    assert found.mean_truth == approx(reference("truth_bias")["mean_truth_pairs"])


def test_profile_correlations_agree_with_r():
    cells, known = table("guess_pairs"), reference("truth_bias")
    ids = [f"{pair}.{one}" for pair, one in zip(cells["pair"], cells["person"], strict=True)]
    found = truth_bias.profile_correlation(
        numbers(cells["guess"]), numbers(cells["partner_true"]), person=ids
    )
    first = [found[label] for label in known["profile_r_ids"]]
    assert first == approx(known["profile_r_first10"], rel=1e-6)
    assert np.nanmean(list(found.values())) == approx(known["profile_r_mean"], rel=1e-6)


@pytest.mark.parametrize("key", ["random_intercept_ML", "random_slope_ML"])
def test_mixed_models_of_a_cohort_agree_with_lme4(key):
    cells, known = table("btheb_cohort"), reference("cohort")[key]
    months = np.tile([2.0, 3, 5, 8], 100)
    after = np.column_stack([numbers(cells[f"bdi.{month}m"]) for month in (2, 3, 5, 8)])
    flags = [("treatment", "BtheB"), ("drug", "Yes"), ("length", ">6m")]
    groups = [np.repeat([cell == value for cell in cells[name]], 4) for name, value in flags]
    before = np.repeat(numbers(cells["bdi.pre"]), 4)
    design = np.column_stack([np.ones(400), before, months, *groups])
    varying = np.column_stack([np.ones(400), months]) if "slope" in key else None
    random = mixed.Random(np.repeat(cells["id"], 4), varying)
    found = mixed.fit(after.ravel(), design, [random], names=tuple(known["fixef"]), method="ML")
    assert found.coefficients == approx(list(known["fixef"].values()), abs=1e-3, rel=1e-3)
    assert found.se == approx(list(known["se"].values()), rel=1e-2)
    assert found.log_likelihood == approx(known["logLik"], abs=1e-2)
    variances = [*np.diagonal(found.random_covariances[0]), found.residual_variance]
    theirs = [row["vcov"] for row in known["varcomp"] if row["var2"] is None]
    assert variances == approx(theirs, rel=1e-2)
    assert found.n == known["n"]
