"""The composer in a real browser: marks come while one types, and one tap tries another wording."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitors
from tests.journeys.people import Visitor

pytestmark = pytest.mark.browser

FIELD = "What do you want to say?"
HURTS = {
    "You never listen. I would like ten minutes after dinner.": "never",
    "You're so selfish.": "selfish",
    "I feel like you don't care about us.": "you don't care",
    "You ruined my birthday.": "ruined",
}
KIND = [
    "Thank you for waiting up for me.",
    "You never let me down.",
    "The boiler never works. Shall I ring them tomorrow?",
    "I was sad on Tuesday. Could we have ten minutes after dinner?",
    "My boss is an idiot, I need a hug.",
]


@pytest.fixture(scope="module")
def gwen(house: object, browser: object) -> Visitor:
    """Gwen, who has joined."""
    gwen = Visitors(house, browser).new("Gwen")  # type: ignore[arg-type]
    gwen.joins()
    return gwen


def types(visitor: Visitor, text: str) -> Page:
    """Type a message and wait until the page has said how it may land."""
    visitor.opens("/words")
    with visitor.page.expect_response("**/words/heard"):
        visitor.page.get_by_label(FIELD).press_sequentially(text[:-1])
        visitor.page.get_by_label(FIELD).press(text[-1])
    expect(visitor.page.locator("#heard > p.voice")).to_contain_text(text[:5])
    return visitor.page


@pytest.mark.parametrize("text", HURTS)
def test_what_may_hurt_is_marked_while_one_types(gwen: Visitor, text: str) -> None:
    page = types(gwen, text)
    marks = page.locator("#heard mark.cue")
    expect(marks.filter(has_text=re.compile(re.escape(HURTS[text])))).not_to_have_count(0)
    expect(page.locator("#heard .coach p").first).not_to_be_empty()
    assert gwen.complaints == []


@pytest.mark.parametrize("text", KIND)
def test_kind_and_plain_messages_stay_without_a_mark(gwen: Visitor, text: str) -> None:
    page = types(gwen, text)
    expect(page.locator("#heard mark.cue")).to_have_count(0)


def test_one_tap_puts_another_wording_in_place_and_undo_takes_it_back(gwen: Visitor) -> None:
    before = "I was tired. You never listen. Sleep well."
    page = types(gwen, before)
    page.locator("#heard [data-try]").first.click()
    field = page.get_by_label(FIELD)
    expect(field).to_have_value(re.compile(r"^I was tired\. .*___.*Sleep well\.$"))
    expect(page.locator("#heard mark.cue").filter(has_text="never")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(field).to_have_value(before)


def test_emoji_before_a_mark_do_not_shift_what_is_replaced(gwen: Visitor) -> None:
    page = types(gwen, "👩‍👩‍👧 🙈 You never listen. 🙈 Good night.")
    page.locator("#heard [data-try]").first.click()
    expect(page.get_by_label(FIELD)).to_have_value(
        re.compile(r"^👩‍👩‍👧 🙈 .*___.* 🙈 Good night\.$")
    )


def test_nothing_of_it_is_kept_when_the_page_is_opened_again(gwen: Visitor) -> None:
    types(gwen, "You never listen, and I am tired.")
    gwen.opens("/words")
    expect(gwen.page.get_by_label(FIELD)).to_have_value("")


def test_a_message_that_tells_of_danger_brings_help_and_no_coaching(gwen: Visitor) -> None:
    gwen.opens("/words")
    with gwen.page.expect_response("**/words/heard"):
        gwen.page.get_by_label(FIELD).press_sequentially("I want to die. You never listen.")
    expect(gwen.page.locator("#heard a[href='/help']")).to_be_visible()
    expect(gwen.page.locator("#heard mark.cue")).to_have_count(0)
