"""A storm of sign-ins: its owner is served next, and nobody hears of it. Counts only.

The times of the same storm, with real derivations, are `python -m benchmarks.storm`.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pytest

from tests.attacks import storm as storms
from tests.attacks.faults import Planted, standing
from tests.attacks.storm import BUSY, HOMES, Answer, Owner
from tests.journeys.conftest import House

# One is at work, one may have begun while the owner's form was on its way, one after it ended.
AHEAD = 3
OPEN_PAGES = ("/help", "/sign-in", "/", "/limits")
OWN_PAGES = ("/today", "/you", "/settings", "/settings/sessions")
PASSING = re.compile(r'(?:value|data-token|data-left|nonce)="[^"]*"')
SOON = 5.0
CASES = [("nothing", True), ("first_come+telling", False)]


@dataclass(frozen=True)
class Seen:
    """What a storm did to a house.

    ahead: how many derivations began before the owner's own, each time that they signed in.
    statuses: what the storm was answered. shown: whether the owner's own pages changed. said: what
    the house wrote into its log meanwhile.
    """

    ahead: list[int]
    statuses: set[int]
    shown: bool
    said: str


Weather = Callable[[str], Seen]


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Weather:
    """Let it storm on a house with a fault, once for each."""
    known: dict[str, Seen] = {}

    def stormed(fault: str) -> Seen:
        if fault not in known:
            with standing(tmp_path_factory.mktemp(fault), fault) as house:
                known[fault] = asyncio.run(_storm(house, times=3 if fault == "nothing" else 1))
        return known[fault]

    return stormed


@pytest.mark.parametrize(("fault", "holds"), CASES)
def test_after_one_round_the_owner_is_served_next(
    weather: Weather, fault: str, *, holds: bool
) -> None:
    assert (median(weather(fault).ahead) <= AHEAD) is holds, weather(fault)


@pytest.mark.parametrize(("fault", "holds"), CASES)
def test_nothing_is_said_and_nothing_shown(weather: Weather, fault: str, *, holds: bool) -> None:
    seen = weather(fault)
    assert (seen.said == "") is holds, seen
    assert seen.shown is not holds, seen


def test_whoever_storms_is_told_no_or_later_and_no_more(weather: Weather) -> None:
    statuses = weather("nothing").statuses
    assert BUSY in statuses
    assert statuses <= {200, 303, 422, BUSY}


@pytest.mark.parametrize("fault", ["nothing", "unguarded"])
def test_one_derives_at_a_time_and_senders_that_never_finish_hold_up_nobody(
    tmp_path: Path, fault: str
) -> None:
    with standing(tmp_path, fault) as house:
        asyncio.run(_gust(house))
        answers = asyncio.run(_besieged(house))
    holds = fault == "nothing"
    assert (max(house.derivations) == 1) is holds
    assert ([answer.status for answer in answers] == [200] * len(OPEN_PAGES)) is holds


async def _gust(house: House) -> None:
    tries = storms.Storm(house.port, "rowan")
    await asyncio.gather(*(tries.wrong(neighbour) for neighbour in range(1, 13)))


async def _besieged(house: House) -> list[Answer]:
    async with storms.slow_senders(house.port):
        await asyncio.sleep(0.2)  # until their beginnings have arrived
        asked = [storms.ask(house.port, path, patience=SOON) for path in OPEN_PAGES]
        return await asyncio.gather(*asked)


async def _storm(house: Planted, *, times: int) -> Seen:
    owner = await storms.joins(house.port)
    before, said = await _pages(house, owner), house.log.read_text()
    async with storms.storm(house.port, owner.name) as storm:
        await storm.round()
        after = await _pages(house, owner)
        ahead = [await _ahead_of(house, owner, neighbour) for neighbour in HOMES[:times]]
    more = house.log.read_text().removeprefix(said)
    return Seen(ahead, set(storm.statuses), before != after, more)


async def _pages(house: House, owner: Owner) -> list[str]:
    answers = [await storms.ask(house.port, path, cookie=owner.cookie) for path in OWN_PAGES]
    assert [answer.status for answer in answers] == [200] * len(OWN_PAGES)
    return [PASSING.sub("", answer.text) for answer in answers]


async def _ahead_of(house: Planted, owner: Owner, neighbour: int) -> int:
    begun = len(house.derivations)
    answer = await storms.comes_home(house.port, owner, neighbour=neighbour)
    assert answer.status == 303, answer
    return len(house.derivations) - begun - 1
