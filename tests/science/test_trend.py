"""Trends: exact against generalised least squares, honest on short series, whole on odd ones."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.science import trend
from nearer.science.trend import Variances


def wandering(series: int, days: int, *, step: float, tilt: float = 0.0, seed: int = 1):
    """Return levels and answers with noise 1, each (series, days), 30 % missing."""
    rng = np.random.default_rng(seed)
    slopes = tilt * rng.standard_normal((series, days)).cumsum(1)
    levels = (step * rng.standard_normal((series, days)) + slopes).cumsum(1)
    answers = levels + rng.standard_normal((series, days))
    answers[rng.random((series, days)) < 0.3] = np.nan
    return levels, answers


def least_squares(y: np.ndarray, noise: float, level: float, slope: float):
    """Return level, its covariance over all days and the log-likelihood, by the definition."""
    days = len(y)
    number = np.arange(days)
    sums = np.tril(np.ones((days, days)), -1)
    walk = level * sums @ sums.T + slope * (sums @ sums) @ (sums @ sums).T
    start = np.column_stack([np.ones(days), number])
    seen = ~np.isnan(y)
    inverse = np.linalg.inv(walk[np.ix_(seen, seen)] + noise * np.eye(seen.sum()))
    known = start[seen]
    bread = np.linalg.inv(known.T @ inverse @ known)
    at = bread @ known.T @ inverse @ y[seen]
    residual = inverse @ (y[seen] - known @ at)
    away = start - walk[:, seen] @ inverse @ known
    covariance = walk - walk[:, seen] @ inverse @ walk[seen] + away @ bread @ away.T
    logs = -np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(bread)[1]
    fit = (y[seen] - known @ at) @ residual
    height = -((seen.sum() - 2) * np.log(2 * np.pi) + logs + fit) / 2
    return start @ at + walk[:, seen] @ residual, covariance, height


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-3, 3) | st.none(), min_size=4, max_size=14),
    st.sampled_from([0.0, 0.2]),
    st.sampled_from([0.0, 0.05]),
)
def test_any_pattern_of_missing_days_gives_the_exact_line(cells, level, slope) -> None:
    y = np.array([np.nan if cell is None else cell for cell in [*cells, 1.0, 0.5]], float)
    expected, covariance, height = least_squares(y, 1.3, level, slope)
    line = trend.smooth(y, variances=Variances(1.3, level, slope))
    np.testing.assert_allclose(line.level, expected, atol=1e-8)
    np.testing.assert_allclose(line.level_se**2, np.diag(covariance), atol=1e-8)
    assert line.log_likelihood == pytest.approx(height, abs=1e-8)


def test_a_change_counts_what_two_days_share() -> None:
    y = wandering(1, 30, step=0.3)[1][0]
    y[[0, 1, 3, 4]] = np.nan
    expected, covariance, _ = least_squares(y, 1.0, 0.09, 0.01)
    line = trend.smooth(y, variances=Variances(1.0, 0.09, 0.01))
    for days in (1, 12, 25, 27, 29):
        found, then = line.change(days, better="higher"), -1 - days
        variance = covariance[-1, -1] + covariance[then, then] - 2 * covariance[-1, then]
        assert found.difference == pytest.approx(expected[-1] - expected[then])
        assert found.se == pytest.approx(np.sqrt(variance))


def test_many_series_at_once_are_each_alone() -> None:
    _, answers = wandering(5, 60, step=0.2)
    together = trend.smooth(answers)
    alone = [trend.smooth(one) for one in answers]
    np.testing.assert_allclose(together.level, [one.level for one in alone], atol=1e-9)
    np.testing.assert_allclose(together.level_se, [one.level_se for one in alone], atol=1e-9)
    np.testing.assert_allclose(together.log_likelihood, [one.log_likelihood for one in alone])
    changed = together.change(20, better="lower")
    np.testing.assert_allclose(
        changed.difference, [one.change(20, better="lower").difference for one in alone]
    )


def test_bands_hold_what_they_promise_on_two_months() -> None:
    covered: dict[float, list[float]] = {0.8: [], 0.95: []}
    for step, tilt in ((0.0, 0.0), (0.05, 0.0), (0.1, 0.002), (0.2, 0.0)):
        levels, answers = wandering(250, 60, step=step, tilt=tilt)
        line = trend.smooth(answers)
        for level, shares in covered.items():
            low, high = line.band(level)
            shares.append(float(((levels >= low) & (levels <= high)).mean()))
    assert np.mean(covered[0.8]) == pytest.approx(0.80, abs=0.06)
    assert np.mean(covered[0.95]) == pytest.approx(0.95, abs=0.025)


def test_the_unit_does_not_matter() -> None:
    _, answers = wandering(3, 40, step=0.2)
    line, scaled = trend.smooth(answers), trend.smooth(100 * answers + 50)
    np.testing.assert_allclose(scaled.level, 100 * line.level + 50, rtol=1e-6)
    np.testing.assert_allclose(scaled.slope_se, 100 * line.slope_se, rtol=1e-6)


@pytest.mark.parametrize("slope", [False, True])
def test_no_other_variances_are_more_likely(slope: bool) -> None:
    """Try many others at once, on a series with hardly any noise."""
    rng = np.random.default_rng(7)
    walk = rng.standard_normal(60).cumsum()
    y = (0.4 * walk.cumsum() if slope else walk) + 0.02 * rng.standard_normal(60)
    best = trend.smooth(y, slope=slope, prior=None)
    noise, level, tilt = np.exp(rng.normal(-2, 4, (3, 3000)))
    others = Variances(noise, level, tilt if slope else 0.0)
    found = trend.smooth(np.tile(y, (3000, 1)), variances=others, slope=slope)
    assert best.log_likelihood >= found.log_likelihood.max() - 1e-3


@pytest.mark.parametrize("unit", [1e-290, 1e-40, 1e40, 1e99])
def test_no_unit_is_too_small_or_too_large(unit: float) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        line = trend.smooth(unit * wandering(3, 60, step=0.3)[1] / 10)
    assert np.isfinite(line.level).all()


def test_a_long_absence_is_known_worse_than_answered_days() -> None:
    y = wandering(1, 120, step=0.2)[1][0]
    y[50:80] = np.nan
    line = trend.smooth(y)
    assert line.level_se[65] > 1.3 * line.level_se[30]


def test_before_enough_answers_no_change_is_claimed() -> None:
    falling = 5 - np.arange(9) / 2 + np.random.default_rng(1).normal(0, 0.1, 9)
    line = trend.smooth(falling)
    assert (line.n_observed, line.enough) == (9, False)
    assert line.change(8, better="higher").verdict == "not enough"
    sure = trend.smooth(falling, min_days=9)
    assert (sure.enough, sure.change(8, better="higher").verdict) == (True, "worse")


def test_without_a_slope_there_is_none() -> None:
    line = trend.smooth(wandering(1, 40, step=0.2)[1][0], slope=False)
    assert (line.slope == 0).all()
    assert (line.slope_se == 0).all()
    assert line.variances.slope == 0


def test_series_with_too_few_answers_are_missing_and_spoil_nothing() -> None:
    _, answers = wandering(4, 30, step=0.2)
    answers[1] = np.nan
    answers[2, 1:] = np.nan
    line = trend.smooth(answers)
    assert list(line.enough) == [True, False, False, True]
    assert np.isnan(line.level[1:3]).all()
    assert np.isfinite(line.level[[0, 3]]).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.none() | st.integers(1, 7) | st.just(4), min_size=1, max_size=40),
    st.sampled_from([None, "weak"]),
    st.booleans(),
)
def test_no_diary_makes_it_warn_or_fail(cells, prior, slope) -> None:
    y = np.array([np.nan if cell is None else cell for cell in [*cells, 4]], float)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        line = trend.smooth(y, prior=prior, slope=slope)
    if line.n_observed > 2:
        assert np.isfinite(line.level).all()
        assert np.isfinite(line.level_se).all()


def test_a_constant_diary_is_level_and_sure() -> None:
    line = trend.smooth(np.full(40, 4.0))
    np.testing.assert_allclose(line.level, 4.0, atol=1e-4)
    assert (line.level_se < 1e-3).all()


def test_its_input_stays_as_it_was() -> None:
    _, answers = wandering(2, 20, step=0.1)
    before = answers.copy()
    trend.smooth(answers)
    np.testing.assert_array_equal(answers, before)


def test_a_pair_that_answers_apart_is_two_lines() -> None:
    _, answers = wandering(2, 25, step=0.3)
    pair = trend.smooth_pair(answers.T, noise=np.eye(2), level=0.09 * np.eye(2))
    alone = trend.smooth(answers, variances=Variances(1.0, 0.09), slope=False)
    np.testing.assert_allclose(pair.level.T, alone.level)
    np.testing.assert_allclose(pair.covariance[:, 0, 0], alone.level_se[0] ** 2)
    assert pair.log_likelihood == pytest.approx(alone.log_likelihood.sum())


def test_one_break_is_found_and_missing_days_are_counted() -> None:
    y = np.r_[np.zeros(30), np.full(30, 2.0)] + np.random.default_rng(2).normal(0, 0.3, 60)
    y[[3, 4, 40]] = np.nan
    found = trend.breaks(y)
    assert (found.n, list(found.positions)) == (1, [30])


def test_noise_breaks_nowhere() -> None:
    found = trend.breaks(np.random.default_rng(3).normal(0, 1, 80), max_breaks=3)
    assert (found.n, found.positions.size, found.rss.shape) == (0, 0, (4,))


@pytest.mark.parametrize(
    ("y", "options", "named"),
    [
        ([np.nan, np.nan], {}, "y"),
        ([1.0, np.inf, 2], {}, "y"),
        ([1.0, 1e200, 2], {}, "y"),
        (np.ones((2, 2, 2)), {}, "y"),
        ([1.0, 2, 3], {"prior": "strong"}, "prior"),
        ([1.0, 2, 3], {"min_days": 0}, "min_days"),
        ([1.0, 2, 3], {"variances": Variances(0.0, 1.0)}, "variances"),
        ([1.0, 2, 3], {"variances": Variances(1.0, -1.0)}, "variances"),
        ([1.0, 2, 3], {"variances": Variances(np.ones(2), 1.0)}, "variances"),
        ([1.0, 2, 3], {"variances": Variances(1.0, 1.0, 1.0), "slope": False}, "variances"),
    ],
)
def test_bad_input_is_refused_by_name(y, options, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        trend.smooth(y, **options)


@pytest.mark.parametrize(
    ("noise", "level", "named"),
    [
        ([[1, 2], [2, 1]], np.eye(2), "noise"),
        (np.eye(2), [[1, 0.1], [0, 1]], "level"),
        (np.eye(3), np.eye(2), "noise"),
    ],
)
def test_a_pair_needs_covariances(noise, level, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        trend.smooth_pair(np.ones((5, 2)), noise=noise, level=level)


def test_both_of_a_pair_must_have_answered() -> None:
    with pytest.raises(ValueError, match=r"^y: "):
        trend.smooth_pair([[1.0, np.nan], [2, np.nan]], noise=np.eye(2), level=np.eye(2))


def test_too_few_days_have_no_two_segments() -> None:
    with pytest.raises(ValueError, match=r"^y: "):
        trend.breaks([1.0, 2, 3])
    with pytest.raises(ValueError, match=r"^min_share: "):
        trend.breaks(np.arange(20.0), min_share=0.6)


def test_a_change_asks_for_days_that_there_are() -> None:
    line = trend.smooth(np.arange(20.0))
    for days in (0, 20):
        with pytest.raises(ValueError, match=r"^days: "):
            line.change(days, better="higher")


@pytest.mark.parametrize("level", [1e5, 1e7, 1e9])
@pytest.mark.parametrize("prior", ["weak", None])
def test_a_high_level_costs_no_precision(level: float, prior: str | None) -> None:
    days = np.random.default_rng(1).normal(size=40)
    near, far = trend.smooth(days, prior=prior), trend.smooth(days + level, prior=prior)
    np.testing.assert_allclose(far.level_se, near.level_se, rtol=1e-5)
    np.testing.assert_allclose(far.slope_se, near.slope_se, rtol=1e-5)
    np.testing.assert_allclose(far.level - level, near.level, atol=1e-9 * level + 1e-6)
