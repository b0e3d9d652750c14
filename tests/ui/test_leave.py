"""Leave: the page is gone in the same frame, the session ends, and a neutral page comes."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.chromium import told
from tests.ui.conftest import LOST, TARGET, Answer, House

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

# What is true at the end of the very task of the key or tap, before the browser goes anywhere.
WATCH = """document.addEventListener("nearer:leave", () => queueMicrotask(() => {
  localStorage.told = JSON.stringify([
  getComputedStyle(document.body).display,
  getComputedStyle(document.documentElement).backgroundColor,
  document.title,
  document.cookie,
  document.querySelector("[name=note]").value,
]); }))"""


@pytest.fixture(autouse=True)
def server(house: House) -> None:
    """A server that takes the end of a session."""
    house.answers["/leave"] = lambda asked: Answer(status=204)


def sign(house: House) -> str:
    """The cookie that ends the session at the next request, should this one be lost."""
    return f"x{urlsplit(house.origin).port}"


def test_one_tap_hides_and_empties_the_page_in_the_same_task(open_page: Open, house: House) -> None:
    page = open_page("/plain")
    page.evaluate(WATCH)
    page.locator("[name=note]").first.fill("Only for me")
    page.locator(".exit").click()
    page.wait_for_url(TARGET)
    assert told(page.context) == ["none", "rgb(255, 255, 255)", "", f"{sign(house)}=1", ""]
    assert len(house.arrived("/leave", times=1)) == 1


def test_it_leads_to_the_neutral_page_and_back_finds_no_entry(open_page: Open) -> None:
    page = open_page("/plain")
    page.locator(".exit").click()
    page.wait_for_url(TARGET)
    assert page.title() == "Weather"
    assert page.evaluate("history.length") == 2  # about:blank, and this one in place of ours


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_three_presses_do_the_same(open_page: Open, key: str) -> None:
    page = open_page("/plain")
    page.keyboard.press(key)
    page.keyboard.press(key)
    assert page.locator("h1").is_visible()
    page.keyboard.press(key, delay=0)
    page.wait_for_url(TARGET)


def test_capitals_other_keys_and_long_pauses_do_not_leave(open_page: Open) -> None:
    page = open_page("/plain", clock=True)
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift", "x", "Shift", "Escape", "Shift", "x"):
        page.keyboard.press(key)
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.fast_forward(6_000)
    page.keyboard.press("Shift")
    assert page.locator("h1").is_visible()


def test_the_other_open_pages_hide_as_well(open_page: Open) -> None:
    one = open_page("/plain")
    other = one.context.new_page()
    other.goto(one.url)
    one.locator(".exit").click()
    other.wait_for_url(TARGET)


def test_a_lost_request_changes_nothing_for_the_eye(open_page: Open, house: House) -> None:
    house.answers["/leave"] = lambda asked: LOST
    page = open_page("/plain")
    page.locator(".exit").click()
    page.wait_for_url(TARGET)
    assert [one["name"] for one in page.context.cookies(house.origin)] == [sign(house)]


def test_without_scripts_it_is_a_form(open_page: Open, house: House) -> None:
    house.answers["/leave"] = lambda asked: Answer(status=303, headers={"Location": TARGET})
    page = open_page("/plain", java_script_enabled=False)
    page.locator(".exit").click()
    page.wait_for_url(TARGET)
    assert len(house.arrived("/leave", times=1)) == 1
