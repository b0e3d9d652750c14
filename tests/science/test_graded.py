"""The graded response model: what it recovers, what it refuses, what it makes of odd tables."""

import json
import warnings
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nearer.science import graded
from nearer.science.graded import GradedModel

pytestmark = pytest.mark.filterwarnings("error")


def questionnaire(
    items: int = 8, *, categories: int = 5, seed: int = 1, low: int = 1
) -> GradedModel:
    """Return items of mixed slopes."""
    rng = np.random.default_rng(seed)
    thresholds = np.sort(rng.normal(0, 1.1, (items, categories - 1)), axis=1)
    thresholds += np.linspace(-0.3, 0.3, categories - 1)
    slopes = rng.uniform(1.0, 2.4, items)
    return GradedModel.from_thresholds(slopes, thresholds, scale=(low, low + categories - 1))


def people(n: int, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    """Answers of 600 people to eight items, 1 to 5."""
    return questionnaire().simulate(people(600), seed=3)


# Calibrated ---------------------------------------------------------------------------------------


def test_parameters_come_back_within_their_errors() -> None:
    truth = questionnaire()
    found = graded.calibrate(truth.simulate(people(4000), seed=4))
    apart = np.column_stack(
        [
            (found.slopes - truth.slopes) / found.slopes_se,
            (found.intercepts - truth.intercepts) / found.intercepts_se,
        ]
    )
    assert found.converged
    # Forty standardised distances: their mean square is near 1, and none is wild.
    assert 0.5 < (apart**2).mean() < 1.7
    assert np.abs(apart).max() < 4


def test_missing_answers_cost_precision_and_nothing_else(table: np.ndarray) -> None:
    holes = table.copy()
    holes[np.random.default_rng(5).random(holes.shape) < 0.3] = np.nan
    whole, found = graded.calibrate(table), graded.calibrate(holes)
    assert found.converged
    assert (found.slopes_se > whole.slopes_se).all()
    assert (np.abs(found.slopes - whole.slopes) < 4 * found.slopes_se).all()


def test_who_answered_nothing_is_left_out(table: np.ndarray) -> None:
    nobody = np.full((5, 8), np.nan)
    found, whole = graded.calibrate(np.vstack([table, nobody])), graded.calibrate(table)
    assert found.n == 600
    assert_allclose(found.slopes, whole.slopes, rtol=1e-6)


def test_the_order_of_people_and_items_is_no_information(table: np.ndarray) -> None:
    found = graded.calibrate(table[::-1, ::-1])
    assert_allclose(found.slopes[::-1], graded.calibrate(table).slopes, rtol=1e-5)


def test_a_reversed_item_runs_against_the_others(table: np.ndarray) -> None:
    turned = table.copy()
    turned[:, 2] = 6 - turned[:, 2]
    whole, found = graded.calibrate(table), graded.calibrate(turned)
    assert found.slopes[2] == pytest.approx(-whole.slopes[2], rel=1e-4)
    assert found.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-6)
    assert_allclose(found.intercepts[2], -whole.intercepts[2, ::-1], atol=1e-4)


def test_another_scale_is_the_same_model(table: np.ndarray) -> None:
    found, whole = graded.calibrate(table - 1), graded.calibrate(table)
    assert (found.scale, whole.scale) == ((0, 4), (1, 5))
    assert_array_equal(found.slopes, whole.slopes)


def test_a_highest_category_that_nobody_used_has_no_intercept(table: np.ndarray) -> None:
    found = graded.calibrate(np.minimum(table, 4), scale=(1, 5))
    assert np.isnan(found.intercepts[:, 3]).all()
    assert np.isfinite(found.intercepts[:, :3]).all()
    assert_allclose(found.probabilities([0.0])[0].sum(axis=1), 1)
    assert_allclose(found.probabilities([0.0])[0, :, 4], 0)


def test_a_lowest_category_that_nobody_used_has_no_intercept(table: np.ndarray) -> None:
    found = graded.calibrate(np.maximum(table, 2), scale=(1, 5))
    assert np.isnan(found.intercepts[:, 0]).all()
    assert_allclose(found.probabilities([0.0])[0].sum(axis=1), 1)


def test_a_category_between_that_nobody_used_lies_between_equal_steps(table: np.ndarray) -> None:
    gap = table.copy()
    gap[gap[:, 0] == 3, 0] = 2
    found = graded.calibrate(gap)
    assert found.intercepts[0, 1] == found.intercepts[0, 2]
    assert found.probabilities([0.4])[0, 0, 2] == 0
    below, there, above = (found.score([answer, *[3] * 7]).theta[0] for answer in (2, 3, 4))
    assert below < there < above


def test_an_answer_above_all_that_were_used_counts_as_the_highest(table: np.ndarray) -> None:
    found = graded.calibrate(np.minimum(table, 4), scale=(1, 5))
    assert found.score(np.full(8, 5.0)).theta == found.score(np.full(8, 4.0)).theta


def test_two_items_that_are_one_have_no_maximum_and_it_says_so(table: np.ndarray) -> None:
    found = graded.calibrate(np.column_stack([table[:, :4], table[:, 0]]))
    assert not found.converged


def test_few_steps_are_not_convergence(table: np.ndarray) -> None:
    assert not graded.calibrate(table, max_iter=2).converged


def test_progress_rises_to_one(table: np.ndarray) -> None:
    told: list[float] = []
    graded.calibrate(table, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_nothing_changes_its_input(table: np.ndarray) -> None:
    before = table.copy()
    model = graded.calibrate(table)
    model.score(table, method="map")
    graded.item_fit(model, table)
    graded.model_fit(model, table)
    assert_array_equal(table, before)


@pytest.mark.parametrize("kind", [int, str, object, np.float32])
def test_any_kind_of_numbers_will_do(table: np.ndarray, kind: type) -> None:
    found = graded.calibrate(table.astype(kind))
    assert_array_equal(found.slopes, graded.calibrate(table).slopes)


def test_yes_and_no_will_do(table: np.ndarray) -> None:
    found = graded.calibrate(table > 3)
    assert found.scale == (0, 1)
    assert found.intercepts.shape == (8, 1)


def test_names_come_from_columns_where_there_are_some(table: np.ndarray) -> None:
    class Frame:
        columns = tuple("abcdefgh")

        def __array__(self, dtype=None, copy=None) -> np.ndarray:
            return np.array(table, dtype)

    assert graded.calibrate(Frame()).items == tuple("abcdefgh")
    assert graded.calibrate(table).items[0] == "item1"
    assert graded.calibrate(table, items=list("hgfedcba")).items == tuple("hgfedcba")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_table_of_answers_makes_it_fail_or_warn(data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    items, top = data.draw(st.integers(3, 6)), data.draw(st.integers(1, 6))
    answers = rng.integers(0, top + 1, (data.draw(st.integers(80, 120)), items)).astype(float)
    answers[rng.random(answers.shape) < data.draw(st.sampled_from([0, 0.1, 0.5]))] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = graded.calibrate(answers, max_iter=60)
        scores = found.score(answers, method="map")
    assert np.isfinite(found.slopes).all()
    assert np.isfinite(scores.theta).all()
    assert ((scores.se > 0) & (scores.se <= 1 + 1e-12)).all()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda table: table[:, 0], "answers: has shape"),
        (lambda table: table[:49], "answers: 49 people answered; at least 50"),
        (lambda table: table[:, :2], "answers: has 2 items; at least 3"),
        (lambda table: table + 0.5, "answers: row 1, column 1 holds"),
        (lambda table: np.where(table == 5, np.inf, table), "answers: holds an infinite"),
        (lambda table: np.full_like(table, np.nan), "answers: all values are missing"),
        (lambda table: np.column_stack([table, table[:, 0] * 0 + 2]), "column 9 is constant"),
        (lambda table: np.column_stack([table, table[:, 0] * np.nan]), "column 9 is all missing"),
        (lambda table: [["a", "b"]], "answers: is not an array of numbers"),
    ],
)
def test_a_table_that_cannot_be_calibrated_is_named(table: np.ndarray, spoil, message) -> None:
    with pytest.raises(ValueError, match=message):
        graded.calibrate(spoil(table))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scale": (1, 4)}, "answers: row .* holds 5; the scale is 1 to 4"),
        ({"scale": (5, 1)}, "scale: "),
        ({"items": ["a"]}, "items: 1 names for 8"),
        ({"items": ["a"] * 8}, "items: two have the same name"),
        ({"tol": 0}, "tol: "),
        ({"max_iter": 0}, "max_iter: "),
    ],
)
def test_options_that_make_no_sense_are_named(table: np.ndarray, options, message) -> None:
    with pytest.raises(ValueError, match=message):
        graded.calibrate(table, **options)


# Scored -------------------------------------------------------------------------------------------


def test_extreme_answers_have_finite_scores() -> None:
    model = questionnaire()
    ends = np.array([np.full(8, 1.0), np.full(8, 5.0)])
    for method in ("eap", "map"):
        low, high = model.score(ends, method=method).theta
        assert -4 < low < -1 < 1 < high < 4


def test_one_answer_moves_a_score_a_little_and_none_gives_the_prior() -> None:
    model = questionnaire()
    one = np.full((2, 8), np.nan)
    one[0, 0] = 5
    for method in ("eap", "map"):
        scores = model.score(one, method=method)
        assert 0 < scores.theta[0] < 2
        assert scores.theta[1] == pytest.approx(0, abs=1e-12)
        assert scores.se[1] == pytest.approx(1, abs=1e-6)
        assert list(scores.n_answered) == [1, 0]


def test_one_person_is_a_row_of_their_own() -> None:
    model = questionnaire()
    alone = model.score([1, 2, 3, 4, 5, 4, 3, 2])
    assert alone.theta.shape == (1,)
    assert alone.theta == model.score([[1, 2, 3, 4, 5, 4, 3, 2]]).theta


def test_the_mode_is_where_the_posterior_is_highest() -> None:
    model = questionnaire()
    given_answers = model.simulate(people(20), seed=7)
    grid = np.linspace(-4, 4, 40_001)
    likely = model.probabilities(grid)
    codes = given_answers.astype(int) - 1
    logs = np.array([np.log(likely[:, np.arange(8), code]).sum(axis=1) for code in codes])
    highest = grid[(logs - grid**2 / 2).argmax(axis=1)]
    assert_allclose(model.score(given_answers, method="map").theta, highest, atol=2e-4)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    model, truth = questionnaire(12), people(4000, seed=8)
    scores = model.score(model.simulate(truth, seed=9))
    for level in (0.8, 0.95):
        low, high = scores.interval(level)
        assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(level, abs=0.02)


def test_a_negative_slope_scores_the_other_way_round() -> None:
    rising = GradedModel.from_thresholds([2.0], [[-1, 0, 1]], scale=(0, 3))
    falling = GradedModel.from_thresholds([-2.0], [[1, 0, -1]], scale=(0, 3))
    high = rising.score([3]).theta
    assert high > 0
    assert_allclose([-falling.score([3]).theta, falling.score([0]).theta], [high, high])


@pytest.mark.parametrize(
    ("answers", "options", "message"),
    [
        ([1, 2], {}, "answers: has 2 columns; 8 items"),
        ([0] * 8, {}, "answers: row 1, column 1 holds 0; the scale is 1 to 5"),
        ([1.5] * 8, {}, "answers are whole numbers"),
        ([1] * 8, {"method": "mle"}, "method: is 'mle'"),
        ([1] * 8, {"points": 1}, "points: "),
        ([1] * 8, {"limit": 0}, "limit: "),
    ],
)
def test_answers_that_cannot_be_scored_are_named(answers, options, message) -> None:
    with pytest.raises(ValueError, match=message):
        questionnaire().score(answers, **options)


# The model ----------------------------------------------------------------------------------------


def test_probabilities_sum_to_one_and_information_is_their_spread() -> None:
    model, theta = questionnaire(3), np.array([-2.0, 0.0, 1.5])
    likely = model.probabilities(theta)
    assert likely.shape == (3, 3, 5)
    assert_allclose(likely.sum(axis=2), 1)
    step = 1e-5
    slope = (model.probabilities(theta + step) - model.probabilities(theta - step)) / (2 * step)
    assert_allclose(model.item_information(theta), (slope**2 / likely).sum(axis=2), rtol=1e-6)
    assert_allclose(model.information(theta), model.item_information(theta).sum(axis=1))


def test_thresholds_are_where_the_chance_is_one_half() -> None:
    model = questionnaire(2)
    at = model.thresholds[1, 2]
    assert model.probabilities([at])[0, 1, 3:].sum() == pytest.approx(0.5)


def test_sum_scores_are_all_totals_with_their_chances() -> None:
    model = questionnaire(4, categories=3, low=0)
    found = model.sum_scores()
    assert_array_equal(found.total, np.arange(9))
    assert found.probability.sum() == pytest.approx(1)
    assert (np.diff(found.theta) > 0).all()
    simulated = model.simulate(people(20_000), seed=1).sum(axis=1)
    shares = np.bincount(simulated.astype(int), minlength=9) / 20_000
    assert_allclose(found.probability, shares, atol=0.012)


def test_simulated_answers_come_from_their_seed() -> None:
    model, theta = questionnaire(), people(5)
    assert_array_equal(model.simulate(theta, seed=1), model.simulate(theta, seed=1))
    assert not np.array_equal(model.simulate(theta, seed=1), model.simulate(theta, seed=2))


def test_an_expert_guess_has_no_errors_and_says_that_it_is_one() -> None:
    model = questionnaire()
    assert model.origin == "expert guess"
    assert np.isnan(model.slopes_se).all()
    assert np.isnan(model.log_likelihood)


def test_a_model_cannot_be_written_to() -> None:
    model = questionnaire()
    with pytest.raises(ValueError, match="read-only"):
        model.slopes[0] = 9
    with pytest.raises(FrozenInstanceError):
        model.n = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("slopes", "thresholds", "message"),
    [
        ([1.0, 0.0], [[-1, 0, 1, 2]] * 2, "slopes: holds 0"),
        ([1.0], [[0, -1, 1, 2]], "thresholds: they rise"),
        ([1.0], [[0, np.nan, 1, 2]], "thresholds: they rise"),
        ([1.0], [[-1, 0, 1]], "thresholds: has shape"),
        ([-1.0], [[-1, 0, 1, 2]], "thresholds: they rise"),
    ],
)
def test_a_guess_that_is_no_model_is_named(slopes, thresholds, message) -> None:
    with pytest.raises(ValueError, match=message):
        GradedModel.from_thresholds(slopes, thresholds, scale=(1, 5))


# As a file ----------------------------------------------------------------------------------------


def test_a_model_comes_back_from_its_text_with_every_digit(table: np.ndarray) -> None:
    for model in (questionnaire(), graded.calibrate(np.minimum(table, 4), scale=(1, 5))):
        again = GradedModel.from_json(model.to_json())
        assert again == model
        assert_array_equal(again.intercepts, model.intercepts)
        assert json.loads(model.to_json())["format"] == "nearer.graded/1"


def test_models_that_differ_are_not_equal() -> None:
    assert questionnaire(seed=1) == questionnaire(seed=1)
    assert questionnaire(seed=1) != questionnaire(seed=2)
    assert questionnaire() != "a model"


def altered(**fields: object) -> str:
    return json.dumps({**json.loads(questionnaire().to_json()), **fields})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": "nearer.graded/2"}',
        '{"format": "nearer.graded/1"}',
        altered(slopes=[1, 2]),
        altered(slopes=["1"] * 8),
        altered(slopes=[None] * 8),
        altered(slopes=[[1, 2], 3]),
        altered(intercepts=[[0, 1, 2, 3]] * 8),
        altered(items=[1] * 8),
        altered(items=["a"] * 8),
        altered(scale=[1]),
        altered(scale=[5, 1]),
        altered(scale=["1", "5"]),
        altered(n="many"),
        altered(n=True),
        altered(converged=1),
        altered(origin="a dream"),
        altered(version=None),
        altered(log_likelihood="high"),
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^\w+: "):
        GradedModel.from_json(text)


# Does it fit? -------------------------------------------------------------------------------------


def test_what_fits_is_told_to_fit() -> None:
    shares = []
    for seed in range(12):
        answers = questionnaire(seed=seed).simulate(people(500, seed), seed=seed)
        model = graded.calibrate(answers)
        shares += [*graded.item_fit(model, answers).p, graded.model_fit(model, answers).p]
    assert np.mean(np.array(shares) < 0.05) < 0.12
    assert 0.4 < np.mean(shares) < 0.65


def test_two_dimensions_do_not_fit_one() -> None:
    model = questionnaire()
    first, second = people(1000, 1), people(1000, 2)
    answers = np.column_stack(
        [model.simulate(first, seed=3)[:, :4], model.simulate(second, seed=4)[:, 4:]]
    )
    found = graded.model_fit(graded.calibrate(answers), answers)
    assert found.p < 0.001
    assert found.rmsea.low > 0.05
    assert found.srmsr > 0.08
    assert_allclose(found.residuals, found.residuals.T, atol=1e-12)


def test_an_item_that_knows_only_the_middle_does_not_fit() -> None:
    model, theta = questionnaire(), people(2000)
    answers = model.simulate(theta, seed=3)
    answers[:, 3] = np.clip(np.rint(5 - 1.5 * np.abs(theta) + people(2000, 9) * 0.3), 1, 5)
    p = graded.item_fit(graded.calibrate(answers), answers).p
    assert p[3] < 0.001
    assert np.median(np.delete(p, 3)) > 0.01


def test_fit_needs_people_who_answered_everything(table: np.ndarray) -> None:
    model = graded.calibrate(table)
    few = table.copy()
    few[49:, 0] = np.nan
    for judge in (graded.item_fit, graded.model_fit):
        with pytest.raises(ValueError, match="answers: 49 people"):
            judge(model, few)


def test_an_item_that_one_group_answers_lower_is_found() -> None:
    same = questionnaire(6)
    shift = np.where(np.arange(6) == 2, 0.7, 0)[:, None]
    other = GradedModel.from_thresholds(same.slopes, same.thresholds + shift, scale=(1, 5))
    theta = people(1000)
    group = np.repeat(["men", "women"], 500)
    # The second group stands higher as a whole, which is a difference of people, not of items.
    answers = np.vstack(
        [same.simulate(theta[:500], seed=1), other.simulate(theta[500:] + 0.6, seed=2)]
    )
    found = graded.dif(answers, group, items=list("abcdef"))
    assert found.items[int(np.argmin(found.p))] == "c"
    assert found.p_adjusted[2] < 0.001
    assert found.effect[2] < -0.3
    assert (np.delete(found.p_adjusted, 2) > 0.01).all()
    assert (np.abs(np.delete(found.effect, 2)) < 0.25).all()


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (np.zeros(600), "group: has 1 values; it has two"),
        (np.arange(600) % 3, "group: has 3 values; it has two"),
        (np.zeros(599), "group: has shape"),
        (np.arange(600) < 49, "group: the second has 49 people"),
    ],
)
def test_groups_that_are_not_two_are_named(table: np.ndarray, group, message) -> None:
    with pytest.raises(ValueError, match=message):
        graded.dif(table, group)


def test_scores_of_many_at_once_are_those_of_each_alone() -> None:
    model = graded.GradedModel.from_thresholds(
        np.linspace(0.5, 3, 11), np.tile([-1.0, 0.0, 0.5, 1.0], (11, 1)), scale=(1, 5)
    )
    theta = np.random.default_rng(1).normal(size=2000)
    answers = model.simulate(theta, seed=2)
    answers[np.random.default_rng(3).random(answers.shape) < 0.2] = np.nan
    together = model.score(answers)
    alone = [model.score(one) for one in answers[:40]]
    assert_allclose(together.theta[:40], [one.theta[0] for one in alone], atol=1e-12)
    assert_allclose(together.se[:40], [one.se[0] for one in alone], atol=1e-12)


def test_hundreds_of_items_lose_no_digits() -> None:
    one = graded.GradedModel.from_thresholds([1.2, 0.8], [[-1.0], [1.0]], scale=(0, 1))
    many = graded.GradedModel.from_thresholds(
        np.tile(one.slopes, 600), np.tile(one.thresholds, (600, 1)), scale=(0, 1)
    )
    # Half of each kind: as likely as can be at one point, and still a likelihood of 1e-300.
    answers = np.tile([1.0, 0.0, 0.0, 1.0], 300)
    points = np.linspace(-6, 6, 61)
    likely = np.log(many.probabilities(points))
    logs = likely[:, np.arange(1200), answers.astype(int)].sum(axis=1) - points**2 / 2
    weights = np.exp(logs - logs.max())
    expected = weights @ points / weights.sum()
    for people in (1, 3000):
        found = many.score(np.tile(answers, (people, 1)))
        assert_allclose(found.theta, expected, atol=1e-9)


def test_curvature_from_some_stands_for_all_on_the_way_up() -> None:
    # More patterns than the rough curvature takes, so that some of them stand for all.
    model = graded.GradedModel.from_thresholds(
        np.linspace(0.8, 2.4, 9), np.tile([-1.2, -0.3, 0.6], (9, 1)), scale=(1, 4)
    )
    people = np.random.default_rng(4).normal(size=7000)
    found = graded.calibrate(model.simulate(people, seed=5))
    assert found.converged
    assert_allclose(found.slopes, model.slopes, atol=0.15)
    exact = graded.calibrate(model.simulate(people, seed=5), tol=1e-9)
    assert_allclose(found.slopes, exact.slopes, atol=1e-5)
    assert found.log_likelihood == pytest.approx(exact.log_likelihood, abs=1e-6)
