"""Who waits for a derivation, and who is next."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from nearer.project.lane import FIRST, HOUR, Caller, Lane, LaneIsFull, neighbourhood

ADA, BEN, CLEO, DAN = (Caller(name) for name in ("Ada", "Ben", "Cleo", "Dan"))


class House:
    """A lane with a clock that tests turn, where each derivation lasts until it is let go."""

    def __init__(self, waiting: int = 200) -> None:
        self.now = 0.0
        self.lane = Lane(lambda: self.now, waiting)
        self.worked: list[str] = []
        self.go_on = asyncio.Event()

    async def asks(self, caller: Caller) -> asyncio.Task[None]:
        """Let somebody ask, and return when they work, wait, or were sent away."""
        task = asyncio.create_task(self._derive(caller))
        await settle()
        return task

    async def served(self, caller: Caller, times: int) -> None:
        """Let somebody have had a number of turns."""
        for _ in range(times):
            await self.lane.enter(caller)
            self.lane.leave()

    async def all_end(self) -> None:
        """Let everyone at work and in the line be served."""
        self.go_on.set()
        await settle(50)

    async def _derive(self, caller: Caller) -> None:
        await self.lane.enter(caller)
        try:
            self.worked.append(caller.name)
            await self.go_on.wait()
        finally:
            self.lane.leave()


async def settle(rounds: int = 5) -> None:
    """Let the loop run until nothing moves."""
    for _ in range(rounds):
        await asyncio.sleep(0)


def play(scene: Callable[[House], Awaitable[None]], waiting: int = 200) -> None:
    """Run a scene in a loop of its own."""

    async def run() -> None:
        await scene(House(waiting))

    asyncio.run(run())


def test_one_is_at_work_and_the_next_follows() -> None:
    async def scene(house: House) -> None:
        await house.asks(ADA)
        await house.asks(BEN)
        assert house.worked == ["Ada"]
        await house.all_end()
        assert house.worked == ["Ada", "Ben"]

    play(scene)


def test_the_address_served_least_goes_first() -> None:
    async def scene(house: House) -> None:
        await house.served(BEN, 2)
        await house.asks(ADA)
        await house.asks(BEN)
        await house.asks(CLEO)
        await house.all_end()
        assert house.worked == ["Ada", "Cleo", "Ben"]

    play(scene)


def test_turns_older_than_an_hour_no_longer_count() -> None:
    async def scene(house: House) -> None:
        await house.served(BEN, 2)
        house.now = HOUR + 1
        await house.served(CLEO, 1)
        await house.asks(ADA)
        await house.asks(CLEO)
        await house.asks(BEN)
        await house.all_end()
        assert house.worked == ["Ada", "Ben", "Cleo"]

    play(scene)


def test_whoever_comes_back_goes_before_strangers() -> None:
    async def scene(house: House) -> None:
        back = Caller("back", known=True)
        await house.served(back, 3)
        await house.asks(ADA)
        await house.asks(DAN)
        await house.asks(back)
        await house.all_end()
        assert house.worked == ["Ada", "back", "Dan"]

    play(scene)


def test_a_session_that_asks_without_end_stands_in_line() -> None:
    async def scene(house: House) -> None:
        greedy = Caller("greedy", known=True)
        await house.served(greedy, FIRST)
        await house.asks(ADA)
        await house.asks(greedy)
        await house.asks(DAN)
        await house.all_end()
        assert house.worked == ["Ada", "Dan", "greedy"]

    play(scene)


def test_an_address_has_one_place_in_the_line() -> None:
    async def scene(house: House) -> None:
        await house.asks(ADA)
        await house.asks(DAN)
        again = await house.asks(DAN)
        assert isinstance(again.exception(), LaneIsFull)
        await house.all_end()
        assert house.worked == ["Ada", "Dan"]

    play(scene)


def test_in_a_full_line_the_most_served_gives_way() -> None:
    async def scene(house: House) -> None:
        await house.served(DAN, 3)
        await house.served(BEN, 1)
        await house.asks(ADA)
        dans = await house.asks(DAN)
        await house.asks(BEN)
        await house.asks(CLEO)
        assert isinstance(dans.exception(), LaneIsFull)
        await house.all_end()
        assert house.worked == ["Ada", "Cleo", "Ben"]

    play(scene, waiting=2)


def test_in_a_full_line_of_equals_the_newcomer_is_sent_away() -> None:
    async def scene(house: House) -> None:
        await house.asks(ADA)
        await house.asks(BEN)
        late = await house.asks(CLEO)
        assert isinstance(late.exception(), LaneIsFull)

    play(scene, waiting=1)


def test_who_hangs_up_leaves_the_line() -> None:
    async def scene(house: House) -> None:
        await house.asks(ADA)
        bens = await house.asks(BEN)
        await house.asks(CLEO)
        bens.cancel()
        await settle()
        await house.all_end()
        assert house.worked == ["Ada", "Cleo"]

    play(scene)


def test_who_hangs_up_in_the_moment_of_their_turn_hands_it_on() -> None:
    async def scene(house: House) -> None:
        adas = await house.asks(ADA)
        bens = await house.asks(BEN)
        await house.asks(CLEO)
        house.go_on.set()
        adas.cancel()
        await settle(1)
        bens.cancel()
        await house.all_end()
        assert house.worked == ["Ada", "Cleo"]

    play(scene)


def test_a_lane_that_closes_finishes_its_work_and_sends_the_line_away() -> None:
    async def scene(house: House) -> None:
        adas = await house.asks(ADA)
        bens = await house.asks(BEN)
        house.lane.close()
        await settle()
        assert isinstance(bens.exception(), LaneIsFull)
        assert not adas.done()
        late = await house.asks(CLEO)
        assert isinstance(late.exception(), LaneIsFull)
        await house.all_end()
        assert adas.exception() is None

    play(scene)


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "unknown"),
    ],
)
def test_an_address_counts_with_its_neighbourhood(address: str, household: str) -> None:
    assert neighbourhood(address) == household
