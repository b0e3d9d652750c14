"""Reliable change: what two scores of one person can show."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.science import change

scores = st.floats(-50, 50)
errors = st.floats(0.1, 10)


def test_the_worked_example_of_jacobson_and_truax() -> None:
    found = change.from_sums(32.5, 47.5, sd=10, reliability=0.8, better="higher")
    assert (found.difference, found.verdict) == (15.0, "better")
    assert found.se == pytest.approx(6.32, abs=0.005)
    assert found.index == pytest.approx(2.37, abs=0.005)


def test_what_is_better_depends_on_the_scale() -> None:
    lower = change.from_sums(32.5, 47.5, sd=10, reliability=0.8, better="lower")
    assert lower.verdict == "worse"


def test_a_change_inside_its_margin_is_no_clear_change() -> None:
    margin = change.smallest_reliable(10, 0.8)
    inside, outside = change.from_sums(
        [0, 0], [margin * 0.999, margin * 1.001], sd=10, reliability=0.8, better="higher"
    ).verdict
    assert (inside, outside) == ("no clear change", "better")


def test_a_missing_score_is_not_enough_and_the_others_stand() -> None:
    found = change.from_sums([1, np.nan], [50, 2], sd=5, reliability=0.9, better="higher")
    assert list(found.verdict) == ["better", "not enough"]
    assert np.isnan(found.index[1])


def test_one_number_in_gives_plain_numbers_out() -> None:
    found = change.from_scores(0, 0.3, 1, 0.4, better="higher")
    assert [type(part) for part in (found.difference, found.se, found.low)] == [float] * 3
    assert (found.se, type(found.verdict)) == (0.5, str)


def test_scores_and_errors_broadcast() -> None:
    found = change.from_scores(np.zeros((3, 1)), 0.3, np.ones(4), 0.4, better="higher")
    assert found.index.shape == found.verdict.shape == (3, 4)


@given(scores, errors, scores, errors)
def test_turning_time_around_turns_the_verdict_around(
    a: float, a_se: float, b: float, b_se: float
) -> None:
    turned = {"better": "worse", "worse": "better", "no clear change": "no clear change"}
    there = change.from_scores(a, a_se, b, b_se, better="higher")
    back = change.from_scores(b, b_se, a, a_se, better="higher")
    assert back.verdict == turned[str(there.verdict)]
    assert back.difference == -there.difference


@given(scores, errors, scores, errors)
def test_a_verdict_is_what_its_interval_says(a: float, a_se: float, b: float, b_se: float) -> None:
    found = change.from_scores(a, a_se, b, b_se, better="higher")
    clear = {"better": found.low > 0, "worse": found.high < 0}
    assert clear.get(str(found.verdict), found.low <= 0 <= found.high)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"sd": 0}, "sd"),
        ({"reliability": 1}, "reliability"),
        ({"reliability": -0.1}, "reliability"),
        ({"better": "more"}, "better"),
        ({"level": 1}, "level"),
        ({"before": np.inf}, "before"),
        ({"before": [1, 2], "after": [1, 2, 3]}, "after"),
    ],
)
def test_bad_input_is_refused_by_name(options: dict[str, object], named: str) -> None:
    usual = {"before": 1, "after": 2, "sd": 5, "reliability": 0.8, "better": "higher"}
    given_ = {**usual, **options}
    with pytest.raises(ValueError, match=rf"^{named}: "):
        change.from_sums(given_.pop("before"), given_.pop("after"), **given_)


def test_an_error_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^after_se: "):
        change.from_scores(1, 0.1, 2, 0.0, better="higher")


def test_its_input_stays_as_it_was() -> None:
    before = np.array([1.0, np.nan])
    change.from_sums(before, before + 1, sd=1, reliability=0.5, better="higher")
    np.testing.assert_array_equal(before, [1.0, np.nan])
