"""The results of R (mirt, ltm, catR, lavaan, psych) for questionnaires, within stated tolerances.

The references lie beside a checkout, in ../shared/data/measurement; its reference_dev.R made them.
"""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nearer.science import adaptive, change, graded, reliability
from nearer.science.graded import GradedModel

ECR_REVERSED = (3, 15, 19, 22, 25, 27, 29, 31, 33, 35)
SCALES = {
    "science": (1, 4),
    "ecr_avoidance": (1, 5),
    "ecr_anxiety": (1, 5),
    "rse": (1, 4),
    "lsat7_2pl": (0, 1),
}


def columns(data: Path, name: str, wanted: list[str]) -> np.ndarray:
    """Return columns of a table as (people, items); an empty cell is NaN."""
    with (data / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([[float(row[key] or "nan") for key in wanted] for row in rows])


def turned(answers: np.ndarray, items: tuple[int, ...], ends: int) -> np.ndarray:
    answers[:, [item - 1 for item in items]] = ends - answers[:, [item - 1 for item in items]]
    return answers


def ecr(data: Path) -> np.ndarray:
    names = [f"q{item}" for item in range(1, 37)]
    return turned(columns(data, "ecr_dev.csv", names), ECR_REVERSED, 6)


def rse(data: Path) -> np.ndarray:
    names = [f"q{item}" for item in range(1, 11)]
    whole = turned(columns(data, "rse_dev.csv", names), (3, 5, 8, 9, 10), 5)
    return whole[~np.isnan(whole).all(axis=1)]


def satisfaction(data: Path, partner: str) -> np.ndarray:
    return columns(data, "ims_couples.csv", [f"sat.g{item}_{partner}" for item in range(1, 6)])


# The answers behind each block of results, reversed where they need it.
ANSWERS = {
    "science": lambda data: columns(data, "science.csv", ["Comfort", "Work", "Future", "Benefit"]),
    "ecr_avoidance": lambda data: ecr(data)[:, 0::2],
    "ecr_anxiety": lambda data: ecr(data)[:, 1::2],
    "rse": rse,
    "lsat7_2pl": lambda data: columns(data, "lsat7.csv", [f"Item.{item}" for item in range(1, 6)]),
    "divorce_q31_q40": lambda data: columns(
        data, "divorce_dps.csv", [f"q{item}" for item in range(31, 41)]
    ),
    "ims_satisfaction_f": lambda data: satisfaction(data, "f"),
    "ims_satisfaction_m": lambda data: satisfaction(data, "m"),
}


@pytest.fixture(scope="session")
def grm(data: Path) -> dict[str, Any]:
    """The results for graded models."""
    return json.loads((data / "reference" / "grm.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def alphas(data: Path) -> dict[str, Any]:
    """The results for reliability."""
    return json.loads((data / "reference" / "reliability.json").read_text("utf-8"))


def reference_model(block: dict[str, Any], scale: tuple[int, int]) -> GradedModel:
    """Return a model with the parameters of a reference."""
    intercepts = np.array(block["d"])
    none = np.full(intercepts.shape, np.nan)
    return GradedModel(
        items=tuple(block["items"]),
        scale=scale,
        slopes=np.array(block["a"]),
        intercepts=intercepts,
        slopes_se=none[:, 0],
        intercepts_se=none,
        log_likelihood=block["logLik"],
        n=block["n"],
        converged=True,
        origin="calibrated",
        version="reference",
    )


# Calibrated ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["science", "ecr_avoidance", "ecr_anxiety", "rse"])
def test_a_calibration_ends_where_mirt_ends(data: Path, grm: dict[str, Any], name: str) -> None:
    reference = grm[name]
    answers = ANSWERS[name](data)
    model = graded.calibrate(answers, items=reference["items"], scale=SCALES[name])
    assert model.converged
    assert model.n == reference["n"]
    assert model.log_likelihood >= reference["logLik"] - 1e-2
    errors = np.array([reference["se"][item] for item in reference["items"]])
    ours = np.column_stack([model.slopes_se, model.intercepts_se])
    # 1 % is what the data's README asks of standard errors from the observed information.
    assert_allclose(ours, errors, rtol=1e-2)
    apart = np.column_stack([model.slopes, model.intercepts])
    apart -= np.column_stack([reference["a"], reference["d"]])
    assert np.abs(apart / errors).max() < 0.1
    assert np.isfinite(ours).sum() == reference["df"]


def test_own_parameters_score_like_the_references(data: Path, grm: dict[str, Any]) -> None:
    reference, answers = grm["science"], ANSWERS["science"](data)
    model = graded.calibrate(answers)
    rows = np.array(reference["scored_rows"]) - 1
    assert_allclose(model.score(answers[rows]).theta, reference["EAP"], atol=3e-3)


def test_two_categories_are_the_two_parameter_logistic_model(
    data: Path, grm: dict[str, Any]
) -> None:
    reference = grm["lsat7_2pl"]
    model = graded.calibrate(ANSWERS["lsat7_2pl"](data))
    assert_allclose(model.slopes, reference["a"], atol=2e-3)
    assert_allclose(model.intercepts[:, 0], reference["d"], atol=2e-3)
    assert model.log_likelihood == pytest.approx(reference["logLik"], abs=1e-2)


def test_another_quadrature_gives_thresholds_close_by(data: Path, grm: dict[str, Any]) -> None:
    """ltm takes 41 Gauss-Hermite points and prints three digits, hence 5e-3 relative."""
    reference = np.array(grm["science_ltm"]["coef"]["values"])
    model = graded.calibrate(ANSWERS["science"](data))
    assert_allclose(
        np.column_stack([model.thresholds, model.slopes]), reference, rtol=5e-3, atol=5e-3
    )


# Scored -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["science", "ecr_avoidance", "ecr_anxiety", "rse"])
def test_scores_information_and_reliability_agree(
    data: Path, grm: dict[str, Any], name: str
) -> None:
    reference = grm[name]
    model, answers = reference_model(reference, SCALES[name]), ANSWERS[name](data)
    rows = np.array(reference["scored_rows"]) - 1
    mean, mode = model.score(answers[rows]), model.score(answers[rows], method="map")
    assert_allclose(mean.theta, reference["EAP"], atol=1e-6)
    assert_allclose(mean.se, reference["EAP_SE"], atol=1e-6)
    assert_allclose(mode.theta, reference["MAP"], atol=1e-4)
    assert_allclose(mode.se, reference["MAP_SE"], atol=1e-3)
    assert_allclose(model.information(reference["info_theta"]), reference["test_info"], atol=1e-6)
    assert model.reliability() == pytest.approx(reference["marginal_rxx"], abs=1e-4)
    empirical = model.score(answers).reliability()
    assert empirical == pytest.approx(reference["empirical_rxx"], abs=1e-4)


def test_totals_score_like_the_recursion_of_lord_and_wingersky(grm: dict[str, Any]) -> None:
    reference = grm["science"]["eapsum"]
    found = reference_model(grm["science"], (1, 4)).sum_scores()
    assert_allclose(found.total, reference["sum"])
    assert_allclose(found.theta, reference["F1"], atol=1e-6)
    assert_allclose(found.se, reference["SE"], atol=1e-6)
    assert_allclose(found.probability * grm["science"]["n"], reference["expected"], atol=1e-6)


# Adapted ------------------------------------------------------------------------------------------


def test_forty_people_are_asked_what_catr_asks(data: Path, grm: dict[str, Any]) -> None:
    reference = json.loads((data / "reference" / "cat.json").read_text("utf-8"))
    model = reference_model(grm["ecr_avoidance"], (1, 5))
    answers = ANSWERS["ecr_avoidance"](data)[np.array(reference["rows"]) - 1]
    for given, expected in zip(answers, reference["cat"], strict=True):
        path = adaptive.administer(
            model, given, criterion="maximum", points=33, limit=4.0, stop_se=0.3, max_items=12
        )
        assert [item + 1 for item in path.items] == expected["items"]
        assert_allclose(path.theta, expected["theta"], atol=1e-4)
        assert_allclose(path.se, expected["se"], atol=1e-4)


# Reliability --------------------------------------------------------------------------------------

BLOCKS = [name for name in ANSWERS if name != "lsat7_2pl"]


@pytest.mark.parametrize("name", BLOCKS)
def test_alpha_and_items_agree(data: Path, alphas: dict[str, Any], name: str) -> None:
    reference, answers = alphas[name], ANSWERS[name](data)
    found = reliability.alpha(answers)
    assert found.n == reference["n"]
    assert found.value == pytest.approx(reference["alpha"], rel=1e-6)
    assert [found.low, found.high] == pytest.approx(reference["alpha_feldt_ci95"], rel=1e-6)
    standardised = reliability.alpha(answers, standardised=True).value
    assert standardised == pytest.approx(reference["alpha_std"], rel=1e-6)
    items = reliability.item_statistics(answers)
    assert_allclose(items.alpha_if_dropped, reference["alpha_if_dropped"], rtol=1e-6)
    assert_allclose(items.rest_correlation, reference["item_rest_r"], rtol=1e-6)


@pytest.mark.parametrize("name", BLOCKS)
def test_one_factor_and_omega_agree(data: Path, alphas: dict[str, Any], name: str) -> None:
    reference, answers = alphas[name], ANSWERS[name](data)
    factor = reliability.one_factor(answers)
    assert factor.converged
    assert_allclose(factor.loadings, reference["loadings"], rtol=1e-4, atol=1e-4)
    assert_allclose(factor.uniquenesses, reference["residual_var"], rtol=1e-4, atol=1e-4)
    assert factor.chi2 == pytest.approx(reference["cfa_chisq"], rel=1e-4)
    assert factor.dof == reference["cfa_df"]
    value = reliability.omega(answers).value
    assert value == pytest.approx(reference["omega_total_ml1f"], abs=1e-4)
    sem = change.sem(reference["sum_sd"], value)
    assert sem == pytest.approx(reference["sem_omega"], rel=1e-3)
