"""A session that ends while somebody writes: the page covers itself, and nothing typed is lost."""

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests import axe
from tests.journeys.conftest import House, Visitors
from tests.journeys.people import Visitor

pytestmark = pytest.mark.browser

MINUTE = 60_000
NOTE = "Only if you like, some evening."


@pytest.fixture(scope="module")
def mira(house: House, browser: Browser) -> Visitor:
    """Mira, who has joined."""
    mira = Visitors(house, browser).new("Mira")
    mira.joins()
    return mira


@pytest.fixture
def writing(mira: Visitor, visitors: Visitors) -> Callable[..., Visitor]:
    """Mira, signed in anew, with a note begun and nothing of it sent."""

    def begun(*, scripts: bool = True) -> Visitor:
        visitor = visitors.new("Mira", scripts=scripts)
        visitor.key_name, visitor.passphrase = mira.key_name, mira.passphrase
        if scripts:
            visitor.page.clock.install()
        visitor.signs_in()
        visitor.sends("/invite", do="back")  # whatever an earlier test has left
        visitor.sends("/invite", quiet="skip")
        visitor.opens("/invite")
        visitor.types("A few words", NOTE)
        return visitor

    return begun


def test_after_quiet_minutes_the_page_opens_in_place_and_one_tap_saves(
    writing: Callable[..., Visitor],
) -> None:
    visitor = writing()
    visitor.page.clock.fast_forward(16 * MINUTE)
    _is_covered(visitor)
    _ends_the_session_elsewhere(visitor)
    _unlocks(visitor)
    expect(visitor.page.get_by_label("A few words")).to_have_value(NOTE)
    visitor.presses("Share as an invitation")
    _is_saved(visitor)


def test_an_ended_session_covers_the_page_while_somebody_types(
    writing: Callable[..., Visitor],
) -> None:
    visitor = writing()
    _ends_the_session_elsewhere(visitor)
    visitor.page.clock.fast_forward(2 * MINUTE)
    _is_covered(visitor)
    _unlocks(visitor)
    expect(visitor.page.get_by_label("A few words")).to_have_value(NOTE)
    visitor.presses("Share as an invitation")
    _is_saved(visitor)


def test_the_cover_holds_no_private_word_and_axe_finds_nothing(
    writing: Callable[..., Visitor],
) -> None:
    visitor = writing()
    visitor.page.clock.fast_forward(16 * MINUTE)
    _is_covered(visitor)
    for word in (NOTE, "Mira", "invite"):
        visitor.does_not_see(word)
        assert word not in visitor.page.locator("body").inner_html()
    axe.enter(visitor.page)
    assert axe.violations(visitor.page) == []


def test_somebody_else_does_not_lift_the_cover(
    writing: Callable[..., Visitor], visitors: Visitors
) -> None:
    other = visitors.new("Noor")
    other.joins()
    visitor = writing()
    visitor.page.clock.fast_forward(16 * MINUTE)
    visitor.types("Name you chose", other.key_name)
    visitor.types("Passphrase", other.passphrase)
    visitor.presses("Open")
    visitor.sees("This did not open")
    _is_covered(visitor)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_form_sent_after_the_end_comes_through_the_unlock_page(
    writing: Callable[..., Visitor], scripts: bool
) -> None:
    visitor = writing(scripts=scripts)
    _ends_the_session_elsewhere(visitor)
    visitor.presses("Share as an invitation")
    visitor.sees("What you sent is not saved yet")
    _unlocks(visitor)
    visitor.sees("This was not saved yet")
    visitor.sees(NOTE)
    visitor.presses("Do what I had chosen")
    _is_saved(visitor)


def test_what_came_late_is_not_shown_to_somebody_else(
    writing: Callable[..., Visitor], visitors: Visitors
) -> None:
    other = visitors.new("Noor")
    other.joins()
    visitor = writing()
    _ends_the_session_elsewhere(visitor)
    visitor.presses("Share as an invitation")
    visitor.sees("What you sent is not saved yet")
    visitor.key_name, visitor.passphrase = other.key_name, other.passphrase
    _unlocks(visitor)
    expect(visitor.page.locator("h1")).not_to_have_text("Locked")
    visitor.does_not_see(NOTE)
    visitor.opens("/today")
    visitor.sees("Noor")


def _is_covered(visitor: Visitor) -> None:
    expect(visitor.page.locator("h1")).to_have_text("Locked after 15 quiet minutes")


def _unlocks(visitor: Visitor) -> None:
    visitor.types("Name you chose", visitor.key_name)
    visitor.types("Passphrase", visitor.passphrase)
    visitor.presses("Open")


def _is_saved(visitor: Visitor) -> None:
    visitor.sees("Your invitation lies ready")
    visitor.sees(NOTE)


def _ends_the_session_elsewhere(visitor: Visitor) -> None:
    """End the session on the server; the browser still has its cookie and knows nothing of it."""
    [cookie] = visitor.context.cookies()
    connection = HTTPConnection(urlsplit(visitor.url).netloc)
    headers = {"Cookie": f"{cookie['name']}={cookie['value']}", "Origin": visitor.url}
    connection.request("POST", "/leave", headers=headers)
    assert connection.getresponse().status == 303
