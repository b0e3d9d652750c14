"""What a service may say of many couples: who is counted, and who cannot be worked out."""

import builtins
import csv
import io
import os
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from nearer.science import _disclosure, change, cohort

OPTIONS = {"sd": 8.0, "reliability": 0.85, "better": "lower"}


def clients(count: int = 200, *, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return scores before and after, 30 % without one after."""
    rng = np.random.default_rng(seed)
    before = rng.normal(20, 8, count)
    after = before - 5 + rng.normal(0, 6, count)
    after[rng.random(count) < 0.3] = np.nan
    return before, after


def test_all_are_counted_and_the_missing_stand_beside() -> None:
    before, after = clients()
    before[:3] = np.nan
    total = cohort.table(before, after, **OPTIONS, min_cell=0).total
    finished = ~np.isnan(before + after)
    assert (total.group, total.n_started) == ("all", 197)
    assert (total.n_finished, total.n_missing) == (finished.sum(), 197 - finished.sum())
    assert total.before_mean == pytest.approx(before[3:].mean())
    assert total.after_mean == pytest.approx(after[finished].mean())
    verdicts = change.from_sums(before, after, **OPTIONS).verdict
    words = (total.better, total.no_clear_change, total.worse)
    assert words == tuple((verdicts == word).sum() for word in change.VERDICTS[:3])


def test_the_mean_change_has_the_interval_of_a_t_test() -> None:
    from scipy import stats

    before, after = clients()
    found = cohort.table(before, after, **OPTIONS).total.change
    steps = (after - before)[~np.isnan(after)]
    low, high = stats.ttest_1samp(steps, 0).confidence_interval(0.95)
    assert (found.value, found.low, found.high) == pytest.approx((steps.mean(), low, high))
    assert found.n == len(steps)


def test_the_effect_size_is_in_sds_of_all_who_started() -> None:
    before, after = clients()
    row = cohort.table(before, after, **OPTIONS).total
    assert row.effect_size.value == pytest.approx(row.change.value / before.std(ddof=1))
    assert row.effect_size.low < row.effect_size.value < row.effect_size.high


def test_the_interval_of_the_effect_size_covers() -> None:
    rng, covered = np.random.default_rng(2), 0
    for _ in range(600):
        before = rng.normal(0, 1, 60)
        after = 0.6 * before - 0.5 + rng.normal(0, 0.8, 60)
        size = cohort.table(before, after, **OPTIONS, min_cell=0).total.effect_size
        covered += size.low <= -0.5 <= size.high
    assert covered / 600 == pytest.approx(0.95, abs=0.025)


def test_groups_stand_in_sorted_order_and_sum_to_all() -> None:
    before, after = clients()
    group = np.array([2, 10, 1, 2] * 50)
    table = cohort.table(before, after, **OPTIONS, group=group, min_cell=0)
    assert [row.group for row in table.rows] == ["1", "2", "10"]
    assert sum(row.n_started for row in table.rows) == table.total.n_started == 200


def test_a_small_cell_is_hidden_with_what_would_tell_it() -> None:
    before, after = np.zeros(60), np.r_[np.full(25, -20.0), np.zeros(32), np.full(3, 20.0)]
    shown = cohort.table(before + np.arange(60) / 1e3, after, **OPTIONS, min_cell=0).total
    assert (shown.better, shown.no_clear_change, shown.worse) == (25, 32, 3)
    total = cohort.table(before + np.arange(60) / 1e3, after, **OPTIONS).total
    assert (total.worse, total.better, total.no_clear_change) == (None, None, 32)
    assert total.n_missing is None
    assert total.n_started is None
    assert total.n_finished == 60


def test_a_small_group_shows_no_mean_either() -> None:
    before, after = clients(300)
    group = ["north"] * 200 + ["south"] * 93 + ["west"] * 7
    table = cohort.table(before, after, **OPTIONS, group=group)
    west = table.rows[2]
    assert [west.n_started, west.before_mean, west.after_mean, west.change] == [None] * 4
    assert [row.n_started for row in (table.rows[1], table.total)].count(None) == 1


def test_nobody_is_worked_out_by_sums_of_any_table() -> None:
    """Check by brute force: the tables that fit what is shown differ in each small cell."""
    cells = np.indices((5,) * 8, dtype=np.int8).reshape(8, -1).T
    every = counted(cells[:, :6].reshape(-1, 2, 3), cells[:, 6:])
    low = np.flatnonzero((cells <= 2).all(1))  # so that the tables tried reach beyond
    for counts in every[np.random.default_rng(3).choice(low, 40)]:
        hidden = _disclosure.hidden(counts, 2)
        possible = every[(every[:, ~hidden] == counts[~hidden]).all(1)]
        assert hidden[counts < 2].all()
        assert (np.ptp(possible, axis=0)[counts < 2] > 0).all(), (counts, hidden)


def counted(outcomes: np.ndarray, missing: np.ndarray) -> np.ndarray:
    """Return the counts of two groups and all, from outcomes (..., 2, 3), missing (..., 2)."""
    finished = outcomes.sum(-1)
    parts = [(finished + missing)[..., None], finished[..., None], missing[..., None], outcomes]
    rows = np.concatenate(parts, axis=-1)
    return np.concatenate([rows, rows.sum(-2, keepdims=True)], axis=-2)


@settings(max_examples=25, deadline=None)
@given(nps.arrays(int, (4, 4), elements=st.integers(0, 40)), st.integers(1, 15))
def test_hiding_ends_and_never_shows_a_small_count(cells: np.ndarray, smallest: int) -> None:
    finished = cells[:, :3].sum(1)
    rows = np.column_stack([finished + cells[:, 3], finished, cells[:, 3], cells[:, :3]])
    counts = np.vstack([rows, rows.sum(0)])
    hidden = _disclosure.hidden(counts, smallest)
    assert hidden[counts < smallest].all()
    assert not _disclosure.hidden(counts + 100, 15).any()


def test_the_csv_has_a_line_a_group_and_empty_cells_for_what_is_hidden() -> None:
    before, after = clients(300)
    group = ["north"] * 200 + ["south"] * 93 + ["west"] * 7
    table = cohort.table(before, after, **OPTIONS, group=group)
    lines = list(csv.DictReader(io.StringIO(table.to_csv())))
    assert [line["group"] for line in lines] == ["north", "south", "west", "all"]
    assert lines[2]["change_low"] == lines[2]["n_started"] == ""
    assert float(lines[0]["change"]) == table.rows[0].change.value
    assert table.to_dict()["rows"][2]["n_started"] is None


def test_ancova_is_least_squares_with_the_first_group_as_baseline() -> None:
    before, after = clients(120)
    group = np.array(["b", "a", "c"] * 40)
    found = cohort.ancova(before, after, group)
    both = ~np.isnan(after)
    columns = np.column_stack([np.ones(120), before, group == "b", group == "c"])[both]
    solved, left, *_ = np.linalg.lstsq(columns.astype(float), after[both], rcond=None)
    assert found.names == ("intercept", "before", "b", "c")
    np.testing.assert_allclose(found.coefficients, solved)
    assert found.sigma == pytest.approx(np.sqrt(left[0] / (both.sum() - 4)))
    spread = ((after[both] - after[both].mean()) ** 2).sum()
    assert found.r_squared == pytest.approx(1 - left[0] / spread)
    assert (found.low < found.coefficients).all()
    assert found.n == both.sum()


@pytest.mark.parametrize(
    ("change_", "named"),
    [
        ({"before": np.full(20, np.nan)}, "before"),
        ({"after": np.ones(19)}, "after"),
        ({"group": ["a"] * 19}, "group"),
        ({"group": [None, *["a"] * 19]}, "group"),
        ({"min_cell": -1}, "min_cell"),
        ({"reliability": 1.0}, "reliability"),
    ],
)
def test_bad_input_is_refused_by_name(change_: dict[str, object], named: str) -> None:
    before, after = clients(20)
    given_ = {"before": before, "after": after, **OPTIONS, **change_}
    with pytest.raises(ValueError, match=rf"^{named}: "):
        cohort.table(given_.pop("before"), given_.pop("after"), **given_)


@pytest.mark.parametrize(
    ("before", "after", "group", "named"),
    [
        ([1.0, 1, 1, 1, 1], [1.0, 2, 3, 4, 5], list("aabbb"), "before"),
        ([1.0, 2, 3], [1.0, 2, 3], list("aab"), "after"),
        ([1.0, 2, 3, 4, 5], [1.0, 2, 3, 4, np.nan], list("aaaab"), "group"),
    ],
)
def test_ancova_refuses_what_it_cannot_estimate(before, after, group, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        cohort.ancova(before, after, group)


def doubling() -> Callable[[int], int]:
    """Return a function that goes to other processes by value; it fails for 3."""

    def double(couple: int) -> int:
        if couple == 3:
            raise ArithmeticError("three is too many")
        return 2 * couple

    return double


def test_results_keep_their_order_and_progress_is_told() -> None:
    told: list[float] = []
    assert cohort.map(doubling(), [5, 1, 2], jobs=1, progress=told.append) == [10, 2, 4]
    assert told == pytest.approx([1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_names_its_couple(jobs: int) -> None:
    with pytest.raises(cohort.CoupleFailed, match=r"^couple 1: ArithmeticError: three"):
        cohort.map(doubling(), [2, 3, 4], jobs=jobs)


def test_no_couples_give_no_results() -> None:
    assert cohort.map(doubling(), []) == []


def test_without_joblib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.partition(".")[0] == "joblib":
            raise ModuleNotFoundError("No module named 'joblib'", name="joblib")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModuleNotFoundError, match=r"nearer\[research\]"):
        cohort.map(doubling(), [1])


def test_the_same_call_runs_on_a_cluster() -> None:
    distributed = pytest.importorskip("distributed")
    joblib = pytest.importorskip("joblib")

    def place_and_double(couple: int) -> tuple[int, int]:
        time.sleep(0.05)
        return os.getpid(), 2 * couple

    told: list[float] = []
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster, timeout=60),
        joblib.parallel_config(backend="dask"),
    ):
        found = cohort.map(place_and_double, list(range(4, 12)), progress=told.append)
    assert [number for _, number in found] == [2 * couple for couple in range(4, 12)]
    assert len(told) == 8
    assert len({process for process, _ in found} - {os.getpid()}) == 2
