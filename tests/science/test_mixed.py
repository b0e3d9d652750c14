"""Mixed models: nested, crossed, and variances of nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.science import _blocks, mixed
from tests.science import brute

approx = pytest.approx
seeds = st.integers(0, 10_000)


def answers(seed=1, couples=12, questions=6):
    """Return y, X and labels: two people a couple, each answering every question."""
    rng = np.random.default_rng(seed)
    couple, person, question = (part.ravel() for part in np.mgrid[:couples, :2, :questions])
    inner = couple * 2 + person
    x = rng.normal(size=len(couple))
    y = 2 + 0.5 * x + rng.normal(size=couples)[couple] + rng.normal(size=2 * couples)[inner] * 0.7
    y += rng.normal(size=questions)[question] + rng.normal(size=len(x))
    labels = {"couple": couple, "person": inner, "question": question}
    return y, np.column_stack([np.ones(len(x)), x]), labels


def terms(labels, x):
    slopes = np.column_stack([np.ones(len(x)), x])
    return [
        mixed.Random(labels["question"]),
        mixed.Random(labels["couple"]),
        mixed.Random(labels["person"], slopes),
    ]


def covariance(random, found):
    whole = found.residual_variance * np.eye(found.n)
    for term, inner in zip(random, found.random_covariances, strict=True):
        same = np.equal.outer(np.asarray(term.groups), np.asarray(term.groups))
        design = np.ones((found.n, 1)) if term.Z is None else np.asarray(term.Z)
        whole += same * (design @ inner @ design.T)
    return whole


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_nested_and_crossed_effects_have_the_likelihood_written_out_in_full(method):
    y, design, labels = answers()
    random = terms(labels, design[:, 1])
    found = mixed.fit(y, design, random, method=method)
    known = brute.likelihood(y, design, covariance(random, found), method)
    assert found.coefficients == approx(known[0])
    assert found.se == approx(known[1])
    assert found.log_likelihood == approx(known[2])
    assert found.converged


def test_no_covariance_nearby_is_better():
    y, design, labels = answers()
    random = terms(labels, design[:, 1])
    found = mixed.fit(y, design, random)
    best = covariance(random, found)
    for index, term in enumerate(random):
        alone = np.equal.outer(np.asarray(term.groups), np.asarray(term.groups)) * 0.02
        worse = brute.likelihood(y, design, best + alone, "REML")[2]
        assert worse < found.log_likelihood, index


def test_groups_that_do_not_differ_have_a_variance_of_zero():
    y, design, labels = answers()
    flat = np.random.default_rng(3).normal(size=len(y))
    flat -= (np.bincount(labels["couple"], flat) / 12)[labels["couple"]]
    found = mixed.fit(flat, design, [mixed.Random(labels["couple"])])
    assert found.random_covariances[0] == approx(np.zeros((1, 1)), abs=1e-8)
    assert found.converged


@given(seeds)
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_and_the_names_of_groups_say_nothing(seed):
    y, design, labels = answers(seed)
    order = np.random.default_rng(seed).permutation(len(y))
    names = np.array([f"couple {number}" for number in labels["couple"]])
    one = mixed.fit(y, design, [mixed.Random(labels["couple"]), mixed.Random(labels["question"])])
    other = mixed.fit(
        y[order],
        design[order],
        [mixed.Random(labels["question"][order]), mixed.Random(names[order])],
    )
    assert other.coefficients == approx(one.coefficients, abs=1e-5)
    assert other.log_likelihood == approx(one.log_likelihood, abs=1e-6)


@given(seeds, st.sampled_from([0.01, 30.0]), st.sampled_from([0.0, 5000.0]))
@settings(max_examples=10, deadline=None)
def test_units_change_only_units(seed, scale, shift):
    y, design, labels = answers(seed)
    random = [mixed.Random(labels["couple"], design), mixed.Random(labels["question"])]
    moved = design * [1, scale] + [0, shift]
    again = [mixed.Random(labels["couple"], moved), mixed.Random(labels["question"])]
    one, other = mixed.fit(y, design, random), mixed.fit(y, moved, again)
    assert other.coefficients[1] * scale == approx(one.coefficients[1], abs=1e-3)
    slope = other.random_covariances[0][1, 1] * scale**2
    assert slope == approx(one.random_covariances[0][1, 1], abs=3e-3)


def test_rows_with_a_gap_are_left_out():
    y, design, labels = answers()
    holes = y.copy()
    holes[:7] = np.nan
    whole = mixed.fit(y[7:], design[7:], [mixed.Random(labels["couple"][7:])])
    found = mixed.fit(holes, design, [mixed.Random(labels["couple"])])
    assert found.coefficients == approx(whole.coefficients)
    assert found.n == len(y) - 7


def test_uncorrelated_effects_keep_a_diagonal_covariance():
    y, design, labels = answers()
    found = mixed.fit(y, design, [mixed.Random(labels["person"], design, diagonal=True)])
    assert found.random_covariances[0][0, 1] == 0
    assert found.effect("x1").value == found.coefficients[1]


BAD = {
    "X of other rows": (lambda y, x, g: (y, x[:5], [mixed.Random(g)]), "X"),
    "a column twice": (lambda y, x, g: (y, x[:, [0, 1, 1]], [mixed.Random(g)]), "X"),
    "a column of zeros": (lambda y, x, g: (y, x * [1, 0], [mixed.Random(g)]), "X"),
    "no random part": (lambda y, x, g: (y, x, []), "random"),
    "one group": (lambda y, x, g: (y, x, [mixed.Random(g * 0)]), "random"),
    "a group a row": (lambda y, x, g: (y, x, [mixed.Random(np.arange(len(y)))]), "random"),
    "labels of other rows": (lambda y, x, g: (y, x, [mixed.Random(g[:4])]), "random"),
    "Z of other rows": (lambda y, x, g: (y, x, [mixed.Random(g, x[:4])]), "random"),
    "Z twice": (lambda y, x, g: (y, x, [mixed.Random(g, x[:, [1, 1]])]), "random"),
    "y that X explains": (lambda y, x, g: (x @ [1, 2], x, [mixed.Random(g)]), "y"),
    "an infinite y": (lambda y, x, g: (y / 0, x, [mixed.Random(g)]), "y"),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_bad_rows_are_refused_by_name(case):
    y, design, labels = answers()
    change, name = BAD[case]
    with pytest.raises(ValueError, match=f"^{name}: "):
        mixed.fit(*change(y, design, labels["couple"]))


def test_every_start_leads_to_the_same_end(monkeypatch):
    y, design, labels = answers()
    found = []
    for start in (0.05, 1.0, 5.0):
        monkeypatch.setattr(mixed, "STARTS", (start,))
        found.append(mixed.fit(y, design, terms(labels, design[:, 1])).log_likelihood)
    assert found == approx([found[0]] * 3, abs=1e-5)


def test_too_many_crossed_effects_are_refused(monkeypatch):
    y, design, labels = answers()
    random = [mixed.Random(labels["person"]), mixed.Random(labels["question"])]
    assert mixed.fit(y, design, random).converged
    monkeypatch.setattr(_blocks, "LARGEST", 5)
    with pytest.raises(ValueError, match=r"^random: 6 effects cross"):
        mixed.fit(y, design, random)


def test_names_are_as_many_as_columns():
    y, design, labels = answers()
    with pytest.raises(ValueError, match=r"^names: "):
        mixed.fit(y, design, [mixed.Random(labels["couple"])], names=("only one",))
    with pytest.raises(ValueError, match=r"^name: "):
        mixed.fit(y, design, [mixed.Random(labels["couple"])]).effect("unknown")
