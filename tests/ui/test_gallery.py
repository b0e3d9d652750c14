"""The gallery in a real browser: nothing for axe to find, nothing that overflows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from nearer.ui.gallery import FRAMES
from tests import axe
from tests.ui.conftest import House

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
TAPPED = "button, .btn, .input, .answer, .top-link, .tabs a, summary"
LEAVE = "document.querySelector('.exit').getBoundingClientRect().toJSON()"


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("frame", FRAMES)
def test_axe_finds_nothing_on_phone_and_desk_in_light_and_dark(open_page: Open, frame: str) -> None:
    page = open_page(f"/{frame}", viewport=PHONE, reduced_motion="reduce")
    axe.enter(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert axe.violations(page) == [], (size, scheme)


def test_nothing_overflows_also_with_text_at_200_percent(open_page: Open) -> None:
    page = open_page("/app")
    for text in ("100%", "200%"):
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
        for width in (320, 390, 600, 960, 1280, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert overflow(page) <= 0, (text, width)


@pytest.mark.parametrize("frame", FRAMES)
def test_leave_stays_in_its_corner_within_reach(open_page: Open, frame: str) -> None:
    page = open_page(f"/{frame}", viewport=PHONE)
    low = page.evaluate(LEAVE)
    assert low["height"] >= 48
    assert 0 <= 390 - low["right"] <= 24
    assert 0 <= 844 - low["bottom"] <= 24
    page.set_viewport_size(DESK)
    wide = page.evaluate(LEAVE)
    assert 0 <= wide["left"] <= 40
    assert 0 <= 800 - wide["bottom"] <= 24


def test_controls_are_large_enough_to_tap(open_page: Open) -> None:
    page = open_page("/app", viewport=PHONE)
    small = page.evaluate(
        """(tapped) => [...document.querySelectorAll(tapped)]
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 80))""",
        TAPPED,
    )
    assert small == []


def test_the_fonts_and_icons_come_under_the_policy(open_page: Open, house: House) -> None:
    page = open_page("/app", viewport=PHONE)
    page.evaluate("document.fonts.ready")
    asked = {one.path.rpartition("/")[2].partition("-")[0] for one in house.asked}
    assert {"atkinson", "literata", "icons.svg"} <= asked


def test_right_to_left_turns_the_page_and_its_drawings(open_page: Open, house: House) -> None:
    house.pages["/app"] = house.pages["/app"].replace('dir="ltr"', 'dir="rtl"')
    page = open_page("/app", viewport=DESK)
    assert page.evaluate(LEAVE)["right"] >= 1280 - 40
    assert page.locator(".plot").first.evaluate("(one) => getComputedStyle(one).transform") == (
        "matrix(-1, 0, 0, 1, 0, 0)"
    )
    assert overflow(page) <= 0


def test_nothing_moves_for_those_who_asked_for_stillness(open_page: Open) -> None:
    page = open_page("/app", reduced_motion="reduce")
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("document.getAnimations().length") > 0


def test_keys_1_to_5_choose_and_typing_is_left_alone(open_page: Open) -> None:
    page = open_page("/plain")
    page.locator("h1").click()
    page.keyboard.press("2")
    assert page.locator("[name=q][value='2']").first.is_checked()
    page.locator("[name=note]").first.focus()
    page.keyboard.press("4")
    assert page.locator("[name=note]").first.input_value() == "4"
    assert page.locator("[name=q][value='2']").first.is_checked()
