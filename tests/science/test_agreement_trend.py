"""The results of R (KFAS, strucchange, spc) for change, trend and drift, within stated tolerances.

The references lie beside a checkout, in ../shared/data/measurement; its reference_dev.R made them.
"""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nearer.science import change, drift, trend

DATA = Path(__file__).parents[3] / "shared" / "data" / "measurement"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the reference results are not beside this checkout"
)


def reference(name: str) -> dict[str, Any]:
    """Return one file of results."""
    return json.loads((DATA / "reference" / f"{name}.json").read_text("utf-8"))


def columns(name: str) -> dict[str, np.ndarray]:
    """Return a table's numeric columns; an empty cell is NaN, text is left out."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for key in rows[0]:
        cells = [row[key] or "nan" for row in rows]
        try:
            found[key] = np.array([float(cell) for cell in cells])
        except ValueError:
            continue
    return found


@pytest.fixture(scope="module")
def nile() -> np.ndarray:
    return columns("nile.csv")["flow"]


def test_the_nile_with_given_variances(nile: np.ndarray) -> None:
    known = reference("kalman")["nile_fixed"]
    line = trend.smooth(nile, variances=trend.Variances(known["H"], known["Q"]), slope=False)
    assert line.log_likelihood == pytest.approx(known["logLik"], rel=1e-6)
    np.testing.assert_allclose(line.filtered, known["filtered"], rtol=1e-6)
    np.testing.assert_allclose(line.filtered_se**2, known["filtered_var"], rtol=1e-6)
    np.testing.assert_allclose(line.level, known["smoothed"], rtol=1e-6)
    np.testing.assert_allclose(line.level_se**2, known["smoothed_var"], rtol=1e-6)


def test_the_nile_with_two_gaps_of_twenty_years(nile: np.ndarray) -> None:
    known = reference("kalman")["nile_missing_21_40_61_80"]
    nile = nile.copy()
    nile[20:40] = nile[60:80] = np.nan
    line = trend.smooth(nile, variances=trend.Variances(known["H"], known["Q"]), slope=False)
    assert line.log_likelihood == pytest.approx(known["logLik"], rel=1e-6)
    np.testing.assert_allclose(line.level, known["smoothed"], rtol=1e-6)
    np.testing.assert_allclose(line.level_se**2, known["smoothed_var"], rtol=1e-6)


def test_the_nile_with_a_slope(nile: np.ndarray) -> None:
    known = reference("kalman_two")["nile_local_linear_trend"]
    given = trend.Variances(known["H"], known["Q_level"], known["Q_slope"])
    line = trend.smooth(nile, variances=given)
    assert line.log_likelihood == pytest.approx(known["logLik"], rel=1e-6)
    np.testing.assert_allclose(line.level, known["smoothed_level"], rtol=1e-6)
    np.testing.assert_allclose(line.slope, known["smoothed_slope"], rtol=1e-6)
    np.testing.assert_allclose(line.slope_se**2, known["slope_var"], rtol=1e-6)


def test_the_most_likely_variances_of_the_nile(nile: np.ndarray) -> None:
    known = reference("kalman")
    line = trend.smooth(nile, slope=False, prior=None)
    assert line.log_likelihood >= known["nile_mle"]["logLik"] - 1e-3
    assert line.variances.noise == pytest.approx(known["nile_mle"]["H"], rel=5e-3)
    assert line.variances.level == pytest.approx(known["nile_mle"]["Q"], rel=5e-3)
    assert line.variances.level == pytest.approx(known["structts"]["level"], rel=5e-3)


def test_the_nile_breaks_once_in_1898(nile: np.ndarray) -> None:
    known = reference("kalman")["breakpoints"]
    found = trend.breaks(nile, min_share=known["h"])
    assert list(found.positions) == [known["optimal_bic"]]
    np.testing.assert_allclose(found.rss, known["rss"], rtol=1e-6)
    assert found.bic[1] == pytest.approx(known["bic"], rel=1e-6)
    heights = -(found.bic[1:] - np.log(100) * (2 * np.arange(1, 6) + 2)) / 2
    np.testing.assert_allclose(heights, known["loglik"], rtol=1e-6)


@pytest.mark.parametrize("place", range(4))
def test_the_two_levels_of_a_couple(place: int) -> None:
    known = reference("kalman_two")["couples"][place]
    diary = columns("bl_diary.csv")
    of = diary["couple"] == known["couple"]
    y = np.column_stack([diary["f_reldis"][of], diary["m_reldis"][of]])
    for partner, days in enumerate(("na_days_f", "na_days_m")):
        y[np.array(known[days], int) - 1, partner] = np.nan
    line = trend.smooth_pair(y, noise=known["H"], level=known["Q"])
    assert line.log_likelihood == pytest.approx(known["logLik"], rel=1e-6)
    np.testing.assert_allclose(line.level, _numbers(known["smoothed"]), rtol=1e-6)
    np.testing.assert_allclose(line.covariance, _numbers(known["smoothed_cov"]), rtol=1e-6)


def _numbers(value: Any) -> np.ndarray:
    return np.array(value["values"] if isinstance(value, dict) else value, float)


def test_run_lengths_of_one_sided_sums() -> None:
    known = reference("arl")
    for case in known["one_sided"]:
        assert drift.cusum_limit(case["k"], case["ARL0"]) == pytest.approx(case["h"], abs=1e-3)
        runs = [drift.cusum_arl(case["k"], case["h"], shift) for shift in known["mu1"]]
        np.testing.assert_allclose(runs, case["ARL1"], rtol=1e-3)


def test_run_lengths_of_two_sided_sums() -> None:
    for case in reference("arl")["montgomery_two_sided"]:
        runs = [drift.cusum_arl(case["k"], case["h"], shift, sided="two") for shift in case["mu"]]
        np.testing.assert_allclose(runs, case["ARL_two_sided"], rtol=1e-3)


def test_run_lengths_of_weighted_averages() -> None:
    known = reference("arl")
    for case in known["ewma_two_sided"]:
        assert drift.ewma_limit(case["lambda"], case["ARL0"]) == pytest.approx(case["L"], abs=1e-3)
        runs = [drift.ewma_arl(case["lambda"], case["L"], shift) for shift in known["mu1"]]
        np.testing.assert_allclose(runs, case["ARL1"], rtol=1e-3)


def test_reliable_change_among_those_who_stayed() -> None:
    known = reference("cohort")["rci"]
    scores = columns("btheb_cohort.csv")
    sd = float(scores["bdi.pre"].std(ddof=1))
    found = change.from_sums(
        scores["bdi.pre"], scores["bdi.8m"], sd=sd, reliability=known["rxx"], better="lower"
    )
    seen = ~np.isnan(scores["bdi.8m"])
    counts = [int((found.verdict == word).sum()) for word in change.VERDICTS]
    assert counts == [known["improved"], known["no_reliable_change"], known["worse"], 48]
    assert (sd, change.sem(sd, 0.8)) == pytest.approx((known["S1"], known["sem"]), rel=1e-6)
    np.testing.assert_allclose(found.index[seen][:10], known["first10"], rtol=1e-6)


def test_the_worked_example_of_1991() -> None:
    known = reference("cohort")["jacobson_truax_1991_example"]
    found = change.from_sums(
        known["pre"], known["post"], sd=known["s1"], reliability=known["rxx"], better="higher"
    )
    assert (found.se, found.index) == pytest.approx((known["Sdiff"], known["RC"]), rel=1e-6)


def test_standard_errors_of_measurement_and_smallest_changes() -> None:
    scales = [block for block in reference("reliability").values() if "sem_alpha" in block]
    assert scales
    for block in scales:
        sd, alpha = block["sum_sd"], block["alpha"]
        assert change.sem(sd, alpha) == pytest.approx(block["sem_alpha"], rel=1e-6)
        smallest = [value for key, value in block.items() if key.startswith("rci95")]
        reached = [
            change.smallest_reliable(sd, block[key]) for key in ("alpha", "omega_total_ml1f")
        ]
        assert reached[: len(smallest)] == pytest.approx(smallest, rel=1e-4)
