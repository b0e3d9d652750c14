"""Every page, read by axe: WCAG 2.2 AA and best practice, light and dark, phone and desk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import House, Visitors
from tests.journeys.places import WALKS, once

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
# All rules once per width; in the dark only colours differ.
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => (one.open = true))"


@pytest.mark.parametrize("walk", WALKS)
def test_axe_finds_nothing_on_any_page(visitors: Visitors, walk: str) -> None:
    amiss = [found for page, name in once(WALKS[walk](visitors)) for found in _amiss(page, name)]
    assert amiss == []


@pytest.mark.parametrize("mode", ["code", "closed"])
def test_axe_finds_nothing_where_few_may_join(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser, mode: str
) -> None:
    monkeypatch.setenv("NEARER_SIGN_UP", mode)
    house = House(tmp_path)
    house.start()
    visitors = Visitors(house, browser)
    dan, amiss = visitors.new("Dan"), []
    for path in ("/", "/join"):
        dan.opens(path)
        amiss += _amiss(dan.page, f"{path}, {mode}")
    visitors.leave()
    house.stop()
    assert amiss == []


def test_axe_does_find_what_is_planted(visitors: Visitors) -> None:
    dan = visitors.new("Dan")
    dan.opens("/help")
    dan.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any("button-name" in found for found in _amiss(dan.page, "/help"))


def _amiss(page: Page, name: str) -> Iterator[str]:
    """Yield what axe finds on the page that stands, everything on it unfolded."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate(OPEN_ALL)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme, rules in (("light", ALL), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for one in page.evaluate("(rules) => axe.run(rules)", rules)["violations"]:
                for node in one["nodes"]:
                    html = " ".join(node["html"].split())[:160]
                    yield f"{name}, {size['width']} {scheme}: {one['id']}: {html}"
