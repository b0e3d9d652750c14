"""Answers that are made piece by piece, and leave piece by piece.

A streaming answer is taken out of the thread that began it: each next piece is made in a thread
only once the one before is on its way, so that a slow reader holds no thread and no more memory
than a piece. Twice a second it is asked whether it still stands; if not, the connection is cut.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from nearer.project.headers import Message, Receive, Scope, Send

LOOK_EVERY = 0.5
THREADS = 2
# Where a request's scope holds the answer that its thread has handed over.
HANDED = "nearer.stream"


def handing_over(pages: Any) -> Any:
    """Return a WSGI app whose streaming answers go into the request's scope, not to its thread."""

    def called(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        answer = pages(environ, start_response)
        if not getattr(answer, "streaming", False):
            return answer
        # The language and zone of its request go along.
        environ["asgi.scope"][HANDED] = _Handed(answer, contextvars.copy_context())
        return []

    return called


class _Handed:
    """A streaming answer between two pieces; each call runs in whatever thread is free."""

    def __init__(self, answer: Any, context: contextvars.Context) -> None:
        self._answer = answer
        self._pieces: Iterator[bytes] = iter(answer)
        self._context = context

    def piece(self) -> bytes | None:
        """Make the next piece; None: there is none."""
        return self._context.run(next, self._pieces, None)

    def stands(self) -> bool:
        """Return whether it may go on."""
        close_old_connections()
        return bool(getattr(self._answer, "stands", lambda: True)())

    def close(self) -> None:
        """Let go of what it holds."""
        self._answer.close()


class Streams:
    """Send what was handed over. looks: the threads in which is asked whether it still stands."""

    def __init__(self, looks: Executor) -> None:
        self._makers = ThreadPoolExecutor(THREADS, thread_name_prefix="streams")
        self._looks = looks

    async def send(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the pieces of a request's answer, if it has handed one over."""
        handed: _Handed | None = scope.pop(HANDED, None)
        if handed is None:
            return
        hung_up = asyncio.ensure_future(receive())
        work = asyncio.ensure_future(self._pump(handed, send))
        try:
            while not work.done() and not hung_up.done():
                await asyncio.wait({work, hung_up}, timeout=LOOK_EVERY)
                if not work.done() and not await self._in(self._looks, handed.stands):
                    break
            if work.done():
                work.result()
        finally:
            work.cancel()
            hung_up.cancel()
            self._makers.submit(handed.close)

    async def _pump(self, handed: _Handed, send: Send) -> None:
        while (piece := await self._in(self._makers, handed.piece)) is not None:
            if piece:
                await send(_body(piece, more=True))
        if await self._in(self._looks, handed.stands):
            await send(_body(b"", more=False))

    async def _in(self, threads: Executor, call: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(threads, call)


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}
