"""Two people, two browsers: sign up and pair."""

import pytest

from tests.journeys.conftest import Visitors
from tests.journeys.people import pair

pytestmark = [pytest.mark.browser, pytest.mark.journey]


def test_two_join_and_are_paired_once_both_say_that_the_words_match(visitors: Visitors) -> None:
    ada, ben = visitors.new("Ada"), visitors.new("Ben")
    ada.joins()
    ben.joins()
    pair(ada, ben)
    ada.opens("/you")
    ada.sees("Ben")
    ben.opens("/you")
    ben.sees("Ada")
