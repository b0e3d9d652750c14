"""A prepared talk on two phones: live, with the network lost in the middle."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests import chromium
from tests.journeys.conftest import House, Visitors
from tests.journeys.people import Visitor, pair

pytestmark = [pytest.mark.browser, pytest.mark.journey]
NOTE = "Tuesday, the phone at dinner. I felt alone."


@pytest.fixture
def two(visitors: Visitors) -> tuple[Visitor, Visitor]:
    """Ana and Noah, paired, both in their own browser."""
    ada, ben = visitors.new("Ana"), visitors.new("Noah", width=1280, height=800)
    for visitor in (ada, ben):
        visitor.joins()
    pair(ada, ben)
    return ada, ben


def enters(visitor: Visitor) -> None:
    visitor.opens("/room")
    visitor.skips_the_quiet_questions()


def begins(visitor: Visitor, how: str) -> None:
    visitor.skips_the_quiet_questions()
    visitor.page.get_by_label(how).check()
    visitor.page.get_by_label("I do").check()
    visitor.presses("Begin")


def has_the_floor(visitor: Visitor, name: str) -> None:
    expect(visitor.page.locator("h1")).to_contain_text(re.compile(f"{name}.* the floor"))


def test_two_phones_go_through_a_talk_with_the_network_lost_between(
    two: tuple[Visitor, Visitor],
) -> None:
    ada, ben = two
    ada.opens("/talks")
    ada.page.get_by_role("link", name=re.compile("Say what it is like")).click()
    ada.types("Which moment do you want to tell of?", NOTE)
    ada.presses("Keep, and go on")
    begins(ada, "On two phones")
    ada.is_at("/room")
    enters(ben)
    ben.does_not_see(NOTE)
    ada.presses("I am here")
    ada.sees("You are here")
    ben.presses("I am here")
    # Nobody reloads from here on: what one does, the other's phone shows.
    has_the_floor(ada, "Ana")
    has_the_floor(ben, "Ana")
    ada.page.get_by_text("My notes").click()
    ada.sees(NOTE)
    expect(ben.page.locator("textarea")).to_have_count(0)

    ben.context.set_offline(True)
    ada.presses("I have said it")
    has_the_floor(ada, "Noah")
    has_the_floor(ben, "Ana")
    ben.context.set_offline(False)
    has_the_floor(ben, "Noah")
    expect(ben.page.get_by_role("status")).to_have_text("Noah, you have the floor")
    ben.presses("I have said it back")
    ada.presses("Partly")
    ben.presses("I have said it back")
    ada.presses("Yes, that is it")
    ben.presses("I have asked")

    ada.presses("Pause")
    ada.presses("20 minutes")
    for visitor in two:
        expect(visitor.page.locator("h1")).to_contain_text(re.compile(r"Back at \d\d:\d\d"))
    ben.presses("I am back")
    ben.sees("It goes on when both are")
    ada.presses("I am back")
    ada.presses("That is my answer")

    has_the_floor(ada, "Noah")
    the_other_turn(speaker=ben, listener=ada)
    they_close_and_sign(ada, ben)


def the_other_turn(*, speaker: Visitor, listener: Visitor) -> None:
    speaker.presses("I have said it")
    listener.presses("I have said it back")
    speaker.presses("Yes, that is it")
    listener.presses("I have asked")
    speaker.presses("That is my answer")


def they_close_and_sign(ada: Visitor, ben: Visitor) -> None:
    ada.types("One small thing that I will do", "I ring on Thursday")
    ada.presses("Done")
    ben.does_not_see("I ring on Thursday")
    with ben.page.expect_navigation():
        ben.presses("Done")
    ben.types("The page", "Dinner is ours. The phones lie in the hall.")
    ben.presses("Keep these words")
    ada.sees("In the words of Noah")
    ada.presses("I sign this")
    ben.presses("I sign this")
    for visitor in (ada, ben):
        visitor.sees("Both of you have signed the page")
    ada.opens("/talks")
    ada.sees("The phones lie in the hall")


def test_a_second_tab_shows_the_same_place(two: tuple[Visitor, Visitor]) -> None:
    ada, ben = two
    ada.opens("/talks/respond/begin")
    begins(ada, "On two phones")
    second = ada.context.new_page()
    second.goto(ada.url + "/room")
    ada.presses("I am here")
    enters(ben)
    ben.presses("I am here")
    expect(second.locator("h1")).to_contain_text("you have the floor")
    second.get_by_role("button", name="I have said it").click()
    has_the_floor(ada, "Noah")


def test_leave_ends_the_stream_and_the_room_shows_nothing(two: tuple[Visitor, Visitor]) -> None:
    ada, ben = two
    ada.opens("/talks/name/begin")
    begins(ada, "By letter")
    ada.types("Your words", "It was the phone.")
    ada.presses("Give it")
    enters(ben)
    ben.sees("It was the phone.")
    ben.leaves()
    ben.page.wait_for_timeout(300)
    ben.opens("/room")
    ben.does_not_see("It was the phone.")


@pytest.fixture
def own_house(tmp_path: Path) -> Iterator[House]:
    """A copy of its own, which the test may stop and start."""
    house = House(tmp_path)
    house.start()
    yield house
    house.stop()


@pytest.fixture
def own_visitors(own_house: House, browser: Browser) -> Iterator[Visitors]:
    """Visitors of that copy; they go before it does."""
    made = Visitors(own_house, browser)
    yield made
    made.leave()


def settle_and_speak(ada: Visitor, ben: Visitor) -> None:
    """Both come into the room, on two phones, and Ana has the floor."""
    ada.opens("/talks/name/begin")
    begins(ada, "On two phones")
    enters(ben)
    ada.presses("I am here")
    ben.presses("I am here")
    has_the_floor(ada, "Ana")
    has_the_floor(ben, "Ana")


def stays(visitor: Visitor) -> None:
    """Mark the page: a reload would take the mark away."""
    visitor.page.evaluate("window.same = true")


def has_stayed(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("window.same === true"))


def test_a_server_that_stops_and_starts_finds_both_phones_at_the_same_place(
    own_house: House, own_visitors: Visitors
) -> None:
    ada, ben = own_visitors.new("Ana"), own_visitors.new("Noah")
    for visitor in (ada, ben):
        visitor.joins()
    pair(ada, ben)
    settle_and_speak(ada, ben)
    for visitor in (ada, ben):
        stays(visitor)
    words = ada.page.get_by_label("Written, if you are not in one room")
    words.fill("Tuesday, half of a sent")
    own_house.stop()
    ada.page.wait_for_timeout(2_500)  # long enough that each has tried in vain
    own_house.start()
    expect(words).to_have_value("Tuesday, half of a sent")
    words.fill("Tuesday, a whole sentence")
    ada.presses("I have said it")
    has_the_floor(ada, "Noah")
    has_the_floor(ben, "Noah")
    ben.page.get_by_text("What was written").click()
    expect(ben.page.get_by_text("Tuesday, a whole sentence")).to_have_count(1)
    assert has_stayed(ben), "it came back without a reload"


def opens_the_cover(visitor: Visitor) -> None:
    """Sign in again on the page that has covered itself."""
    visitor.types("Name you chose", visitor.key_name)
    visitor.types("Passphrase", visitor.passphrase)
    visitor.presses("Open")


def types_half(visitor: Visitor) -> Locator:
    """Type half of a sentence, and note that the page stays; give its field."""
    words = visitor.page.get_by_label("Written, if you are not in one room")
    words.fill("Tuesday, half of a sent")
    stays(visitor)
    return words


def test_a_session_that_is_over_covers_the_open_room_and_keeps_what_was_typed(
    speaking: tuple[Visitor, Visitor],
) -> None:
    ada, ben = speaking
    words = types_half(ada)
    # Signed out from elsewhere, as after a phone that was lost.
    ada.sends("/you", out="1")
    opens_the_cover(ada)
    expect(words).to_have_value("Tuesday, half of a sent")
    has_the_floor(ada, "Ana")
    assert has_stayed(ada)
    ada.presses("I have said it")
    has_the_floor(ben, "Noah")
    ada.sees("They are for you alone")  # as before any first joint page of a session
    ada.skips_the_quiet_questions()
    ben.presses("I have said it back")
    ada.sees("Did it come across?")


@pytest.fixture(scope="module")
def met(house: House, browser: Browser) -> Iterator[tuple[Visitor, Visitor]]:
    """Ana and Noah, paired once for the tests that only need them to have met."""
    made = Visitors(house, browser)
    ada, ben = made.new("Ana"), made.new("Noah")
    for visitor in (ada, ben):
        visitor.joins()
    pair(ada, ben)
    yield ada, ben
    made.leave()


@pytest.fixture
def speaking(met: tuple[Visitor, Visitor]) -> Iterator[tuple[Visitor, Visitor]]:
    """They are in the room, Ana has the floor, and the talk is over when the test is."""
    ada, ben = met
    settle_and_speak(ada, ben)
    yield ada, ben
    for visitor in met:
        chromium.empty(visitor.page)
    shown = ada.context.request.get(ada.url + "/room").text()
    fields = dict(re.findall(r'name="(talk|seen)" value="([^"]*)"', shown))
    assert ada.sends("/room", what="end", **fields).status == 303


def test_a_pause_keeps_what_somebody_was_typing_whoever_asked_for_it(
    speaking: tuple[Visitor, Visitor],
) -> None:
    ada, ben = speaking
    words = types_half(ada)
    for asks, way in ((ben, "Pause, back at a set time"), (ada, "Pause")):
        asks.presses(way)
        asks.presses("20 minutes")
        for visitor in speaking:
            expect(visitor.page.locator("h1")).to_contain_text("Back at")
        beside = ada.page.get_by_label("What you had typed")
        expect(beside).to_have_value("Tuesday, half of a sent")
        expect(ben.page.get_by_label("What you had typed")).to_have_count(0)
        ada.presses("I am back")
        ada.sees("It goes on when both are")
        expect(beside).to_have_value("Tuesday, half of a sent")
        ben.presses("I am back")
        expect(words).to_have_value("Tuesday, half of a sent")
        expect(beside).to_have_count(0)
    assert has_stayed(ada)
    ada.presses("I have said it")
    has_the_floor(ada, "Noah")


def test_a_clock_that_slept_is_set_by_the_server_once_it_is_seen(
    speaking: tuple[Visitor, Visitor],
) -> None:
    ada, _ = speaking
    timer = ada.page.get_by_role("timer")
    ada.page.evaluate("() => { const now = Date.now; Date.now = () => now() - 120_000; }")
    expect(timer).to_have_text(re.compile(r"^[56]:\d\d$"))  # it fell behind by two minutes
    ada.page.evaluate("dispatchEvent(new Event('online'))")
    expect(timer).to_have_text(re.compile(r"^[1-4]:\d\d$"))


def test_when_the_minutes_are_over_a_quiet_line_says_so(speaking: tuple[Visitor, Visitor]) -> None:
    ada, _ = speaking
    for path, label, minutes, line in (
        ("/room", "Written, if you are not in one room", 5, "The minutes are over."),
        ("/aside", "Your words", 7, "Seven minutes are over."),
    ):
        page = ada.context.new_page()
        page.clock.install()
        page.goto(ada.url + path)
        page.get_by_label(label).fill("Tuesday")
        page.clock.run_for(60_000 * (minutes - 3))
        expect(page.get_by_text(line)).to_be_hidden()
        page.clock.run_for(60_000 * minutes)  # also if the server has set it meanwhile
        expect(page.get_by_text(line)).to_be_visible()
        expect(page.get_by_label(label)).to_have_value("Tuesday")
        page.close()


def test_ending_asks_once_on_the_page_and_changes_nothing_before(
    speaking: tuple[Visitor, Visitor],
) -> None:
    ada, ben = speaking
    words = ada.page.get_by_label("Written, if you are not in one room")
    words.fill("Tuesday, half of a sent")
    ada.presses("Pause")
    ada.page.locator("#pause").get_by_role("link", name="Not tonight").click()
    asked = ada.page.get_by_role("heading", name="End this talk for both?")
    expect(asked).to_be_visible()
    ada.page.locator("#end").get_by_role("link", name="No, go back").click()
    expect(asked).to_be_hidden()
    expect(words).to_have_value("Tuesday, half of a sent")
    has_the_floor(ben, "Ana")


def test_a_phone_that_locked_in_the_pause_has_the_words_yet_and_a_way_on(
    speaking: tuple[Visitor, Visitor],
) -> None:
    ada, ben = speaking
    ada.page.get_by_label("Written, if you are not in one room").fill("Tuesday, half of a sent")
    ben.presses("Pause, back at a set time")
    ben.presses("20 minutes")
    ada.sees("Back at")
    ada.sends("/you", out="1")
    opens_the_cover(ada)
    expect(ada.page.get_by_label("What you had typed")).to_have_value("Tuesday, half of a sent")
    ada.presses("I am back")
    ada.sees("Another page comes first")
    ada.presses("Go on")
    ada.sees("They are for you alone")
    ada.skips_the_quiet_questions()
    ada.sees("It goes on when both are")


def test_without_scripts_the_room_can_be_looked_at_again_paused_and_ended(
    visitors: Visitors,
) -> None:
    ada, ben = visitors.new("Ana", scripts=False), visitors.new("Noah", scripts=False)
    for visitor in (ada, ben):
        visitor.joins()
    pair(ada, ben)
    ada.opens("/talks/name/begin")
    begins(ada, "On two phones")
    enters(ben)
    ada.presses("I am here")
    ben.presses("I am here")
    ada.presses("Look again")
    has_the_floor(ada, "Ana")
    ben.presses("Pause, back at a set time")
    ben.presses("20 minutes")
    ben.sees("Back at")
    ada.presses("Look again")
    ada.sees("Back at")
    ada.presses("Not tonight")
    ada.sees("End this talk for both?")
    ada.page.get_by_role("link", name="No, go back").last.click()
    ada.presses("Not tonight")
    ada.presses("End it for both")
    ada.sees("That is all for tonight")
