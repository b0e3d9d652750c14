"""The composer in a real browser: marks come while one types, and one tap tries another wording."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys import layout
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
TOPS = """() => [...document.querySelectorAll("#f-text, #heard, #heard p.voice")]
  .map((one) => one.getBoundingClientRect().top)"""
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


def test_what_was_said_of_other_words_is_taken_back_as_soon_as_they_differ(gwen: Visitor) -> None:
    page = types(gwen, "I was tired.")
    card = page.locator("#heard")
    expect(card.get_by_text("Nothing here to look at twice.")).to_be_visible()
    page.route("**/words/heard", lambda route: None)
    page.get_by_label(FIELD).press_sequentially(" And")
    expect(card.get_by_text("Not read yet.")).to_be_visible()
    expect(card.get_by_text("Nothing here to look at twice.")).not_to_be_visible()
    page.unroute("**/words/heard")


def test_a_failed_reading_says_so_and_is_made_up_for(gwen: Visitor) -> None:
    page = types(gwen, "I was tired.")
    card, field = page.locator("#heard"), page.get_by_label(FIELD)
    gwen.context.set_offline(True)
    field.press_sequentially(" You never listen.")
    lost = card.get_by_text("Not read: no connection. Your words are still here.")
    expect(lost).to_be_visible()
    gwen.presses("See how it may land")
    expect(lost).to_be_visible()
    expect(card.get_by_text("Nothing here to look at twice.")).not_to_be_visible()
    gwen.context.set_offline(False)
    expect(card.locator("mark.cue").first).to_be_visible()
    expect(lost).not_to_be_visible()


def test_a_wording_never_takes_the_place_of_words_that_were_not_read(gwen: Visitor) -> None:
    page = types(gwen, "You never listen.")
    field, wording = page.get_by_label(FIELD), page.locator("#heard [data-try]").first
    page.keyboard.press("Control+Home")
    page.keyboard.type("My dear Ben. ")
    wording.click()
    expect(page.get_by_text("Your words had changed meanwhile.")).to_be_visible()
    expect(field).to_have_value("My dear Ben. You never listen.")
    wording.click()
    expect(field).to_have_value(re.compile(r"^My dear Ben\. .*___"))


@pytest.mark.parametrize("button", ["Keep as a draft", "Keep for our talk"])
def test_without_a_network_no_button_loses_the_words(gwen: Visitor, button: str) -> None:
    page = types(gwen, "Long careful text that matters.")
    gwen.context.set_offline(True)
    gwen.presses(button)
    gwen.sees("Not saved yet. Your text is still here.")
    expect(page.get_by_label(FIELD)).to_have_value("Long careful text that matters.")
    gwen.context.set_offline(False)
    gwen.sees("Saved, sealed, only yours. ")
    expect(page.get_by_label(FIELD)).to_have_value("Long careful text that matters.")


def test_without_a_network_a_form_keeps_its_fields(gwen: Visitor) -> None:
    gwen.opens("/words/form/both")
    field = gwen.page.get_by_label("What do you need?")
    field.fill("ten minutes")
    gwen.context.set_offline(True)
    gwen.presses("Put it together")
    gwen.sees("Not saved yet. Your text is still here.")
    expect(field).to_have_value("ten minutes")
    gwen.context.set_offline(False)
    expect(gwen.page.get_by_label(FIELD)).to_have_value("I need ten minutes.")
    with gwen.page.expect_response("**/words/heard"):
        gwen.page.get_by_label(FIELD).press_sequentially(" You never listen.")
    expect(gwen.page.locator("#heard mark.cue").first).to_be_visible()


@pytest.mark.parametrize("is_from_a_form", [False, True])
def test_words_that_are_kept_nowhere_are_not_left_without_a_question(
    gwen: Visitor, is_from_a_form: bool
) -> None:
    if is_from_a_form:
        gwen.opens("/words/form/both")
        gwen.types("What do you need?", "rest")
        gwen.presses("Put it together")
        expect(gwen.page.get_by_label(FIELD)).to_have_value("I need rest.")
    else:
        types(gwen, "I was tired.")
    asked: list[str] = []

    def stays(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    gwen.page.once("dialog", stays)
    gwen.presses("Close")
    gwen.page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(gwen.page.get_by_label(FIELD)).not_to_have_value("")
    gwen.page.once("dialog", lambda dialog: dialog.accept())
    gwen.opens("/steps")


def test_copying_needs_no_request_and_falls_back_to_marking(gwen: Visitor) -> None:
    page = types(gwen, "I was tired.")
    gwen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    gwen.presses("Copy")
    gwen.sees("Copied. It stays on this device")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
        "document.execCommand = () => false;"
    )
    gwen.presses("Copy")
    gwen.sees("Your words are marked.")
    marked = page.get_by_label(FIELD).evaluate(
        "field => [field.selectionStart, field.selectionEnd]"
    )
    assert marked == [0, len("I was tired.")]
    assert asked == []


def test_on_a_phone_the_first_mark_is_seen_while_one_types_and_nothing_jumps(
    gwen: Visitor,
) -> None:
    gwen.opens("/words")
    field, mark = gwen.page.get_by_label(FIELD), gwen.page.locator("#heard mark.cue").first
    field.press_sequentially("You never")
    expect(mark).to_be_visible()
    before = gwen.page.evaluate(TOPS)
    field.press_sequentially(" listen.")
    expect(gwen.page.get_by_text("Not read yet.")).to_be_visible()
    assert gwen.page.evaluate(TOPS) == before
    expect(gwen.page.get_by_text("Not read yet.")).not_to_be_visible()
    assert gwen.page.evaluate(TOPS) == before
    box, bar = mark.bounding_box(), gwen.page.locator(".actions").bounding_box()
    assert box is not None
    assert bar is not None
    assert 0 < box["y"] < bar["y"] - box["height"]


def test_a_wording_fits_a_narrow_page_with_large_text(gwen: Visitor) -> None:
    page = types(gwen, "You never listen. I feel like you do not care.")
    expect(page.locator("#heard [data-try]").first).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 480})
    found = layout.amiss(page, wide=False)
    page.set_viewport_size({"width": 390, "height": 844})
    assert {kind: where for kind, where in found.items() if where} == {}


def test_beside_words_of_danger_no_button_to_give_is_filled(gwen: Visitor) -> None:
    page = types(gwen, "I was tired.")
    talk = page.get_by_role("button", name="Keep for our talk")
    expect(talk).not_to_have_class(re.compile("secondary"))
    page.get_by_label(FIELD).fill("I want to die.")
    expect(page.locator("#heard [data-danger] a.btn")).to_be_visible()
    expect(talk).to_have_class(re.compile("secondary"))
    page.get_by_label(FIELD).fill("I was tired.")
    expect(talk).not_to_have_class(re.compile("secondary"))


def test_a_session_that_is_over_covers_the_composer_and_gives_the_words_back(
    gwen: Visitor,
) -> None:
    page = types(gwen, "I was tired.")
    gwen.context.clear_cookies()
    page.get_by_label(FIELD).press_sequentially(" You never listen.")
    expect(page.locator("h1")).to_have_text("Locked after 15 quiet minutes")
    gwen.types("Name you chose", gwen.key_name)
    gwen.types("Passphrase", gwen.passphrase)
    gwen.presses("Open")
    expect(page.get_by_label(FIELD)).to_have_value("I was tired. You never listen.")
    expect(page.locator("#heard mark.cue").first).to_be_visible()
    gwen.presses("Keep as a draft")
    gwen.sees("Saved, sealed, only yours. ")


def test_without_a_network_the_deck_stays_and_so_does_ones_own_question(gwen: Visitor) -> None:
    gwen.opens("/questions")
    card = gwen.heading()
    gwen.page.get_by_text("Add a question of your own").click()
    own = gwen.page.get_by_label("A question of your own")
    own.fill("What did the sea sound like?")
    gwen.context.set_offline(True)
    gwen.presses("We asked it")
    gwen.sees("This has not arrived yet.")
    assert gwen.heading() == card
    expect(own).to_have_value("What did the sea sound like?")
    gwen.presses("Put it into my deck")
    gwen.sees("Not saved yet. Your text is still here.")
    expect(own).to_have_value("What did the sea sound like?")
    gwen.context.set_offline(False)
    expect(gwen.page.locator("h1#card")).not_to_have_text(card)
