"""From the event loop to Django's threads and back.

A request's whole body is read in the loop first, and its whole answer is taken from the thread
before the loop sends it: whoever sends or reads slowly holds no thread. One that is made while it
is sent goes piece by piece (`streams`). A POST that derives a key waits in the lane and runs in a
thread of its own, so that sign-ins never slow the pages down.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from a2wsgi import WSGIMiddleware

from nearer.project.arrival import Doorstep
from nearer.project.bodies import Bodies, BodyCannotBeTaken
from nearer.project.headers import Message, Receive, Scope, Send, answer
from nearer.project.lane import Caller, Lane, LaneIsFull, neighbourhood
from nearer.project.one_page import one_by_one
from nearer.project.streams import HANDED, Streams, handing_over

PAGE_THREADS = 4
# Whether what a cookie names stands; it reads the database, so it runs in a page thread.
IsKnown = Callable[[str], bool]


class Bridge:
    """Serve a WSGI app from the loop: pages one by one in four threads, derivations in their own.

    is_slow: whether a POST to this path derives a key. known: by the name of a cookie, whether its
    value names a session or a device that stands; who holds one is served first. refusals: a page
    for each status of the bridge's own (400, 408, 413, 503). is_unread: whether the page at this
    path reads nothing of a body, so that one which cannot be taken is no reason to refuse.
    """

    def __init__(
        self,
        pages: Any,
        *,
        doorstep: Doorstep,
        lane: Lane,
        is_slow: Callable[[str], bool],
        known: Mapping[str, IsKnown],
        refusals: dict[int, bytes],
        is_unread: Callable[[str], bool],
    ) -> None:
        self._pages = WSGIMiddleware(one_by_one(handing_over(pages)), workers=PAGE_THREADS)
        self._slow = WSGIMiddleware(handing_over(pages), workers=1)
        self._streams = Streams(self._pages.executor)
        self._doorstep = doorstep
        self._lane = lane
        self._is_slow = is_slow
        self._known = known
        self._refusals = refusals
        self._is_unread = is_unread
        self._bodies = Bodies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope, address = self._doorstep.clean(scope)
        try:
            async with self._bodies.of(scope, receive) as body:
                scope["headers"] = _with_length(scope, len(body))
                messages = await self._run(scope, body, receive, address)
        except BodyCannotBeTaken as refused:
            if self._is_unread(scope["path"]):
                await self._without_body(scope, send)
                return
            await answer(send, refused.status, self._refusals[refused.status], connection="close")
        except LaneIsFull:
            await answer(send, 503, self._refusals[503], retry_after="60")
        else:
            for message in messages:
                await send(message)
            await self._streams.send(scope, receive, send)

    async def _without_body(self, scope: Scope, send: Send) -> None:
        scope["headers"] = _with_length(scope, 0)
        start, *rest = await _whole_answer(self._pages, scope, b"")
        start["headers"].append((b"connection", b"close"))
        for message in (start, *rest):
            await send(message)

    def close(self) -> None:
        """Let what is at work end, and send away who still waits."""
        self._lane.close()

    async def _run(
        self, scope: Scope, body: bytes, receive: Receive, address: str
    ) -> list[Message]:
        if scope["method"] != "POST" or not self._is_slow(scope["path"]):
            return await _whole_answer(self._pages, scope, body)
        if not await self._entered(await self._caller(scope, address), receive):
            return []
        try:
            return await _whole_answer(self._slow, scope, body)
        finally:
            self._lane.leave()

    async def _entered(self, caller: Caller, receive: Receive) -> bool:
        # After the body only a hang-up can arrive; who hung up must not keep a place in the line.
        turn = asyncio.ensure_future(self._lane.enter(caller))
        hung_up = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({turn, hung_up}, return_when=asyncio.FIRST_COMPLETED)
            if turn.done():
                turn.result()
            return turn.done()
        finally:
            turn.cancel()
            hung_up.cancel()

    async def _caller(self, scope: Scope, address: str) -> Caller:
        for cookie, is_known in self._known.items():
            token = cookie_of(scope, cookie)
            if token and await self._in_page_thread(is_known, token):
                return Caller(hashlib.sha256(token.encode()).hexdigest(), known=True)
        return Caller(neighbourhood(address))

    async def _in_page_thread(self, ask: IsKnown, token: str) -> bool:
        loop = asyncio.get_running_loop()
        known: bool = await loop.run_in_executor(self._pages.executor, ask, token)
        return known


async def _whole_answer(app: WSGIMiddleware, scope: Scope, body: bytes) -> list[Message]:
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)  # type: ignore[arg-type]  # its own names for plain dicts
    start, *rest = messages
    if HANDED in scope:
        return [start]
    page = b"".join(message["body"] for message in rest)
    named = any(name == b"content-length" for name, _ in start["headers"])
    if not named and start["status"] not in (204, 304):
        start["headers"].append((b"content-length", str(len(page)).encode()))
    return [start, {"type": "http.response.body", "body": page}]


def _with_length(scope: Scope, length: int) -> list[tuple[bytes, bytes]]:
    # A body sent in chunks has no length, and a WSGI app would read nothing of it.
    told = (b"content-length", b"transfer-encoding")
    headers = [pair for pair in scope["headers"] if pair[0] not in told]
    return [*headers, (b"content-length", str(length).encode())] if length else headers


def cookie_of(scope: Scope, name: str) -> str:
    """Return the value of a cookie that a request brings, or nothing."""
    for key, value in scope["headers"]:
        if key == b"cookie":
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(name)
            except CookieError:
                return ""
            return morsel.value if morsel else ""
    return ""
