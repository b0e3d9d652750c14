"""The end of a session: the page covers itself, and gives its text back to the one who returns."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.ui.conftest import LOST, TARGET, Answer, House

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
MINUTE = 60_000
NOTE = "#f-fresh-note"
STEP = "/sign-in/step"


@pytest.fixture(autouse=True)
def server(house: House) -> None:
    """A server that knows the session, and the person who comes back."""
    house.answers["/stay"] = lambda asked: Answer(status=204)
    house.answers["/sign-in"] = lambda asked: Answer(status=204, headers={"X-Token": "new-token"})


def locked(page: Page) -> bool:
    """Whether the page lies covered, with nothing of it to be seen or found."""
    return "Locked after 15 quiet minutes" in page.locator("body").inner_text()


def written(open_page: Open, text: str = "Only for me") -> Page:
    """A page with text being written, its clock in the test's hand."""
    page = open_page("/plain", clock=True)
    page.locator(NOTE).fill(text)
    return page


def comes_back(page: Page) -> None:
    """Signs in on the covered page."""
    page.locator("[name=name]").fill("ada")
    page.locator("[name=pass]").fill("lantern gravel tuesday plum")
    page.get_by_role("button", name="Open").click()


def asks(house: House, *, digits: bool, passkey: str = "") -> None:
    """Let the passphrase be right, and a second step be set."""
    asked = json.dumps({"digits": digits, "passkey": passkey})
    house.answers["/sign-in"] = lambda _: Answer(status=428, body=asked, kind="application/json")


def test_after_the_quiet_minutes_nothing_of_the_page_is_left_to_see(open_page: Open) -> None:
    page = open_page("/plain", clock=True)
    page.clock.fast_forward(14 * MINUTE)
    assert not locked(page)
    page.clock.fast_forward(2 * MINUTE)
    assert locked(page)
    assert page.locator(NOTE).count() == 0
    assert page.locator("a[href='/help']").is_visible()
    assert page.locator(".exit").is_visible()


def test_typing_is_being_here_and_said_at_most_once_a_minute(open_page: Open, house: House) -> None:
    page = written(open_page)
    for _ in range(20):
        page.locator(NOTE).press("a")
        page.clock.fast_forward(MINUTE)
    assert not locked(page)
    assert 15 <= len(house.arrived("/stay", times=15)) <= 21
    assert house.posts("/stay")[0].headers["x-token"] == "a-token"
    page.clock.fast_forward(16 * MINUTE)
    assert locked(page)


def test_a_server_that_no_longer_knows_the_session_covers_the_page(
    open_page: Open, house: House
) -> None:
    house.answers["/stay"] = lambda asked: Answer(status=401)
    page = written(open_page)
    page.clock.fast_forward(MINUTE + 6_000)
    page.locator("text=Locked after").wait_for()


def test_no_network_does_not_cover_the_page_early(open_page: Open, house: House) -> None:
    house.answers["/stay"] = lambda asked: LOST
    page = written(open_page)
    page.clock.fast_forward(2 * MINUTE)
    page.wait_for_timeout(100)
    assert not locked(page)


def test_who_returns_finds_the_text_and_a_new_token(open_page: Open, house: House) -> None:
    page = written(open_page)
    page.clock.fast_forward(16 * MINUTE)
    comes_back(page)
    page.locator(NOTE).wait_for()
    assert page.locator(NOTE).input_value() == "Only for me"
    assert set(page.locator("[name=token]").evaluate_all("all => all.map(one => one.value)")) == {
        "new-token"
    }
    asked = house.posts("/sign-in")[0]
    assert asked.headers["x-again"] == "1"
    assert asked.headers["x-token"] == "a-token"
    assert asked.body == "name=ada&pass=lantern+gravel+tuesday+plum"
    page.clock.fast_forward(14 * MINUTE)
    assert not locked(page)
    page.clock.fast_forward(2 * MINUTE)
    assert locked(page)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=401), "This did not open. Check the name and"),
        (Answer(status=503), "Many are signing in"),
        (LOST, "No network. What you wrote is still here."),
    ],
    ids=["wrong", "busy", "no network"],
)
def test_what_went_amiss_is_said_and_the_page_stays_covered(
    open_page: Open, house: House, answer: Answer, words: str
) -> None:
    house.answers["/sign-in"] = lambda asked: answer
    page = written(open_page)
    page.clock.fast_forward(16 * MINUTE)
    comes_back(page)
    page.locator(f"text={words}").wait_for()
    assert locked(page)
    assert page.locator("[name=pass]").input_value() == ""
    assert page.locator(".error:visible").count() == 1


def test_after_an_hour_the_text_is_wiped(open_page: Open) -> None:
    page = written(open_page)
    page.clock.fast_forward(16 * MINUTE)
    page.clock.fast_forward(61 * MINUTE)
    with page.expect_navigation():
        comes_back(page)
    assert page.locator(NOTE).input_value() == ""


def test_leave_works_on_the_covered_page(open_page: Open, house: House) -> None:
    page = written(open_page)
    page.clock.fast_forward(16 * MINUTE)
    page.locator(".exit").click()
    page.wait_for_url(TARGET)
    assert len(house.arrived("/leave", times=1)) == 1


@pytest.mark.parametrize("status", [401, 428])
def test_leave_stays_on_the_cover_after_a_try(open_page: Open, house: House, status: int) -> None:
    if status == 428:
        asks(house, digits=True)
    else:
        house.answers["/sign-in"] = lambda asked: Answer(status=401)
    page = written(open_page)
    page.clock.fast_forward(16 * MINUTE)
    comes_back(page)
    shown = "[name=code]" if status == 428 else ".error:visible"
    page.locator(shown).wait_for()
    assert page.locator(".exit").is_visible()
    page.locator(".exit").click()
    page.wait_for_url(TARGET)
    assert len(house.arrived("/leave", times=1)) == 1


def test_who_has_a_second_step_is_asked_for_it_on_the_cover(house: House, open_page: Open) -> None:
    asks(house, digits=True)
    house.answers[STEP] = lambda asked: (
        Answer(status=204, headers={"X-Token": "new-token"})
        if asked.body == "code=123456"
        else Answer(status=422)
    )
    page = written(open_page)
    page.clock.fast_forward(15 * MINUTE)
    comes_back(page)
    for digits in ("000000", "123456"):
        page.locator("[name=code]").fill(digits)
        page.get_by_role("button", name="Open").click()
        if digits == "000000":
            page.locator("text=or was used before").wait_for()
            assert page.locator(".error:visible").count() == 1
    page.wait_for_selector(NOTE)
    assert page.locator(NOTE).input_value() == "Only for me"


@pytest.mark.parametrize(
    ("status", "words"), [(429, "typed ten times today"), (503, "Many are signing in")]
)
def test_digits_that_are_not_taken_now_say_so(
    house: House, open_page: Open, status: int, words: str
) -> None:
    asks(house, digits=True)
    house.answers[STEP] = lambda asked: Answer(status=status)
    page = written(open_page)
    page.clock.fast_forward(15 * MINUTE)
    comes_back(page)
    page.locator("[name=code]").fill("123456")
    page.get_by_role("button", name="Open").click()
    page.locator(f"text={words}").wait_for()
    assert page.locator(".error:visible").count() == 1


def test_a_second_step_that_took_too_long_begins_with_the_passphrase(
    house: House, open_page: Open
) -> None:
    asks(house, digits=True)
    house.answers[STEP] = lambda asked: Answer(status=410)
    page = written(open_page)
    page.clock.fast_forward(15 * MINUTE)
    comes_back(page)
    page.locator("[name=code]").fill("123456")
    page.get_by_role("button", name="Open").click()
    page.locator("text=Begin with the passphrase again").wait_for()
    assert page.locator("[name=pass]").is_visible()
    assert not page.locator("[name=code]").is_visible()


def test_where_no_second_step_can_be_shown_the_cover_says_so(house: House, open_page: Open) -> None:
    asks(house, digits=False)
    page = written(open_page)
    page.clock.fast_forward(15 * MINUTE)
    comes_back(page)
    page.locator("text=No second step can be shown here now").wait_for()
    assert page.locator("a[href='/lost']").is_visible()
