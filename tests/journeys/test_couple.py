"""The main job: two people, one sealed check, one shared picture."""

import re

import pytest

from tests.journeys.conftest import Visitors
from tests.journeys.people import Visitor, pair

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_two_people_come_to_one_picture(visitors: Visitors) -> None:
    two_come_to_one_picture(visitors)


def two_come_to_one_picture(visitors: Visitors, *, by_hand: bool = True) -> None:
    """Play the whole journey; by hand: each question of the check is answered on its page."""
    ada, ben = visitors.new("Ana"), visitors.new("Noah", width=1280, height=800)
    ada.tries_the_short_check()
    ada.presses("Keep this")
    ada.goes_through_sign_up()
    ben.reads_invitation(ada.invites(note="Ten minutes in the evening, that is all I would like."))
    ben.sees("Ten minutes in the evening")
    ben.presses("Yes, together")
    ben.goes_through_sign_up()
    assert ada.compares() == ben.compares()
    ben.says_they_match()
    ada.says_they_match()

    if by_hand:
        ada.does_the_check(receive={"all": 2}, give={"all": 4})
        ben.does_the_check(receive={"all": 4}, give={"all": 4})
    else:
        ada.sends_the_check(receive=2, give=4)
        ben.sends_the_check(receive=4, give=4)

    before = _envelope(ben)
    ada.seals_the_answers()
    ada.is_ready()
    assert _envelope(ben) == before, "Ben's page tells what Ana did"
    ada.opens("/picture")
    ada.does_not_see("Noah says")

    ben.seals_the_answers()
    ben.is_ready()
    assert _picture(ada) == _picture(ben)
    ada.sees("You see it differently")
    ada.sees("Ana says")
    ada.sees("Noah says")


def test_the_first_insight_takes_at_most_twelve_taps(visitors: Visitors) -> None:
    assert visitors.new("Tess").tries_the_short_check() <= 12


def test_what_was_taken_back_does_not_open(visitors: Visitors) -> None:
    eve, finn = visitors.new("Eva"), visitors.new("Finn")
    for visitor in (eve, finn):
        visitor.joins()
        visitor.sends_the_check(receive=3, give=3)
    pair(eve, finn)
    eve.seals_the_answers()
    eve.is_ready()
    eve.presses("Take it back")
    finn.seals_the_answers()
    finn.is_ready()
    finn.opens("/picture")
    finn.does_not_see("Eva says")
    finn.opens("/envelope")
    finn.sees("You are ready")


def _picture(visitor: Visitor) -> str:
    visitor.opens("/picture")
    visitor.presses("See the picture")
    visitor.page.locator("main .plane.signs").wait_for()
    return visitor.page.locator("main .plane.signs").inner_text()


def _envelope(visitor: Visitor) -> str:
    visitor.opens("/envelope")
    visitor.skips_the_quiet_questions()
    html = visitor.page.locator("main").inner_html()
    return re.sub(r'value="[0-9a-f]{32}"', "", html)
