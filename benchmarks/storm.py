"""A storm of sign-ins on a real process, with real derivations: how soon its owner is in.

Run `python -m benchmarks.storm`, with DATABASE_URL for PostgreSQL. 50 wrong sign-ins a second for
one name, from 50 other addresses, and 20 sign-ups a second. Once each address has had its turn, the
owner signs in from addresses of their own, one after the other. Help is asked for before it storms,
meanwhile, and in the end while eight senders never finish: what it takes before is the machine's
own part. All stays on 127.0.0.0/8, for a bounded time.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks import storm as storms
from tests.attacks.storm import HOMES, Owner, Storm
from tests.journeys.conftest import House

TRIALS, SECONDS = 9, 240
CALM = 100  # pages before it storms, ten a second
SIGNED_IN, PAGE, MEMORY = 5.0, 0.2, 600


@dataclass
class Found:
    """Seconds of each owner's sign-in and of each page; and what was not answered as it should.

    calm: seconds of pages before it storms. besieged: the same while senders never finish. memory:
    the most that the process ever held, in MB.
    """

    owner: list[float] = field(default_factory=list)
    calm: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    besieged: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    failed: int = 0
    memory: float = 0.0


async def measure(house: House, *, trials: int, seconds: int) -> Found:
    """Let it storm, and time what others meet meanwhile."""
    found = Found()
    owner = await storms.joins(house.port)
    for _ in range(CALM):
        await _page(house.port, found, found.calm)
        await asyncio.sleep(0.1)
    async with storms.storm(house.port, owner.name, seconds=seconds) as storm:
        await storm.round(seconds)
        pages = asyncio.create_task(_pages(house.port, found, found.pages))
        for neighbour in HOMES[:trials]:
            await _comes_home(house.port, owner, neighbour, found)
        pages.cancel()
        found.statuses = dict(storm.statuses)
        _check(storm, found)
    async with storms.slow_senders(house.port):
        for _ in range(20):
            await _page(house.port, found, found.besieged)
    found.memory = most_memory(house.process)
    return found


def most_memory(process: int) -> float:
    """Return the most that a process ever held in memory, in MB."""
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    [line] = [line for line in told.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


async def _comes_home(port: int, owner: Owner, neighbour: int, found: Found) -> None:
    began = time.perf_counter()
    answer = await storms.comes_home(port, owner, neighbour=neighbour)
    found.owner.append(time.perf_counter() - began)
    found.failed += answer.status != 303


async def _pages(port: int, found: Found, into: list[float]) -> None:
    while True:
        await _page(port, found, into)
        await asyncio.sleep(0.1)


async def _page(port: int, found: Found, into: list[float]) -> None:
    began = time.perf_counter()
    answer = await storms.ask(port, "/help", neighbour=HOMES[-2])
    into.append(time.perf_counter() - began)
    found.failed += answer.status != 200


def _check(storm: Storm, found: Found) -> None:
    odd = set(storm.statuses) - {200, 303, 422, storms.BUSY}
    found.failed += sum(storm.statuses[status] for status in odd)


def main() -> int:
    """Serve, let it storm, and say whether the bars hold."""
    parser = argparse.ArgumentParser(prog="benchmarks.storm", description=__doc__)
    parser.add_argument("--trials", type=int, default=TRIALS, help="sign-ins of the owner")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="the storm's longest time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        house.start()
        try:
            found = asyncio.run(measure(house, trials=options.trials, seconds=options.seconds))
        finally:
            house.stop()
    return _told(found)


def _told(found: Found) -> int:
    owner, page = statistics.median(found.owner), _late(found.pages)
    print(
        f"the owner is in: median {owner:.2f} s, longest {max(found.owner):.2f} s (bar: median 5)"
    )
    for when, seconds in (("before it storms", found.calm), ("meanwhile", found.pages)):
        print(f"Help {when}: median {1000 * statistics.median(seconds):.0f} ms,", end=" ")
        print(f"99th percentile {1000 * _late(seconds):.0f} ms (bar: 200)")
    print(f"Help beside eight senders: longest {1000 * max(found.besieged):.0f} ms")
    print(f"memory: {found.memory:.0f} MB at the most (bar: {MEMORY})")
    print(f"the storm was answered {dict(sorted(found.statuses.items()))}; failed {found.failed}")
    late = owner > SIGNED_IN or page > PAGE or max(found.besieged) > SIGNED_IN
    return int(found.failed > 0 or late or found.memory > MEMORY)


def _late(seconds: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(seconds, n=100)[98]


if __name__ == "__main__":
    sys.exit(main())
