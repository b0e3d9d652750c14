"""What step 2 offers: a talk that stands open, and no talk that is over."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nearer.house.door import Offer
from nearer.rooms.conversation import offers
from nearer.rooms.conversation.records import Move, What
from tests.conftest import Actor
from tests.rooms.conversation.test_floor import CLOSED, SETTLED, START, TURN_A, TURN_B, begun, move


class Moves:
    """Records that hold the moves of one talk."""

    def __init__(self, *steps: tuple[What, object]) -> None:
        done = [move(n, what, side) for n, (what, side) in enumerate(steps, 1)]  # type: ignore[arg-type]
        self._moves = [begun(), *done]

    def of(self, kind: type) -> tuple:
        found = self._moves if kind is Move else []
        return tuple(
            type("Entry", (), {"record": one, "mine": True, "space": b"us"}) for one in found
        )


def offered(moves: Moves, now: datetime = START) -> Offer | None:
    found = [one for one in offers.offers(moves, now) if one.key == offers.OPEN.key]
    return found[0] if found else None


def test_a_talk_is_offered_until_it_is_over() -> None:
    whole = (*SETTLED, *TURN_A, *TURN_B, *CLOSED)
    signed = ((What.TEXT, SETTLED[0][1]), (What.SIGN, SETTLED[0][1]), (What.SIGN, SETTLED[1][1]))
    assert offered(Moves()) == offers.OPEN
    assert offered(Moves(*whole, *signed[:2])) == offers.OPEN
    assert offered(Moves(*whole, *signed)) is None
    assert offered(Moves((What.END, SETTLED[0][1]))) is None


def test_a_pause_is_offered_with_its_time_on_the_readers_clock_and_then_the_return() -> None:
    paused = Moves(*SETTLED, (What.PAUSE, SETTLED[0][1]))
    soon = START.astimezone(ZoneInfo("Asia/Kolkata")) + timedelta(minutes=5)
    assert offered(paused, soon) == replace(offers.PAUSED, back_at="01:50")
    assert offered(paused, soon + timedelta(minutes=14)) == replace(offers.PAUSED, back_at="01:50")
    assert offered(paused, soon + timedelta(minutes=15)) == offers.BACK


def test_a_talk_whose_beginning_is_on_an_older_shelf_is_offered_until_it_is_over() -> None:
    later = Moves(*SETTLED)
    later._moves = later._moves[1:]
    assert offered(later) == offers.OPEN
    later._moves.append(move(3, What.END, SETTLED[0][1]))
    assert offered(later) is None


def test_who_is_alone_is_offered_no_open_talk(cleo: Actor) -> None:
    text = cleo.client.get("/today").content.decode()
    assert "A talk that stands open" not in text
