"""The event stream of an open page: it says only that something changed.

No word, key or identity passes it. The page then gets what is new as any page is got, with the
same rights. A session's end, or somebody's leaving, ends its streams at once.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from nearer.people.listening import Listening
from nearer.project.bridge import cookie_of
from nearer.project.headers import App, Receive, Scope, Send, answer
from nearer.vault.news import HUB

PATH = "/live"
AT_ONCE = 3
LOOK_EVERY = 15.0
# How soon a browser comes back after a lost connection, in milliseconds, drawn for each.
COMES_BACK = (1_000, 4_000)

Look = Callable[[str], Listening | None]


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
        # 204 tells a browser not to come back.
        if found is None or found.space is None or self._stopped:
            await answer(send, 204, b"")
            return
        if self._open[found.person] >= AT_ONCE:
            await answer(send, 429, b"", retry_after="30")
            return
        self._open[found.person] += 1
        try:
            await self._told(found, scope, receive, send)
        finally:
            self._open -= Counter([found.person])

    async def _told(self, found: Listening, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        changed, look, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()
        topics = ((found.space, changed), (found.session, look), (found.person, look))
        unlisten = [
            HUB.listen(topic, partial(_wake, loop, event)) for topic, event in topics if topic
        ]
        self._streams.add(stop)
        gone = asyncio.create_task(_hung_up(receive, stop))
        try:
            await _open_stream(send)
            while await self._is_still(found, scope, changed, look, stop, send):
                pass
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            self._streams.discard(stop)
            for forget in unlisten:
                forget()

    async def _is_still(
        self,
        found: Listening,
        scope: Scope,
        changed: asyncio.Event,
        look: asyncio.Event,
        stop: asyncio.Event,
        send: Send,
    ) -> bool:
        """Wait for the next word and pass it on; False: the stream is over."""
        await _first_of(changed, look, stop, within=LOOK_EVERY)
        if stop.is_set():
            return False
        if changed.is_set():
            changed.clear()
            await _say(send, b"data: changed\n\n")
            return True
        look.clear()
        if await self._found(scope) != found:
            return False
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
    low, high = COMES_BACK
    comes_back = low + secrets.randbelow(high - low)
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _say(send, f"retry: {comes_back}\n\ndata: changed\n\n".encode())


async def _say(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})
