"""A storm on one house: many addresses that sign in wrongly and sign up, bounded in count and time.

All of it stays on this machine, from 127.0.N.1 to 127.0.0.1; for the lane each N is a neighbourhood
of its own.
"""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlencode

SIGN_INS, SIGN_UPS = 50.0, 20.0
ADDRESSES = 50
BUSY = 503
PATIENCE = 60.0
# Whoever storms waits as long as the line is.
STUBBORN = 600.0
OWN = "the kettle sings before the rain"
HOMES = range(200, 250)
UNFINISHED = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nname="


class Answer(NamedTuple):
    """What came back: status 0 where the connection broke."""

    status: int
    head: str = ""
    text: str = ""

    @property
    def cookie(self) -> str:
        """The session that it begins, as a Cookie header says it."""
        found = re.search(r"(?im)^set-cookie:\s*(s\d+=[^;]+)", self.head)
        return found[1] if found else ""


class Owner(NamedTuple):
    """Somebody with a name here, and a session of theirs."""

    name: str
    passphrase: str
    cookie: str


@dataclass
class Storm:
    """Who blows at which name, and what they were told.

    statuses: how often each was answered. served: the addresses that have had a turn.
    """

    port: int
    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    served: set[int] = field(default_factory=set)
    _all_served: asyncio.Event = field(default_factory=asyncio.Event)
    _sent: set["asyncio.Task[None]"] = field(default_factory=set)

    async def round(self, patience: float = PATIENCE) -> None:
        """Wait until the lane has served every address once."""
        async with asyncio.timeout(patience):
            await self._all_served.wait()

    async def blow(
        self, rate: float, one: Callable[[int], Awaitable[Answer]], *, most: int
    ) -> None:
        """Let somebody ask so many times a second, whatever becomes of those before."""
        clock = asyncio.get_running_loop()
        began = clock.time()
        for number in range(most):
            await asyncio.sleep(max(0.0, began + number / rate - clock.time()))
            sent = asyncio.create_task(self._asks(1 + number % ADDRESSES, one))
            self._sent.add(sent)
            sent.add_done_callback(self._sent.discard)

    async def wrong(self, neighbour: int) -> Answer:
        """Try a wrong passphrase for the name."""
        fields = {"name": self.name, "pass": secrets.token_hex(9)}
        return await ask(self.port, "/sign-in", fields, neighbour=neighbour, patience=STUBBORN)

    async def new(self, neighbour: int) -> Answer:
        """Sign up as somebody who was never here."""
        return await signs_up(self.port, secrets.token_hex(6), neighbour=neighbour)

    async def _asks(self, neighbour: int, one: Callable[[int], Awaitable[Answer]]) -> None:
        answer = await one(neighbour)
        self.statuses[answer.status] += 1
        if answer.status != BUSY:
            self.served.add(neighbour)
        if len(self.served) == ADDRESSES:
            self._all_served.set()

    async def end(self) -> None:
        """Hang up wherever an answer is still waited for."""
        for sent in list(self._sent):
            sent.cancel()
        await asyncio.gather(*self._sent, return_exceptions=True)


@asynccontextmanager
async def storm(port: int, name: str, *, seconds: int = 60) -> AsyncIterator[Storm]:
    """Let it storm around a block, at most for so many seconds."""
    found = Storm(port, name)
    winds = [
        asyncio.create_task(found.blow(SIGN_INS, found.wrong, most=int(SIGN_INS * seconds))),
        asyncio.create_task(found.blow(SIGN_UPS, found.new, most=int(SIGN_UPS * seconds))),
    ]
    try:
        yield found
    finally:
        for wind in winds:
            wind.cancel()
        await asyncio.gather(*winds, return_exceptions=True)
        await found.end()


async def ask(
    port: int,
    path: str,
    fields: dict[str, str] | None = None,
    *,
    neighbour: int = 0,
    cookie: str = "",
    patience: float = PATIENCE,
) -> Answer:
    """Ask for a page, or send a form; a broken connection is an answer with status 0."""
    body = urlencode(fields or {})
    head = (
        f"{'GET' if fields is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"
        f"Origin: http://localhost:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with suppress(OSError, TimeoutError, IndexError, ValueError):
        async with asyncio.timeout(patience):
            answer = await _exchanged(port, neighbour, head + body)
        head, _, text = answer.partition("\r\n\r\n")
        return Answer(int(head.split(" ", 2)[1]), head, text)
    return Answer(0)


async def signs_up(port: int, name: str, *, neighbour: int) -> Answer:
    """End the second step of sign-up with a passphrase of one's own."""
    who = {"name": name, "called": "Rowan", "zone": "Europe/Berlin", "key": secrets.token_hex(16)}
    key = {"own": "1", "pass": OWN, "again": OWN, "adult": "on"}
    return await ask(port, "/join/key", {**who, **key}, neighbour=neighbour, patience=STUBBORN)


async def joins(port: int) -> Owner:
    """Let somebody join and go without a recovery code."""
    name = f"rowan {secrets.token_hex(3)}"
    cookie = (await signs_up(port, name, neighbour=HOMES[-1])).cookie
    shown = await ask(port, "/join/code", cookie=cookie)
    token = re.findall(r'data-token="([^"]+)"', shown.text)
    fields = {"token": token[0], "key": secrets.token_hex(16), "do": "without"}
    answer = await ask(port, "/join/code", fields, cookie=cookie)
    assert answer.status == 303, answer
    return Owner(name, OWN, cookie)


async def comes_home(port: int, owner: Owner, *, neighbour: int) -> Answer:
    """Sign the owner in, from one of their own addresses."""
    fields = {"name": owner.name, "pass": owner.passphrase}
    return await ask(port, "/sign-in", fields, neighbour=neighbour)


@asynccontextmanager
async def slow_senders(port: int, count: int = 8) -> AsyncIterator[None]:
    """Let so many begin a form that they never finish, around a block."""
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
    )
    writers = []
    for number in range(count):
        _, writer = await _connected(port, number + 1)
        writer.write((head + UNFINISHED).encode())
        await writer.drain()
        writers.append(writer)
    try:
        yield
    finally:
        for writer in writers:
            writer.close()


async def _exchanged(port: int, neighbour: int, sent: str) -> str:
    reader, writer = await _connected(port, neighbour)
    try:
        writer.write(sent.encode())
        return (await reader.read()).decode()
    finally:
        writer.close()


async def _connected(
    port: int, neighbour: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    own = (f"127.0.{neighbour}.1", 0)
    return await asyncio.open_connection("127.0.0.1", port, local_addr=own)
