"""Leave in a real browser, on a real server: hidden at once, signed out, nothing by Back."""

import re
from collections.abc import Callable
from http.client import HTTPConnection
from time import monotonic
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.chromium import told
from tests.journeys.conftest import House, Visitors
from tests.journeys.people import Visitor

pytestmark = pytest.mark.browser

NEUTRAL = re.compile("^https://")
# What is true at the end of the very task of the tap or key: no frame is painted in between.
WATCH = """() => document.addEventListener("nearer:leave", () => queueMicrotask(() => {
  localStorage.told = JSON.stringify([document.body.checkVisibility(), document.title]);
}))"""


def tap(page: Page) -> None:
    page.locator("form.leave > .exit").click()


def press(key: str) -> Callable[[Page], None]:
    def thrice(page: Page) -> None:
        for _ in range(3):
            page.keyboard.press(key)

    return thrice


WAYS = {"a tap": tap, "Shift": press("Shift"), "Esc": press("Escape")}


@pytest.fixture(scope="module")
def gwen(house: House, browser: object) -> Visitor:
    """Gwen, who has joined; each test signs her in anew."""
    gwen = Visitors(house, browser).new("Gwen")  # type: ignore[arg-type]
    gwen.joins()
    return gwen


@pytest.fixture
def here(gwen: Visitor, visitors: Visitors) -> Callable[..., Visitor]:
    """Gwen in an empty browser, signed in; the neutral page needs no network."""

    def signed_in(*, scripts: bool = True) -> Visitor:
        visitor = visitors.new("Gwen", scripts=scripts)
        visitor.key_name, visitor.passphrase = gwen.key_name, gwen.passphrase
        visitor.context.route(NEUTRAL, _weather)
        visitor.signs_in()
        return visitor

    return signed_in


@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_hidden_in_the_same_frame(here: Callable[..., Visitor], way: str) -> None:
    visitor = here()
    visitor.page.evaluate(WATCH)
    WAYS[way](visitor.page)
    visitor.page.wait_for_url(NEUTRAL)
    assert told(visitor.context) == [False, ""]


@pytest.mark.parametrize("way", WAYS)
def test_the_session_is_over_on_the_server_within_a_second(
    here: Callable[..., Visitor], way: str
) -> None:
    visitor = here()
    cookie = _cookie(visitor.context)
    assert _opens(visitor.url, cookie)
    WAYS[way](visitor.page)
    began = monotonic()
    while _opens(visitor.url, cookie):
        assert monotonic() - began <= 1, "the session stands a second after"


def test_without_scripts_it_signs_out_and_leads_away_too(here: Callable[..., Visitor]) -> None:
    visitor = here(scripts=False)
    cookie = _cookie(visitor.context)
    with visitor.page.expect_response("**/leave") as answer:
        tap(visitor.page)
    assert answer.value.status == 303
    assert NEUTRAL.match(answer.value.header_value("Location") or "")
    assert answer.value.header_value("Clear-Site-Data") == '"cache"'
    assert visitor.context.cookies(visitor.url) == []
    assert not _opens(visitor.url, cookie)


def test_should_its_request_be_lost_the_next_visit_is_signed_out(
    here: Callable[..., Visitor],
) -> None:
    visitor = here()
    cookie = _cookie(visitor.context)
    visitor.context.route("**/leave", lambda route: route.abort())
    tap(visitor.page)
    visitor.page.wait_for_url(NEUTRAL)
    assert _opens(visitor.url, cookie)
    visitor.opens("/today")
    visitor.sees("Locked")
    assert not _opens(visitor.url, cookie)
    assert visitor.context.cookies(visitor.url) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_back_shows_no_private_word(here: Callable[..., Visitor], scripts: bool) -> None:
    visitor = here(scripts=scripts)
    visitor.sees("Gwen")
    visitor.opens("/you")
    visitor.opens("/steps")
    _taps_and_is_away(visitor)
    for _ in range(3):
        visitor.page.go_back()
        expect(visitor.page.locator("h1").first).to_have_text(re.compile("Locked|Sign in"))
        visitor.does_not_see("Gwen")


def test_what_was_typed_does_not_come_back_with_back(here: Callable[..., Visitor]) -> None:
    visitor = here()
    visitor.opens("/invite")
    visitor.skips_the_quiet_questions()
    visitor.opens("/invite")
    visitor.types("A few words", "Only a thought")
    press("Escape")(visitor.page)
    visitor.page.wait_for_url(NEUTRAL)
    visitor.page.go_back()
    visitor.does_not_see("Only a thought")
    assert "Only a thought" not in visitor.page.content()


def test_typing_capitals_leaves_nothing(here: Callable[..., Visitor]) -> None:
    visitor = here()
    visitor.opens("/invite")
    visitor.skips_the_quiet_questions()
    visitor.opens("/invite")
    field, keyboard = visitor.page.get_by_label("A few words"), visitor.page.keyboard
    field.focus()
    for letter in "ABC":
        keyboard.press(f"Shift+{letter}")
    for letter in "DEF":  # Shift is let go before its letter, as in quick typing
        keyboard.down("Shift")
        keyboard.down(letter)
        keyboard.up("Shift")
        keyboard.up(letter)
    keyboard.down("Shift")
    for letter in "GHI":
        keyboard.press(letter)
    keyboard.up("Shift")
    expect(field).to_be_visible()
    assert field.input_value() == "ABCDEFGHI"


@pytest.mark.parametrize("path", ["/help", "/offline", "/not-there", "/"])
def test_it_leads_away_from_pages_for_everyone_too(visitors: Visitors, path: str) -> None:
    dan = visitors.new("Dan")
    dan.context.route(NEUTRAL, _weather)
    dan.opens(path)
    tap(dan.page)
    dan.page.wait_for_url(NEUTRAL)


def _taps_and_is_away(visitor: Visitor) -> None:
    """Tap Leave; where a form leads without scripts is not fetched here, and fails."""
    with visitor.page.expect_request(NEUTRAL):
        tap(visitor.page)
    visitor.page.wait_for_url(lambda address: not address.startswith(visitor.url))


def _weather(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<title>Weather</title>")


def _cookie(context: BrowserContext) -> str:
    [cookie] = context.cookies()
    return f"{cookie['name']}={cookie['value']}"


def _opens(url: str, cookie: str) -> bool:
    """Return whether a private page opens with this cookie, whatever the browser still has."""
    connection = HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", "/today", headers={"Cookie": cookie})
    return connection.getresponse().status == 200
