"""The measurement by Lighthouse: what it takes for a score, and what it says when it cannot run."""

import shutil
from typing import Any

import pytest

from benchmarks import lighthouse

URL = "http://localhost:8000/today"


def report(performance: float | None = 0.98, **more: Any) -> dict[str, Any]:
    found = {name: {"score": 1.0} for name in lighthouse.CATEGORIES}
    found["performance"] = {"score": performance}  # type: ignore[dict-item]
    return {"finalDisplayedUrl": URL, "categories": found, **more}


@pytest.mark.parametrize(
    ("score", "low"), [(0.95, []), (0.94, ["performance"]), (None, ["performance"])]
)
def test_a_score_below_95_or_none_is_too_low(score: float | None, low: list[str]) -> None:
    assert lighthouse.too_low(lighthouse.read(report(score), URL)) == low


@pytest.mark.parametrize(
    "more",
    [{"finalDisplayedUrl": "http://localhost:8000/"}, {"runtimeError": {"message": "401"}}],
)
def test_a_report_of_another_page_is_no_measurement(more: dict[str, Any]) -> None:
    with pytest.raises(SystemExit, match="/today was not read"):
        lighthouse.read(report(**more), URL)


def test_without_npx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"Install Node 18\.16 or later.*--lighthouse PATH"):
        lighthouse.command_of(None)
    assert lighthouse.command_of("/opt/lighthouse") == ["/opt/lighthouse"]
