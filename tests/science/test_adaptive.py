"""The next item: what tells most, in turn over the signs, until it is precise or long enough."""

from dataclasses import asdict
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from nearer.science import adaptive
from nearer.science.graded import GradedModel

pytestmark = pytest.mark.filterwarnings("error")
SIGNS = [item % 8 for item in range(16)]
NOTHING = np.full(16, np.nan)


def questionnaire(slopes: np.ndarray | float = 2.0, seed: int = 1) -> GradedModel:
    """Return sixteen items of five answers, two a sign."""
    rng = np.random.default_rng(seed)
    steps = np.array([-1.5, -0.5, 0.5, 1.5]) + rng.normal(0, 0.4, (16, 1))
    return GradedModel.from_thresholds(np.broadcast_to(slopes, 16), steps, scale=(1, 5))


def answered(**answers: float) -> np.ndarray:
    """Return answers by the number of the item: answered(i3=5)."""
    found = NOTHING.copy()
    for name, answer in answers.items():
        found[int(name[1:])] = answer
    return found


# Which one next -----------------------------------------------------------------------------------


def test_the_first_item_tells_most_of_everybody() -> None:
    model = questionnaire(np.linspace(1.0, 2.5, 16))
    theta = np.linspace(-6, 6, 61)
    weights = np.exp(-(theta**2) / 2)
    expected = weights @ model.item_information(theta)
    step = adaptive.next_item(model, NOTHING)
    assert step.item == expected.argmax()
    assert (step.reason, step.n_answered) == ("ask", 0)
    assert (step.theta, step.se) == pytest.approx((0, 1), abs=1e-6)


def test_by_maximum_it_is_the_most_informative_item_at_the_score() -> None:
    model = questionnaire(np.linspace(1.0, 2.5, 16))
    first = adaptive.next_item(model, NOTHING, criterion="maximum")
    assert first.item == model.item_information([0.0])[0].argmax()
    given_answers = answered(i0=5, i1=5, i2=4)
    step = adaptive.next_item(model, given_answers, criterion="maximum")
    told = model.item_information([step.theta])[0]
    told[:3] = -1
    assert step.item == told.argmax()


def test_no_item_is_asked_twice() -> None:
    path = adaptive.administer(questionnaire(1.0), np.full(16, 3.0), stop_se=0)
    assert sorted(path.items) == list(range(16))


def test_each_sign_has_its_turn_before_any_has_a_second() -> None:
    model = questionnaire(np.where(np.arange(16) % 8 == 3, 3.0, 1.2))
    path = adaptive.administer(model, np.full(16, 4.0), signs=SIGNS, stop_se=0)
    assert sorted(SIGNS[item] for item in path.items[:8]) == list(range(8))
    # Without signs the two sharp items come first, both of one sign.
    plain = adaptive.administer(model, np.full(16, 4.0), stop_se=0)
    assert [SIGNS[item] for item in plain.items[:2]] == [3, 3]


def test_a_sign_without_items_left_does_not_stop_the_others() -> None:
    signs = [0, *[1] * 15]
    path = adaptive.administer(questionnaire(), np.full(16, 2.0), signs=signs, stop_se=0)
    assert len(path.items) == 16


def test_exposure_control_asks_different_people_different_items() -> None:
    model = questionnaire()
    asked = {adaptive.next_item(model, NOTHING, spread=5, seed=seed).item for seed in range(40)}
    best = {adaptive.next_item(model, NOTHING, seed=seed).item for seed in range(40)}
    assert len(best) == 1
    assert len(asked) == 5
    assert best < asked


def test_a_reload_asks_the_same() -> None:
    model, so_far = questionnaire(), answered(i3=4, i7=2)
    first = adaptive.next_item(model, so_far, spread=4, seed=11)
    again = adaptive.next_item(
        GradedModel.from_json(model.to_json()), so_far.copy(), spread=4, seed=11
    )
    assert asdict(first) == asdict(again)


# When it ends -------------------------------------------------------------------------------------


def test_it_ends_when_it_is_precise() -> None:
    path = adaptive.administer(questionnaire(), np.full(16, 3.0), stop_se=0.35)
    assert path.reason == "precise"
    assert path.se[-1] <= 0.35 < path.se[-2]


def test_a_least_number_goes_before_precision() -> None:
    path = adaptive.administer(questionnaire(), np.full(16, 3.0), min_items=16)
    assert len(path.items) == 16
    assert path.reason == "precise"


def test_it_ends_when_it_is_long_enough() -> None:
    path = adaptive.administer(questionnaire(0.5), np.full(16, 3.0), max_items=5)
    assert (len(path.items), path.reason) == (5, "long enough")


def test_it_ends_when_nothing_is_left() -> None:
    path = adaptive.administer(questionnaire(0.5), np.full(16, 3.0), max_items=30)
    assert (len(path.items), path.reason) == (16, "no items left")


def test_good_items_reach_their_precision_within_ten() -> None:
    model = questionnaire(1.7)
    truth = np.random.default_rng(2).normal(size=150)
    paths = [
        adaptive.administer(model, answers, signs=SIGNS)
        for answers in model.simulate(truth, seed=3)
    ]
    assert np.mean([len(path.items) for path in paths]) <= 10
    apart = np.array([path.theta[-1] for path in paths]) - truth
    assert np.sqrt((apart**2).mean()) < 0.42


# What it says -------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, np.nan]), min_size=16, max_size=16))
def test_a_step_scores_as_the_model_does(given_answers: list[float]) -> None:
    model = questionnaire()
    step, scores = adaptive.next_item(model, given_answers), model.score(given_answers)
    # The ends of the grid count half here and whole there, which only extremes notice.
    assert_allclose([step.theta, step.se], [scores.theta[0], scores.se[0]], atol=1e-5)
    assert step.n_answered == scores.n_answered[0]
    assert step.item is None or np.isnan(given_answers[step.item])


def test_a_path_is_its_steps() -> None:
    model = questionnaire()
    path = adaptive.administer(model, np.full(16, 4.0), max_items=3, stop_se=0)
    so_far = NOTHING.copy()
    for item, theta, se in zip(path.items, path.theta, path.se, strict=True):
        assert adaptive.next_item(model, so_far, max_items=3, stop_se=0).item == item
        so_far[item] = 4
        step = adaptive.next_item(model, so_far, max_items=3, stop_se=0)
        assert (step.theta, step.se) == (theta, se)


def test_a_category_that_nobody_used_does_not_break_it() -> None:
    known = questionnaire()
    intercepts = known.intercepts.copy()
    intercepts[0, 3], intercepts[1, 0] = np.nan, np.nan
    model = GradedModel(
        **{
            name: getattr(known, name)
            for name in GradedModel.__dataclass_fields__
            if name != "intercepts"
        },
        intercepts=intercepts,
    )
    top = adaptive.next_item(model, answered(i0=5, i1=1))
    below = adaptive.next_item(model, answered(i0=4, i1=2))
    assert (top.theta, top.se) == (below.theta, below.se)


def test_nothing_changes_its_input() -> None:
    so_far = answered(i2=3)
    before = so_far.copy()
    adaptive.next_item(questionnaire(), so_far, signs=SIGNS)
    assert_array_equal(so_far, before)


def test_a_step_is_quick() -> None:
    model, so_far = questionnaire(), answered(i1=2, i4=5, i9=3)
    adaptive.next_item(model, so_far)
    times = []
    for _ in range(200):
        start = perf_counter()
        adaptive.next_item(model, so_far, signs=SIGNS)
        times.append(perf_counter() - start)
    # The bar is 0.1 ms; a busy machine gets ten times as much.
    assert min(times) < 1e-3


@pytest.mark.parametrize(
    ("answers", "options", "message"),
    [
        (np.full(15, np.nan), {}, "answers: has shape"),
        (answered(i0=6), {}, "answers: "),
        (answered(i0=0), {}, "answers: "),
        (answered(i0=2.5), {}, "answers: "),
        (answered(i0=np.inf), {}, "answers: "),
        (["a"] * 16, {}, "answers: "),
        (NOTHING, {"signs": [0, 1]}, "signs: "),
        (NOTHING, {"signs": [-1] * 16}, "signs: "),
        (NOTHING, {"stop_se": -1}, "stop_se: "),
        (NOTHING, {"stop_se": np.nan}, "stop_se: "),
        (NOTHING, {"max_items": 0}, "max_items: "),
        (NOTHING, {"min_items": -1}, "min_items: "),
        (NOTHING, {"min_items": np.nan}, "min_items: "),
        (NOTHING, {"min_items": 9, "max_items": 8}, "min_items: "),
        (NOTHING, {"criterion": "random"}, "criterion: "),
        (NOTHING, {"spread": 0}, "spread: "),
        (NOTHING, {"points": 1}, "points: "),
        (NOTHING, {"limit": -4}, "limit: "),
    ],
)
def test_what_makes_no_sense_is_named(answers, options, message) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        adaptive.next_item(questionnaire(), answers, **options)


def test_a_missing_answer_that_would_be_asked_is_named() -> None:
    with pytest.raises(ValueError, match=r"answers: item .* has no answer"):
        adaptive.administer(questionnaire(), NOTHING)
