"""What step 2 offers: a talk that stands open, and no talk that is over."""

from nearer.rooms.conversation import offers
from nearer.rooms.conversation.records import Move, What
from tests.conftest import Actor
from tests.rooms.conversation.test_floor import CLOSED, SETTLED, TURN_A, TURN_B, begun, move


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


def test_a_talk_is_offered_until_it_is_over() -> None:
    whole = (*SETTLED, *TURN_A, *TURN_B, *CLOSED)
    signed = ((What.TEXT, SETTLED[0][1]), (What.SIGN, SETTLED[0][1]), (What.SIGN, SETTLED[1][1]))
    assert offers._stands_open(Moves())
    assert offers._stands_open(Moves(*whole, *signed[:2]))
    assert not offers._stands_open(Moves(*whole, *signed))
    assert not offers._stands_open(Moves((What.END, SETTLED[0][1])))


def test_who_is_alone_is_offered_no_open_talk(cleo: Actor) -> None:
    text = cleo.client.get("/today").content.decode()
    assert "A talk that stands open" not in text
