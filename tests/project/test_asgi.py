"""Which of the house's own pages derive a key."""

import pytest

from nearer.project.asgi import is_slow


@pytest.mark.parametrize(
    ("path", "slow"),
    [("/sign-in", True), ("/help", False), ("/today", False), ("/nowhere", False)],
)
def test_the_lane_is_for_pages_that_say_so(path: str, *, slow: bool) -> None:
    assert is_slow(path) is slow
