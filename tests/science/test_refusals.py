"""Bad input of every public function: a ValueError that begins with the argument's name.

Every call of `calls.py` is spoiled, one argument at a time.
"""

import inspect
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from nearer import science
from nearer.science import cohort, reliability, truth_bias
from nearer.science.graded import GradedModel
from tests.science.calls import ANSWERS, CALLS, DAYS, SIDES, WEEKS, X, Y

pytestmark = pytest.mark.filterwarnings("error")
# Named as an argument, given as labels: a label may be anything that can be told apart.
LABELS = {"group", "couple", "person", "question"}
# These take numbers that broadcast, so other shapes and missing values are no mistake.
BROADCAST = {"change.from_sums", "change.from_scores", "gap.between", "gap.by_sign"}


def public() -> Iterator[str]:
    """Every public function of the library, by module and name; methods and classes aside."""
    for module in science.MODULES:
        loaded = import_module(f"nearer.science.{module}")
        for name in loaded.__all__:
            if inspect.isfunction(getattr(loaded, name)):
                yield f"{module}.{name}"


def test_every_public_function_has_its_call() -> None:
    assert set(public()) - {"cohort.map"} <= set(CALLS)  # it takes any function, any couples
    assert "graded.calibrate" in set(public())


@pytest.mark.parametrize("name", CALLS)
def test_each_call_works_and_prints_nothing(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    function, given = CALLS[name]
    function(**given)
    assert capfd.readouterr() == ("", "")


OTHERS: dict[type, tuple[Any, ...]] = {
    bool: (),  # anything is true or false
    float: ("x", np.inf, 10**400, [[1.0], [1, 2]]),
    int: ("x", np.nan, np.inf, 1.5, None, [1, 2]),
    str: (3, "nonsense", None),
    dict: ([], {1: WEEKS}, {"stress": "x"}, {"stress": np.inf}, {"intercept": WEEKS}),
    list: (3, [object()], [1, 2, 3, 4, 5, 6]),
    tuple: (3, [object()], [1, 2, 3, 4, 5, 6]),
    GradedModel: (None, 3),
}


def spoiled(name: str, argument: str, value: Any) -> Iterator[Any]:
    """Values that no function can take for that argument."""
    if not isinstance(value, np.ndarray):
        yield from OTHERS[type(value)]
        return
    yield from ("hello", [[1, 2], [3]])
    if name not in BROADCAST:
        yield np.ones((2, 2, 2, 2))
    if argument not in LABELS:
        first = np.arange(value.size).reshape(value.shape) == 0
        yield np.ones(value.shape, complex)
        yield from (np.where(first, np.inf, value), np.where(first, 1e200, value))


@pytest.mark.parametrize("name", CALLS)
def test_what_cannot_be_taken_is_refused_by_the_arguments_name(name: str) -> None:
    function, given = CALLS[name]
    tried = 0
    for argument, value in given.items():
        for bad in spoiled(name, argument, value):
            with pytest.raises(ValueError, match=f"^{argument}: "):
                function(**{**given, argument: bad})
            tried += 1
    assert tried


def every(shape: tuple[int, ...], value: float) -> np.ndarray:
    return np.full(shape, value)


NOTHING = every(ANSWERS.shape, np.nan)
FLAT = np.where(np.arange(5) == 2, 3.0, ANSWERS)
OFF = np.where(np.arange(ANSWERS.size).reshape(ANSWERS.shape) == 7, 9.0, ANSWERS)


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("reliability.alpha", {"answers": NOTHING}, "answers: all values are missing"),
        ("reliability.alpha", {"answers": FLAT}, "answers: column 3 is constant"),
        ("reliability.alpha", {"answers": ANSWERS * 1e-200}, "answers: column 1 is constant"),
        ("reliability.omega", {"answers": ANSWERS[:, :2]}, "answers: has 2 items; at least 3"),
        ("reliability.one_factor", {"answers": ANSWERS[:2]}, "answers: 2 people"),
        ("reliability.keyed", {"answers": OFF}, "answers: holds 9; the scale is 1 to 5"),
        ("graded.calibrate", {"answers": OFF}, "answers: row 2, column 3 holds 9"),
        ("graded.calibrate", {"answers": ANSWERS[:49]}, "answers: 49 people answered"),
        ("graded.calibrate", {"answers": FLAT}, "answers: column 3 is constant"),
        ("graded.calibrate", {"answers": ANSWERS + 0.5}, "answers: .* whole numbers"),
        ("graded.model_fit", {"answers": FLAT}, "answers: column 3 is constant"),
        ("graded.dif", {"group": np.repeat("a", 120)}, "group: has 1 values; it has two"),
        ("graded.dif", {"group": [None, *SIDES[1:]]}, "group: "),
        ("graded.GradedModel.score", {"answers": OFF}, "answers: row 2, column 3 holds 9"),
        ("graded.GradedModel.score", {"points": 10**9}, "points: "),
        ("graded.GradedModel.score", {"points": 10**400}, "points: "),
        ("graded.GradedModel.simulate", {"seed": None}, "seed: "),
        ("adaptive.next_item", {"seed": "x"}, "seed: "),
        ("adaptive.administer", {"answers": ANSWERS[0] * np.nan}, "answers: item 5 would be asked"),
        ("change.sem", {"sd": 0}, "sd: "),
        ("change.sem", {"reliability": 1}, "reliability: "),
        ("trend.smooth", {"y": DAYS * np.nan}, "y: all values are missing"),
        ("trend.smooth_pair", {"noise": np.ones((2, 2))}, "noise: .* direction without noise"),
        ("trend.breaks", {"max_breaks": 10**9}, "max_breaks: "),
        ("trend.breaks", {"y": DAYS[:3]}, "y: 3 answers are too few"),
        ("drift.scan", {"values": DAYS * np.nan}, "values: all values are missing"),
        ("drift.scan", {"values": DAYS + 9}, "values: holds .*; the scale runs from"),
        ("drift.cusum_arl", {"h": 1e6}, "h: "),
        ("drift.cusum_limit", {"k": 3.0}, "arl: is 100.0; even with a limit of 0"),
        ("drift.cusum_limit", {"k": 0, "arl": 1e9}, "arl: .* no limit within 100 SDs"),
        ("drift.ewma_arl", {"weight": 1e-7}, "weight: "),
        ("truth_bias.couples", {"own": every(X.shape, 2.0)}, "own: column 0 is constant"),
        ("truth_bias.pooled", {"guess": every((120,), 2.0)}, "guess: is constant"),
        ("truth_bias.pooled", {"truth": every((120,), 2.0)}, "truth: is constant"),
        ("truth_bias.pooled", {"own": CALLS["truth_bias.pooled"][1]["truth"]}, "own: repeats"),
        ("truth_bias.pooled", {"guess": CALLS["truth_bias.pooled"][1]["own"]}, "guess: truth and"),
        ("truth_bias.pooled", {"person": [None] * 120}, "person: holds a missing label"),
        ("dyad.apim", {"x": every(X.shape, 2.0)}, "x: column 0 is constant"),
        ("dyad.apim", {"y": Y[:5], "x": X[:5]}, "y: couples with both answers: 5; at least 6"),
        ("dyad.common_fate", {"x": every(X.shape, 2.0)}, "x: column 1 is constant"),
        ("dyad.diary", {"random": ["moon"]}, "random: "),
        ("dyad.diary", {"y": WEEKS[:5], "predictors": {}}, "y: couples with complete rows: 5"),
        ("mixed.fit", {"level": 95}, "level: "),
        ("mixed.fit", {"names": ["one", "one"]}, "names: two have the same name"),
        ("mixed.fit", {"X": np.ones((120, 2))}, "X: "),
        ("gap.between", {"gives_se": 0.0}, "gives_se: "),
        ("practices.after", {"closeness": every((60,), 3.0)}, "closeness: is constant"),
        ("practices.coin_flip", {"heads": every((12,), 2.0)}, "heads: holds 2.0; it is 0 or 1"),
        ("cohort.table", {"before": DAYS * np.nan, "after": DAYS, "group": None}, "before: "),
        ("cohort.ancova", {"before": every((120,), 1e-200)}, "before: is constant"),
    ],
)
def test_what_tells_nothing_is_refused(name: str, changes: dict[str, Any], message: str) -> None:
    function, given = CALLS[name]
    with pytest.raises(ValueError, match=f"^{message}"):
        function(**{**given, **changes})


def test_a_guess_that_never_moves_tells_nothing_of_reading() -> None:
    function, given = CALLS["truth_bias.fit"]
    found = function(**{**given, "guess": every(DAYS.shape, 3.0)})
    assert not found.enough
    assert np.isnan(found.truth.value)
    assert function(**given).enough  # and with guesses that move it says something


def test_a_watch_too_patient_to_number_is_infinite() -> None:
    function, given = CALLS["drift.cusum_arl"]
    assert function(**{**given, "k": 50.0}) == np.inf
    assert function(**given) < 1e6


def test_scores_that_cancel_each_other_out_have_no_alpha() -> None:
    one = np.array([1.0, 2, 3, 4, 5, 2])
    both = np.column_stack([one, 6 - one])
    with pytest.raises(ValueError, match=r"^answers: the items cancel each other out"):
        reliability.alpha(both)
    three = np.column_stack([both, [1, 1, 2, 2, 3, 3]])
    assert np.isnan(reliability.item_statistics(three).rest_correlation[2])
    assert reliability.alpha(three).n == 6


def test_units_cost_no_digits() -> None:
    rng = np.random.default_rng(6)
    before, group = rng.normal(size=80), np.repeat(["a", "b"], 40)
    after = 0.5 * before + rng.normal(size=80)
    plain = cohort.ancova(before, after, group)
    far = cohort.ancova(1e7 + 1e-3 * before, after, group)
    np.testing.assert_allclose(far.coefficients[2], plain.coefficients[2], rtol=1e-5)
    np.testing.assert_allclose(far.se[1:] * [1e-3, 1], plain.se[1:], rtol=1e-5)
    guess, truth, own = DAYS, CALLS["truth_bias.fit"][1]["truth"], rng.normal(size=len(DAYS))
    near = truth_bias.fit(guess, truth, own)
    scaled = truth_bias.fit(1e-9 * guess, 1e6 * truth, 1e3 * own)
    assert scaled.truth.value == pytest.approx(1e-15 * near.truth.value, rel=1e-9)
    assert scaled.truth.se == pytest.approx(1e-15 * near.truth.se, rel=1e-6)


def test_a_score_that_follows_from_the_group_is_refused() -> None:
    group = np.repeat([1.0, 2.0, 3.0], 5)
    after = np.random.default_rng(7).normal(size=15)
    with pytest.raises(ValueError, match=r"^before: follows from the group"):
        cohort.ancova(group, after, group)


@pytest.mark.parametrize(
    ("change", "name"),
    [({"function": 3}, "function"), ({"couples": iter([1])}, "couples"), ({"jobs": 0}, "jobs")],
)
def test_work_that_cannot_be_shared_is_refused(change: dict[str, Any], name: str) -> None:
    pytest.importorskip("joblib")
    given: dict[str, Any] = {"function": abs, "couples": [-1, 2], "jobs": 1}
    assert cohort.map(**given) == [1, 2]
    with pytest.raises(ValueError, match=f"^{name}: "):
        cohort.map(**{**given, **change})
