"""Everything that two people need, in browsers that run no script at all."""

import pytest

from tests.journeys.conftest import Visitors
from tests.journeys.people import Visitor, pair

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_two_come_from_trying_to_one_picture_without_scripts(visitors: Visitors) -> None:
    ada = visitors.new("Ada", scripts=False)
    ben = visitors.new("Ben", scripts=False, width=1280, height=800)
    ada.tries_the_short_check()
    ada.presses("Keep this")
    ada.sees("Your answers come along")
    ada.goes_through_sign_up()
    ada.opens("/check/receive/1?length=short")
    ada.sees("You said: often.")
    ben.joins()
    pair(ada, ben)
    ada.does_the_check(receive={"all": 4}, give={"all": 4})
    ben.sends_the_check(receive=4, give=4)
    for visitor in (ada, ben):
        visitor.seals_the_answers()
        visitor.is_ready()
    assert _picture(ada) == _picture(ben)


def test_the_private_questions_need_no_script(visitors: Visitors) -> None:
    cleo = visitors.new("Cleo", scripts=False)
    cleo.joins()
    cleo.opens("/you")
    cleo.presses("Look at them")
    cleo.page.get_by_role("button", name="Yes, or I am not sure").click()
    cleo.sees("Another time, then")
    cleo.page.get_by_role("main").get_by_role("button", name="Back").click()
    cleo.presses("Look at them")
    cleo.presses("No, go on")
    cleo.page.locator("input[name=q1][value=sometimes]").check()
    cleo.presses("Go on")
    cleo.sees("That was all")
    cleo.presses("Go on")
    cleo.is_at("/you")
    cleo.sees("Who can see what")


def test_a_stop_needs_no_script(visitors: Visitors) -> None:
    dan = visitors.new("Dan", scripts=False)
    dan.joins()
    dan.invites("Read it when you like.")
    dan.opens("/you")
    dan.sees("Read it when you like.")
    dan.presses("Take it back")
    dan.sees("That is no longer shared.")
    dan.does_not_see("Read it when you like.")


def _picture(visitor: Visitor) -> str:
    visitor.opens("/picture")
    visitor.presses("See the picture")
    return visitor.page.locator("main .plane.signs").inner_text()
