"""The watch for a slow decline: its rates, its memory, and what it does with odd diaries."""

import json
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.diaries import answers, people
from nearer.science import drift

MONDAY = 738_000


def diaries(count: int, days: int, *, seed: int = 1, **options: int) -> np.ndarray:
    """Return the diary of measurement.md, (people, days)."""
    rng = np.random.default_rng(seed)
    return answers(rng, people(rng, count), days, **options).T


def fallen(days: int = 300, *, after: int = 200, by: float = 2.0) -> np.ndarray:
    """Return one person's days, lower from one day on."""
    values = np.random.default_rng(3).normal(6, 0.7, days)
    values[after:] -= by
    return values


def watched(values: np.ndarray, **options: object) -> list[drift.Signal]:
    """Return what a watch says day by day."""
    watch = drift.Watch(**options)
    return [watch.update(MONDAY + day, value) for day, value in enumerate(values)]


@pytest.mark.parametrize("rate", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("direction", ["down", "up"])
def test_alarms_without_a_decline_come_as_often_as_asked(rate: float, direction: str) -> None:
    found = drift.scan(
        diaries(1500, 365), false_alarms_per_year=rate, direction=direction, scale=(1, 5)
    )
    seen = found.alarm.sum() / (found.enough.sum() / 365.25)
    assert seen == pytest.approx(rate, rel=0.2)


@pytest.mark.parametrize(("rate", "weeks", "within"), [(0.2, 18, 0.88), (1.0, 12, 0.95)])
def test_a_decline_over_six_months_is_found_in_time(rate, weeks, within) -> None:
    values = diaries(600, 365 + 200, declines_after=365)
    alarm = drift.scan(values, false_alarms_per_year=rate, scale=(1, 5)).alarm[:, 365:]
    first = np.where(alarm.any(1), alarm.argmax(1) + 1, np.inf) / 7
    assert np.median(first) <= weeks
    assert (first <= 26).mean() >= within


@pytest.mark.parametrize("options", [{}, {"direction": "up"}, {"scale": (1, 5), "min_days": 60}])
def test_a_scan_says_the_same_as_a_watch_each(options: dict[str, object]) -> None:
    values = diaries(4, 500, declines_after=250)
    values[1, 100:240] = np.nan
    values[2, :50] = np.nan
    found = drift.scan(values, first_day=MONDAY, false_alarms_per_year=4, **options)
    assert found.alarm.any()
    for row, series in enumerate(values):
        signals = watched(series, false_alarms_per_year=4, **options)
        assert [signal.alarm for signal in signals] == list(found.alarm[row])
        assert [signal.enough for signal in signals] == list(found.enough[row])
        evidence = [signal.evidence for signal in signals]
        np.testing.assert_allclose(evidence, found.evidence[row], atol=1e-9)


def test_days_left_out_are_missing_days() -> None:
    values = diaries(1, 400)[0]
    values[150:270] = np.nan
    spoken, silent = drift.Watch(), drift.Watch()
    for day, value in enumerate(values):
        said = spoken.update(MONDAY + day, value)
        if not np.isnan(value):
            assert silent.update(MONDAY + day, value) == said


def test_a_watch_woken_every_day_is_one_that_never_slept() -> None:
    values = np.r_[diaries(1, 200)[0], np.full(20, 1.0), diaries(1, 30, seed=2)[0]]
    awake, text = drift.Watch(scale=(1, 5)), drift.Watch(scale=(1, 5)).to_json()
    for day, value in enumerate(values):
        woken = drift.Watch.from_json(text)
        assert woken.update(MONDAY + day, value) == awake.update(MONDAY + day, value)
        text = woken.to_json()


def test_its_memory_is_small_and_holds_no_answers() -> None:
    watch = drift.Watch(scale=(0, 100))
    sizes = []
    for day, value in enumerate(np.random.default_rng(1).uniform(0, 100, 1500)):
        watch.update(MONDAY + day, value)
        sizes.append(len(watch.to_json()))
    assert max(sizes) <= 2000
    kept = json.loads(watch.to_json())
    parts = [*kept["usual"].values(), *kept["suspicion"].values()]
    assert max(np.size(part) for part in parts) == 8  # the stairs; a week has seven


def test_an_alarm_says_since_when_and_how_far() -> None:
    signals = watched(fallen())
    first = next(day for day, signal in enumerate(signals) if signal.alarm)
    assert 200 < first < 225
    signal = signals[first]
    assert signal.evidence == 1
    assert signal.since is not None
    assert signal.size is not None
    assert abs(signal.since - (MONDAY + 200)) <= 14
    assert 1 < signal.size.value < 2.5
    assert signals[first + 1].evidence < 0.5
    assert not signals[first + 1].alarm


def test_a_rise_is_the_mirror_of_a_decline() -> None:
    down, up = watched(fallen()), watched(12 - fallen(), direction="up")
    assert sum(signal.alarm for signal in down) >= 1
    first = [next(d for d, s in enumerate(signals) if s.alarm) for signals in (down, up)]
    assert abs(first[0] - first[1]) <= 2
    assert not any(signal.alarm for signal in watched(12 - fallen())[200:230])


def test_before_it_has_seen_enough_it_never_alarms() -> None:
    signals = watched(np.r_[np.full(10, 5.0), np.full(17, 1.0)], false_alarms_per_year=12)
    assert not any(signal.alarm or signal.enough for signal in signals)
    assert max(signal.evidence for signal in signals) <= 0.5
    assert watched(np.full(29, 5.0))[-1].enough


def test_half_the_days_must_be_answered() -> None:
    sparse = np.full(29, np.nan)
    sparse[:13] = sparse[-1] = 4
    assert watched(sparse)[-1].enough
    sparse[0:2] = np.nan
    assert not watched(np.r_[4.0, sparse])[-1].enough


def test_a_bad_day_is_no_decline() -> None:
    values = np.random.default_rng(4).normal(5, 0.8, 300)
    values[250] = -1000
    signals = watched(values)
    assert not any(signal.alarm for signal in signals)
    assert signals[250].evidence < signals[249].evidence + 0.25


def test_weekdays_are_usual() -> None:
    rng = np.random.default_rng(5)
    weekday = np.tile([0.0, 0, 0, 0, 0, 2, 2], 60)
    found = drift.scan(3 + weekday + rng.normal(0, 0.5, (200, 420)), false_alarms_per_year=0.5)
    rate = found.alarm.sum() / (found.enough.sum() / 365.25)
    assert rate < 0.6


@pytest.mark.parametrize(("low", "width"), [(0, 100), (1, 6), (-3, 0.01)])
def test_the_unit_does_not_matter(low: float, width: float) -> None:
    values = (diaries(20, 500, declines_after=250) - 1) / 4
    plain = drift.scan(values, scale=(0, 1))
    moved = drift.scan(low + width * values, scale=(low, low + width))
    np.testing.assert_allclose(moved.evidence, plain.evidence, atol=1e-6)
    assert plain.alarm.any()


def test_a_constant_diary_never_alarms_and_one_odd_day_changes_nothing() -> None:
    values = np.full((3, 400), 4.0)
    values[1, 300] = 3
    values[2, 300:330] = 3
    found = drift.scan(values, scale=(1, 5))
    assert list(found.alarm.any(1)) == [False, False, True]
    assert list(drift.scan(values).alarm.any(1)) == [False, False, True]


def test_evidence_fades_in_a_long_silence() -> None:
    values = fallen(208)
    watch = drift.Watch()
    for day, value in enumerate(values):
        before = watch.update(MONDAY + day, value)
    assert before.evidence > 0.3
    soon, late = (drift.Watch.from_json(watch.to_json()) for _ in range(2))
    assert soon.update(MONDAY + 218, None).evidence == pytest.approx(before.evidence)
    assert late.update(MONDAY + 400, None).evidence == 0


def test_who_answers_every_day_gets_no_more_alarms() -> None:
    rng = np.random.default_rng(6)
    daily = rng.normal(5, 0.8, (800, 500))
    often, seldom = daily.copy(), daily.copy()
    seldom[rng.random(daily.shape) < 0.4] = np.nan
    rates = []
    for values in (often, seldom):
        found = drift.scan(values, false_alarms_per_year=2)
        rates.append(found.alarm.sum() / (found.enough.sum() / 365.25))
    assert rates[0] == pytest.approx(rates[1], rel=0.2)


def test_slow_noise_makes_it_patient() -> None:
    rng = np.random.default_rng(6)
    slow = np.zeros((400, 730))
    for day in range(1, 730):
        slow[:, day] = 0.8 * slow[:, day - 1] + rng.normal(0, 0.3, 400)
    values = 5 + slow + rng.normal(0, 0.7, slow.shape)
    values[rng.random(values.shape) < 0.3] = np.nan
    found = drift.scan(values, false_alarms_per_year=1)
    assert found.alarm.sum() / (found.enough.sum() / 365.25) < 1.3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.none() | st.floats(0, 10), max_size=80), st.sampled_from([None, (0.0, 10.0)]))
def test_no_diary_makes_it_warn_or_fail(values, scale) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        watch = drift.Watch(scale=scale, min_days=5, false_alarms_per_year=12)
        for day, value in enumerate(values):
            signal = watch.update(MONDAY + 3 * day, value)
            assert 0 <= signal.evidence <= 1
            assert signal.enough or not signal.alarm
        assert json.loads(watch.to_json())["format"] == "nearer.drift/1"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"false_alarms_per_year": 0}, "false_alarms_per_year"),
        ({"false_alarms_per_year": 13}, "false_alarms_per_year"),
        ({"direction": "sideways"}, "direction"),
        ({"scale": (5, 1)}, "scale"),
        ({"min_days": 0}, "min_days"),
    ],
)
def test_bad_options_are_refused_by_name(options, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        drift.Watch(**options)
    with pytest.raises(ValueError, match=rf"^{named}: "):
        drift.scan(np.ones((2, 5)), **options)


def test_what_a_page_needs_of_a_diary_loads_no_scipy() -> None:
    modules = "change, drift, gap, practices, trend"
    code = (
        "import sys, nearer.science\n"
        "assert 'numpy' not in sys.modules\n"
        f"from nearer.science import {modules}\n"
        "assert 'numpy' in sys.modules\n"
        "assert not any(name.startswith(('scipy', 'django')) for name in sys.modules)\n"
    )
    paths = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_value_off_the_scale_is_refused_and_changes_nothing() -> None:
    watch = drift.Watch(scale=(1, 5))
    watch.update(MONDAY, 3)
    before = watch.to_json()
    for value in (6, np.inf):
        with pytest.raises(ValueError, match=r"^value: "):
            watch.update(MONDAY + 1, value)
    with pytest.raises(ValueError, match=r"^day: "):
        watch.update(MONDAY, 3)
    assert watch.to_json() == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"nearer.drift/1"}', "null"])
def test_what_is_no_watch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^text: "):
        drift.Watch.from_json(text)


def test_a_memory_that_was_tampered_with_is_refused() -> None:
    watch = drift.Watch()
    watch.update(MONDAY, 3)
    kept = json.loads(watch.to_json())
    usual, suspicion = kept["usual"], kept["suspicion"]
    for part in (
        {"usual": {**usual, "mean": None}},
        {"usual": {**usual, "answers": "many"}},
        {"usual": []},
        {"suspicion": {**suspicion, "odds": [1]}},
        {"silent": -1},
        {"options": {}},
    ):
        with pytest.raises(ValueError, match=r"^text: "):
            drift.Watch.from_json(json.dumps({**kept, **part}))


@pytest.mark.parametrize("sided", ["one", "two"])
def test_a_limit_gives_back_its_run_length(sided: str) -> None:
    limit = drift.cusum_limit(0.25, 300, sided=sided)
    assert drift.cusum_arl(0.25, limit, sided=sided) == pytest.approx(300, rel=1e-8)
    assert drift.ewma_arl(0.02, drift.ewma_limit(0.02, 300)) == pytest.approx(300, rel=1e-8)


def test_a_chart_of_single_days_has_the_run_length_of_a_coin() -> None:
    from statistics import NormalDist

    outside = 2 * NormalDist().cdf(-3)
    assert drift.ewma_arl(1.0, 3.0) == pytest.approx(1 / outside, rel=1e-9)


@pytest.mark.parametrize(
    ("function", "arguments", "named"),
    [
        (drift.cusum_arl, (-1, 4), "k"),
        (drift.cusum_arl, (0.5, 0), "h"),
        (drift.cusum_limit, (0.5, 1), "arl"),
        (drift.ewma_arl, (0, 3), "weight"),
        (drift.ewma_arl, (0.1, 0), "limit"),
        (drift.ewma_limit, (0.1, 1), "arl"),
    ],
)
def test_charts_refuse_bad_input_by_name(function, arguments, named) -> None:
    with pytest.raises(ValueError, match=rf"^{named}: "):
        function(*arguments)
