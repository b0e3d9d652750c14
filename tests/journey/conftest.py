"""What the journey's tests share: stand-in rooms, a care level, and pages compared byte by byte."""

from collections.abc import Callable
from typing import Any

import pytest

from nearer.house import registry
from nearer.house.door import Door, Offer


def offer(key: str, weight: int = 30, *, joint: bool = False, needs_two: bool = False) -> Offer:
    """Return an offer whose title is its key; it leads to a page that is always there."""
    return Offer(
        key=key,
        room="stub",
        weight=weight,
        minutes=3,
        title=f"{key} as a question",
        reason=f"Why {key}",
        url_name="journey:steps",
        joint=joint,
        needs_two=needs_two,
    )


@pytest.fixture
def offering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let one room stand that offers just these."""

    def offers(*these: Offer, **door: Any) -> None:
        rooms = [Door(room="stub", offers=lambda records, now: list(these), **door)]
        monkeypatch.setattr(registry, "rooms", lambda: rooms)

    return offers
