"""The sign check in a real browser: by keyboard alone, with scripts off, back and forth."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitors

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_the_check_goes_by_keyboard_alone(visitors: Visitors) -> None:
    ada = visitors.new("Kim", width=1280, height=800)
    ada.joins()
    ada.opens("/check/receive/1?length=signs")
    page = ada.page
    for number, key in enumerate("425", start=1):
        page.keyboard.press(key)
        expect(page.locator(f'input[value="{key}"]')).to_be_checked()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/check/receive/{number + 1}?length=signs")
    for number, key in ((3, "5"), (2, "2"), (1, "4")):
        page.get_by_role("link", name="Back").click()
        page.wait_for_url(f"**/check/receive/{number}?length=signs")
        expect(page.locator(f'input[value="{key}"]')).to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/receive/4?length=signs")


def test_without_scripts_each_answer_sends_and_back_keeps_it(visitors: Visitors) -> None:
    ada = visitors.new("Lou", scripts=False)
    ada.joins()
    ada.opens("/check")
    ada.page.get_by_role("link", name="What I give").click()
    for number in range(1, 4):
        ada.page.locator('button[name=answer][value="4"]').click()
        ada.page.wait_for_url(f"**/check/give/{number + 1}?length=short")
    ada.presses("Back")
    ada.sees("You said: often.")
    ada.presses("Rather not say")
    ada.page.wait_for_url("**/check/give/4?length=short")
    ada.page.go_back()
    ada.sees("You rather did not say.")
    ada.presses("Keep it and go on")
    for _ in range(5):
        ada.page.locator('button[name=answer][value="5"]').click()
    ada.is_at("/check/end")
    ada.sees("Two things that you give")


def test_a_check_that_was_tried_without_scripts_goes_back_and_forth(visitors: Visitors) -> None:
    tess = visitors.new("Tess", scripts=False)
    tess.opens("/try")
    tess.presses("Start")
    tess.page.locator('button[name=answer][value="4"]').click()
    tess.presses("Back")
    tess.sees("thanked me for something")
    for _ in range(8):
        tess.page.locator('button[name=answer][value="5"]').click()
    tess.sees("Two things that reach you")
    tess.presses("Leave no trace")
    tess.is_at("/")
    assert tess.context.cookies() == []
