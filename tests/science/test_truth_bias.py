"""Reading the other: truth, bias, projection."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.science import truth_bias
from tests.science.couples_data import couples

approx = pytest.approx
seeds = st.integers(0, 10_000)


def days(n=60, seed=1, noise=0.5):
    """Return guess, own (days, 2): truth force 0.5, projection 0.3, 0.4 too high."""
    rng = np.random.default_rng(seed)
    own = rng.normal(3, 1, (n, 2))
    guess = 0.5 * own[:, ::-1] + 0.3 * own + 1 + noise * rng.normal(size=(n, 2))
    return guess, own


def forces(found):
    return [found.bias.value, found.truth.value, found.projection.value]


def test_guesses_are_least_squares_around_the_mean_of_the_truth():
    guess, own = days()
    found = truth_bias.fit(guess[:, 0], own[:, 1], own[:, 0])
    middle = own[:, 1].mean()
    design = np.column_stack([np.ones(60), own[:, 1] - middle, own[:, 0] - middle])
    assert forces(found) == approx(np.linalg.lstsq(design, guess[:, 0] - middle)[0])
    assert found.correlation == approx(np.corrcoef(guess[:, 0], own[:, 1])[0, 1])
    assert (found.mean_truth, found.n, found.enough) == (approx(middle), 60, True)


def test_a_pair_is_two_readers():
    guess, own = days()
    first, second = truth_bias.pair(guess, own)
    assert first == truth_bias.fit(guess[:, 0], own[:, 1], own[:, 0])
    assert second == truth_bias.fit(guess[:, 1], own[:, 0], own[:, 1])


@given(seeds, st.sampled_from([0.1, 25.0]), st.sampled_from([0.0, 1000.0]))
@settings(max_examples=15, deadline=None)
def test_another_scale_moves_only_the_bias(seed, scale, shift):
    guess, own = days(seed=seed)
    one, _ = truth_bias.pair(guess, own)
    other, _ = truth_bias.pair(guess * scale + shift, own * scale + shift)
    assert forces(other)[1:] == approx(forces(one)[1:], abs=1e-8)
    assert other.bias.value == approx(one.bias.value * scale, abs=1e-6 * scale)
    assert other.truth.se == approx(one.truth.se, rel=1e-4)


def test_a_perfect_reader_has_no_bias_and_no_error():
    _, own = days()
    found = truth_bias.fit(own[:, 1], own[:, 1], own[:, 0])
    assert forces(found) == approx([0, 1, 0], abs=1e-12)
    assert found.truth.high - found.truth.low < 1e-6


def test_days_that_hang_together_widen_the_interval():
    rng = np.random.default_rng(5)
    own = rng.normal(size=(120, 2)).cumsum(axis=0) / 3  # truth and own drift slowly
    drift = rng.normal(size=120).cumsum() / 3
    apart = truth_bias.fit(own[:, 1] + rng.permutation(drift), own[:, 1], own[:, 0])
    together = truth_bias.fit(own[:, 1] + drift, own[:, 1], own[:, 0])
    assert together.truth.se / together.residual_sd > 1.5 * apart.truth.se / apart.residual_sd


@pytest.mark.parametrize(
    "change",
    [
        lambda guess, truth, own: (guess[:9], truth[:9], own[:9]),
        lambda guess, truth, own: (np.where(np.arange(60) < 9, guess, np.nan), truth, own),
        lambda guess, truth, own: (guess, truth * 0 + 3.3, own),
        lambda guess, truth, own: (guess, truth, own * 0 + 1),
        lambda guess, truth, own: (guess, truth, truth),
    ],
)
def test_too_little_to_read_is_not_enough(change):
    guess, own = days()
    found = truth_bias.fit(*change(guess[:, 0], own[:, 1], own[:, 0]))
    assert not found.enough
    assert np.isnan([*forces(found), found.residual_sd]).all()


def test_gaps_are_left_out():
    guess, own = days()
    guess[::4, 0] = np.nan
    kept = np.arange(60) % 4 != 0
    found = truth_bias.fit(guess[:, 0], own[:, 1], own[:, 0])
    assert forces(found) == approx(forces(truth_bias.fit(guess[kept, 0], *own[kept, ::-1].T)))
    assert found.n == kept.sum()


def test_over_couples_the_truth_is_the_partners_answer():
    rng = np.random.default_rng(2)
    own = rng.normal(3, 1, (300, 2))
    guess = own[:, ::-1] * 0.6 + own * 0.2 + 1 + rng.normal(size=own.shape) * 0.5
    found = truth_bias.couples(guess, own)
    for name, true in (("bias", 0.4), ("truth", 0.6), ("projection", 0.2)):
        effect = found.effect(name)
        assert effect.low < true < effect.high, name
    apart = truth_bias.couples(guess, own, distinguishable=True)
    assert apart.truth == approx(found.truth, abs=0.1)


def test_swapping_the_roles_swaps_the_readers():
    guess, own = couples(missing=0.2)
    one = truth_bias.couples(guess, own, distinguishable=True)
    other = truth_bias.couples(guess[:, ::-1], own[:, ::-1], distinguishable=True)
    assert other.truth[::-1] == approx(one.truth, abs=1e-5)
    assert other.mean_truth == approx(one.mean_truth)


def questions(n=30, items=12, seed=1):
    """Return long rows: guess, truth, own and labels of couple, person, question."""
    rng = np.random.default_rng(seed)
    couple, person, question = (part.ravel() for part in np.mgrid[:n, :2, :items])
    own = rng.normal(3, 1, (n, 2, items))
    own += rng.normal(size=items)
    usual = rng.normal(size=(n, 2, 1)) * 0.4
    guess = 0.4 * own[:, ::-1] + 0.2 * own + 1 + usual + rng.normal(size=own.shape)
    labels = {"couple": couple, "person": person, "question": question}
    return guess.ravel(), own[:, ::-1].ravel(), own.ravel(), labels


@pytest.mark.parametrize("slopes", [False, True])
def test_over_questions_forces_are_found(slopes):
    guess, truth, own, labels = questions()
    found = truth_bias.pooled(guess, truth, own, slopes=slopes, **labels)
    assert found.truth.low < 0.4 < found.truth.high
    assert found.projection.low < 0.2 < found.projection.high
    assert found.variances["person"] == approx(0.16, abs=0.1)
    names = {"person", "truth", "projection"} if slopes else {"couple", "person"}
    assert set(found.variances) == {*names, "question", "residual"}


def test_questions_may_be_left_out():
    guess, truth, own, labels = questions()
    del labels["question"]
    assert "question" not in truth_bias.pooled(guess, truth, own, **labels).variances


def test_a_profile_needs_items_and_spread():
    guess, truth, _, labels = questions()
    person = labels["couple"] * 2 + labels["person"]
    truth = truth.copy()
    truth[person == 1] = 3.1
    truth[(person == 2) & (labels["question"] > 3)] = np.nan
    found = truth_bias.profile_correlation(guess, truth, person=person)
    assert len(found) == 60
    assert [label for label, value in found.items() if np.isnan(value)] == [1, 2]
    here = person == 5
    assert found[5] == approx(np.corrcoef(guess[here], truth[here])[0, 1])


def test_bad_guesses_are_refused_by_name():
    guess, truth, own, labels = questions()
    few = {name: label[:5] for name, label in labels.items()}
    with pytest.raises(ValueError, match=r"^couple: "):
        truth_bias.pooled(guess, truth, own, **few)
    with pytest.raises(ValueError, match=r"^question: "):
        truth_bias.pooled(guess, truth, own, **{**labels, "question": labels["question"] * 0})
    with pytest.raises(ValueError, match=r"^truth: "):
        truth_bias.fit(guess, truth[:5], own)
    with pytest.raises(ValueError, match=r"^own: "):
        truth_bias.couples(np.ones((9, 2)) + np.arange(9)[:, None], np.ones((9, 2)))
    with pytest.raises(ValueError, match=r"^min_items: "):
        truth_bias.profile_correlation(guess, truth, person=labels["person"], min_items=1)


def test_nothing_changes_its_input():
    guess, own = days()
    kept = guess.copy(), own.copy()
    truth_bias.pair(guess, own)
    truth_bias.couples(guess, own)
    assert np.array_equal(guess, kept[0])
    assert np.array_equal(own, kept[1])
