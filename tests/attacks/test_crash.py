"""Killed, full, locked, damaged, bereft: nothing acknowledged is lost, and it says why."""

import os

import pytest

from tests.attacks.crash import crashed
from tests.operate.copies import Place

pytestmark = pytest.mark.storage
TIMES = int(os.environ.get("ATTACKS_KILLS", "20"))


def test_killed_again_and_again_every_acknowledged_note_is_there_once(home: Place) -> None:
    figures = crashed(home, TIMES)
    assert (figures.lost, figures.doubled) == ([], []), figures
    assert figures.acknowledged >= TIMES


@pytest.mark.parametrize(("fault", "found"), [("forgets", "lost"), ("doubles", "doubled")])
def test_a_server_that_forgets_or_doubles_is_found_out(home: Place, fault: str, found: str) -> None:
    assert getattr(crashed(home, 1, fault=fault), found)
