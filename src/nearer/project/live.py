"""The event stream of an open page: it says only that something changed.

No word, key or identity passes it. The page then gets what is new as any page is got, with the
same rights. A session's end, or somebody's leaving, ends its streams at once. The page itself comes
back after a lost connection (`room.js`): browsers do not after an answer that is not 200.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from nearer.people.listening import Listening
from nearer.project.bridge import cookie_of
from nearer.project.headers import App, Receive, Scope, Send, answer
from nearer.vault.news import HUB

PATH = "/live"
AT_ONCE = 3
# In seconds: when it is quiet, and when words pass, which say by themselves that the page is there.
LOOK_EVERY, LOOK_WHEN_BUSY = 15.0, 60.0
SOONEST = 0.6  # of LOOK_EVERY
# A session ends at a whole second, and is looked at shortly after it.
AFTER_ITS_END = 0.05

Look = Callable[[str], Listening | None]


@dataclass
class _Stream:
    """One open stream.

    By the loop's clock: looked, when it was last asked if it still may be told; due, when next.
    """

    found: Listening
    looked: float
    due: float
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    look: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)


class Live:
    """Serve `/live` from the loop, and pass on all else.

    look: what a cookie may listen to; it reads the database, so it runs in a thread of its own.
    forget: the name of the cookie that says that somebody has left.
    """

    def __init__(
        self, app: App, *, look: Look, cookie: str, forget: str, origin: str | None
    ) -> None:
        self._app = app
        self._look = look
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")
        self._cookie = cookie
        self._forget = forget
        self._origin = origin
        self._open: Counter[bytes] = Counter()
        self._streams: set[asyncio.Event] = set()
        self._stopped = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
        elif scope["method"] != "GET":
            await answer(send, 405, b"", allow="GET")
        elif not self._from_our_pages(scope):
            await answer(send, 403, b"")
        else:
            await self._stream(scope, receive, send)

    def close(self) -> None:
        """End all streams: uvicorn would wait for them for ever."""
        self._stopped = True
        for stop in tuple(self._streams):
            stop.set()

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = await self._found(scope)
        if self._stopped:
            await answer(send, 503, b"", retry_after="1")
        elif found is None or found.space is None:
            await answer(send, 204, b"")
        elif self._open[found.person] >= AT_ONCE:
            await answer(send, 429, b"", retry_after="30")
        else:
            self._open[found.person] += 1
            try:
                await self._told(found, scope, receive, send)
            finally:
                self._open -= Counter([found.person])

    async def _told(self, found: Listening, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        stream = _Stream(found, loop.time(), _due(found))
        told = ((found.space, stream.changed), (found.session, stream.look))
        topics = (*told, (found.person, stream.look))
        unlisten = [
            HUB.listen(topic, partial(_wake, loop, event)) for topic, event in topics if topic
        ]
        self._streams.add(stream.stop)
        gone = asyncio.create_task(_hung_up(receive, stream.stop))
        try:
            await _open_stream(send)
            while await self._goes_on(stream, scope, send):
                pass
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            self._streams.discard(stream.stop)
            for forget in unlisten:
                forget()

    async def _goes_on(self, stream: _Stream, scope: Scope, send: Send) -> bool:
        """Wait for the next word and pass it on; False: the stream is over."""
        clock = asyncio.get_running_loop().time
        within = max(0.0, stream.due - clock())
        await _first_of(stream.changed, stream.look, stream.stop, within=within)
        if stream.stop.is_set():
            return False
        # However busy the room is, its session's end is looked at in time.
        if stream.look.is_set() or clock() >= stream.due:
            return await self._still_may(stream, scope, send)
        if stream.changed.is_set():
            stream.changed.clear()
            await _say(send, b"data: changed\n\n")
            stream.due = min(_due(stream.found), stream.looked + LOOK_WHEN_BUSY)
        return True

    async def _still_may(self, stream: _Stream, scope: Scope, send: Send) -> bool:
        stream.look.clear()
        found = await self._found(scope)
        if found is None or found != stream.found:
            return False
        stream.looked, stream.due = asyncio.get_running_loop().time(), _due(found)
        await _say(send, b":\n\n")
        return True

    async def _found(self, scope: Scope) -> Listening | None:
        value = cookie_of(scope, self._cookie)
        if not value or cookie_of(scope, self._forget):
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._look, value)

    def _from_our_pages(self, scope: Scope) -> bool:
        said = dict(scope["headers"])
        origin = said.get(b"origin", b"").decode("latin-1").lower()
        if origin:
            own = self._origin or f"{scope['scheme']}://{_host(said)}"
            return bool(origin == own)
        return bool(said.get(b"sec-fetch-site") == b"same-origin")


def _host(headers: dict[bytes, bytes]) -> str:
    return headers.get(b"host", b"").decode("latin-1").lower()


def _due(found: Listening) -> float:
    """Return when to look again, by the loop's clock: soon, and at the session's own end.

    Pages that came back together, as after a restart, are not all looked at together.
    """
    soon = LOOK_EVERY * random.uniform(SOONEST, 1)  # noqa: S311  no secret hangs on it
    within = min(soon, max(0.0, found.ends - time.time()) + AFTER_ITS_END)
    return asyncio.get_running_loop().time() + within


def _wake(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    # The loop may have ended between the word and its being passed on.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(event.set)


async def _hung_up(receive: Receive, stop: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stop.set()


async def _first_of(*events: asyncio.Event, within: float) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def _open_stream(send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _say(send, b"data: changed\n\n")


async def _say(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})
