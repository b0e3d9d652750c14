"""Sending: the text stays until it is saved, nothing is sent twice, nothing is stored elsewhere."""

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page

from tests.ui.conftest import LOST, TARGET, Answer, Asked, House, rendered

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
NOTE = "#f-fresh-note"
SAVED = Answer(status=303, headers={"Location": "/app"})


@pytest.fixture
def written(open_page: Open) -> Page:
    """A page with text in a kept form, its clock in the test's hand."""
    page = open_page("/plain", clock=True)
    page.locator(NOTE).fill("You were kind")
    return page


def send(page: Page) -> None:
    """Tap the form's button."""
    page.get_by_role("button", name="Save for me").click()


def slow(done: threading.Event) -> Answer:
    """Answer when the test says so."""
    done.wait(10)
    return Answer(status=204)


def fields(request: Asked) -> dict[str, list[str]]:
    """What a request carried."""
    return parse_qs(request.body, keep_blank_values=True)


def test_a_saved_form_leads_on_and_carries_its_key(written: Page, house: House) -> None:
    house.answers["/plain"] = lambda asked: SAVED
    send(written)
    written.wait_for_url(house.origin + "/app")
    (asked,) = house.posts("/plain")
    assert fields(asked)["fresh-note"] == ["You were kind"]
    assert len(fields(asked)["key"][0]) == 32
    assert asked.headers["content-type"].startswith("application/x-www-form-urlencoded")


def test_without_a_network_the_text_stays_and_is_tried_again_with_the_same_key(
    written: Page, house: House
) -> None:
    house.answers["/plain"] = lambda asked: LOST
    send(written)
    written.locator("[data-line=lost]").wait_for()
    assert written.locator(NOTE).input_value() == "You were kind"
    for wait in (1_000, 2_000, 4_000):
        written.clock.fast_forward(wait + 10)
        written.wait_for_timeout(150)
    tried = house.posts("/plain")
    assert len(tried) == 4
    assert len({fields(one)["key"][0] for one in tried}) == 1
    house.answers["/plain"] = lambda asked: SAVED
    written.locator("[data-line=lost] button").click()
    written.wait_for_url(house.origin + "/app")


def test_words_for_somebody_else_do_not_go_by_themselves_once_they_are_others(
    written: Page, house: House
) -> None:
    house.answers["/plain"] = lambda asked: LOST
    written.get_by_role("button", name="Save for me").evaluate("one => one.dataset.gives = ''")
    send(written)
    written.locator("[data-line=lost]").wait_for()
    written.clock.fast_forward(1_010)
    written.wait_for_timeout(150)
    assert len(house.posts("/plain")) == 2
    written.locator(NOTE).fill("You were kind, but")
    written.clock.fast_forward(20_000)
    written.wait_for_timeout(150)
    assert len(house.posts("/plain")) == 2
    written.locator("[data-line=lost] button").click()
    written.wait_for_timeout(150)
    assert fields(house.posts("/plain")[2])["fresh-note"] == ["You were kind, but"]


def test_a_tap_without_words_is_not_said_to_have_some(open_page: Open, house: House) -> None:
    page = open_page("/plain", clock=True)
    house.answers["/plain"] = lambda asked: LOST
    send(page)
    page.locator("[data-line=unsent]").wait_for()
    assert page.locator("form [data-line=lost]").count() == 0


def test_a_fault_of_the_server_keeps_the_text(written: Page, house: House) -> None:
    house.answers["/plain"] = lambda asked: Answer(status=500)
    send(written)
    written.locator("[data-line=lost]").wait_for()
    assert written.locator(NOTE).input_value() == "You were kind"


def test_a_refusal_keeps_the_text_and_is_not_repeated(written: Page, house: House) -> None:
    house.answers["/plain"] = lambda asked: Answer(status=403)
    send(written)
    written.locator("[data-line=lost]").wait_for()
    written.clock.fast_forward(20_000)
    written.wait_for_timeout(100)
    assert len(house.posts("/plain")) == 1


def test_a_page_that_answers_takes_this_ones_place(written: Page, house: House) -> None:
    answer = Answer(body=rendered("task"))
    house.answers["/plain"] = lambda asked: answer
    send(written)
    written.locator("body.task").wait_for()
    assert written.locator("[data-errors]").evaluate("one => one === document.activeElement")
    assert written.locator(".exit").is_visible()


def test_saved_in_place_says_so(written: Page, house: House) -> None:
    house.answers["/plain"] = lambda asked: Answer(status=204)
    send(written)
    written.locator("[data-line=saved]").wait_for()
    assert written.locator(NOTE).input_value() == "You were kind"


def test_a_second_tap_sends_nothing_twice(open_page: Open, house: House) -> None:
    page = open_page("/plain")
    done = threading.Event()
    house.answers["/plain"] = lambda asked: slow(done)
    send(page)
    send(page)
    page.locator("[data-line=sending]").wait_for()
    assert len(house.posts("/plain")) == 1
    done.set()
    page.locator("[data-line=saved]").wait_for()


def test_closing_with_unsent_text_asks_first_and_help_never_waits(
    written: Page, house: House
) -> None:
    asked: list[str] = []

    def answered(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    written.on("dialog", answered)
    written.reload()
    assert asked == ["beforeunload"]
    written.locator(NOTE).fill("You were kind")
    house.pages["/help"] = "<title>Help</title>"
    written.get_by_role("link", name="Help now").click()
    written.wait_for_url(house.origin + "/help")
    assert asked == ["beforeunload"]


def test_leave_never_waits_for_unsent_text(written: Page) -> None:
    written.on("dialog", lambda dialog: pytest.fail("Leave was held back"))
    written.locator(".exit").click()
    written.wait_for_url(TARGET)


def test_nothing_lies_in_the_browsers_stores(written: Page, house: House) -> None:
    house.answers["/plain"] = lambda asked: LOST
    send(written)
    written.locator("[data-line=lost]").wait_for()
    stores = written.evaluate(
        """async () => [localStorage.length, sessionStorage.length,
        (await indexedDB.databases()).length, document.cookie]"""
    )
    assert stores == [0, 0, 0, ""]


def test_the_strip_says_that_there_is_no_network(written: Page) -> None:
    strip = written.locator("[data-offline]").first
    assert strip.is_hidden()
    written.context.set_offline(True)
    strip.wait_for()
    written.context.set_offline(False)
    strip.wait_for(state="hidden")
