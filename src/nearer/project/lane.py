"""The derivation lane: one sign-in's key stretching at a time, and who is next.

Stretching a passphrase takes a third of a second and 128 MiB, so it is the one thing that a
stranger could ask for in numbers. Next is whoever comes back with a living session or a device's
quick unlock; then the address served least in the last hour, so that a flood from one address costs
the others one turn. One waits per address, 200 in all; past that the most served gives way. Counts
live in memory only.
"""

import asyncio
import ipaddress
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

HOUR = 3600.0
WAITING = 200

# Coming back counts first this often in an hour; a session that asks more often stands in line
# like everybody, so that no account can keep the others out.
FIRST = 12


class LaneIsFull(Exception):
    """There is no place to wait: try again in a minute."""


@dataclass(frozen=True)
class Caller:
    """Who asks for a derivation: a neighbourhood of addresses, or a session or device we know."""

    name: str
    known: bool = False


@dataclass(eq=False)
class _Place:
    caller: Caller
    arrival: int
    turn: asyncio.Future[None] = field(default_factory=asyncio.Future)


class Lane:
    """One derivation at work, the others in a fair line. All methods run in one event loop."""

    def __init__(self, clock: Callable[[], float], waiting: int = WAITING) -> None:
        self._clock = clock
        self._limit = waiting
        self._busy = False
        self._closed = False
        self._arrivals = 0
        self._line: dict[Caller, _Place] = {}
        self._history: deque[tuple[float, Caller]] = deque()
        self._served: Counter[Caller] = Counter()

    async def enter(self, caller: Caller) -> None:
        """Wait for a turn; raise LaneIsFull at once, or when others go first. Then `leave`."""
        if self._closed:
            raise LaneIsFull
        if not self._busy:
            self._serve(caller)
            return
        place = self._stand(caller)
        try:
            await place.turn
        except asyncio.CancelledError:
            self._hang_up(place)
            raise

    def leave(self) -> None:
        """End a turn, and let the next one in."""
        self._busy = False
        if self._line:
            place = min(self._line.values(), key=self._order)
            del self._line[place.caller]
            self._serve(place.caller)
            place.turn.set_result(None)

    def close(self) -> None:
        """Send everybody away who still waits: this process stops."""
        self._closed = True
        for place in list(self._line.values()):
            self._send_away(place)

    def _hang_up(self, place: _Place) -> None:
        if self._line.get(place.caller) is place:
            del self._line[place.caller]
        elif not place.turn.cancelled() and place.turn.exception() is None:
            # The turn came in the same moment: hand it on.
            self.leave()

    def _stand(self, caller: Caller) -> _Place:
        if caller in self._line:
            raise LaneIsFull
        self._arrivals += 1
        place = _Place(caller, self._arrivals)
        if len(self._line) >= self._limit:
            last = max(self._line.values(), key=self._order)
            if self._rank(caller) >= self._rank(last.caller):
                raise LaneIsFull
            self._send_away(last)
        self._line[caller] = place
        return place

    def _send_away(self, place: _Place) -> None:
        del self._line[place.caller]
        place.turn.set_exception(LaneIsFull())

    def _serve(self, caller: Caller) -> None:
        self._busy = True
        self._history.append((self._clock(), caller))
        self._served[caller] += 1

    def _order(self, place: _Place) -> tuple[bool, int, int]:
        return (*self._rank(place.caller), place.arrival)

    def _rank(self, caller: Caller) -> tuple[bool, int]:
        self._forget()
        served = self._served[caller]
        return (not (caller.known and served < FIRST), served)

    def _forget(self) -> None:
        while self._history and self._history[0][0] <= self._clock() - HOUR:
            _, caller = self._history.popleft()
            self._served[caller] -= 1
            if not self._served[caller]:
                del self._served[caller]


def neighbourhood(address: str) -> str:
    """Return the part of an address that one household or provider hands out at will."""
    try:
        at = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if at.version == 6 and at.ipv4_mapped:
        at = at.ipv4_mapped
    size = 24 if at.version == 4 else 64
    return str(ipaddress.ip_network((at, size), strict=False))
