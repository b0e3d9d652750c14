"""Reading what a browser sends, in the event loop, within limits of size, time and memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from nearer.project.headers import Receive, Scope

MB = 1024 * 1024
LARGEST = 10 * MB
# What all requests that are being read may hold together.
TOGETHER = 64 * MB
# A browser shows the refusal only after it has sent everything: so much is read and thrown away.
DISCARDED = 64 * MB
PATIENCE = 30.0


class BodyCannotBeTaken(Exception):
    """What was sent is too large, too slow, or ended in the middle."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with {status}")
        self.status = status


class Bodies:
    """Everything that is being read just now."""

    def __init__(self) -> None:
        self._held = 0

    @asynccontextmanager
    async def of(self, scope: Scope, receive: Receive) -> AsyncIterator[bytes]:
        """Read a request's whole body, or raise BodyCannotBeTaken."""
        chunks: list[bytes] = []
        size = 0
        try:
            more = True
            while more:
                chunk, more = await _next(receive)
                size += len(chunk)
                self._held += len(chunk)
                chunks.append(chunk)
                if size > LARGEST or self._held > TOGETHER:
                    status = 413 if size > LARGEST else 503
                    self._held, size = self._held - size, 0
                    chunks.clear()
                    await _discard(receive, more=more)
                    raise BodyCannotBeTaken(status)
            yield b"".join(chunks)
        finally:
            self._held -= size


async def _next(receive: Receive) -> tuple[bytes, bool]:
    try:
        message = await asyncio.wait_for(receive(), PATIENCE)
    except TimeoutError:
        raise BodyCannotBeTaken(408) from None
    if message["type"] == "http.disconnect":
        raise BodyCannotBeTaken(400)
    return message.get("body", b""), message.get("more_body", False)


async def _discard(receive: Receive, *, more: bool) -> None:
    left = DISCARDED
    while more and left > 0:
        chunk, more = await _next(receive)
        left -= len(chunk)
