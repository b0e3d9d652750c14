"""One uvicorn process: how it listens, what it repeats, and how it stops."""

import asyncio
import gc
import logging
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from nearer.project.headers import App, Pairs

ROUND = 60
GRACE = 10

log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """Serve until told to stop: then open requests finish, and who only waits is sent away.

    ready: called once when it answers. sweep: due jobs, every minute in a thread of its own.
    close: called at the stop, before connections are waited for.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        ready: Callable[[], None],
        sweep: Callable[[], None],
        close: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._ready = ready
        self._sweep = sweep
        self._close = close
        self._jobs = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jobs")
        self._rounds: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then say so."""
        await super().startup(sockets)
        _keep_what_is_there()
        self._rounds = asyncio.create_task(self._make_rounds())
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop to listen, let what is at work end within the grace, stop the jobs."""
        self._close()
        if self._rounds is not None:
            self._rounds.cancel()
        await super().shutdown(sockets)
        self._jobs.shutdown()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at the first signal, drop everything at the second.

        uvicorn would raise the signal again at the end; a stop that was asked for is no failure.
        """
        self.force_exit = self.should_exit
        self.should_exit = True

    async def _make_rounds(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(ROUND)
            try:
                await loop.run_in_executor(self._jobs, self._sweep)
            except Exception:
                log.exception("due jobs failed; they are repeated in a minute")


def _keep_what_is_there() -> None:
    # Modules, settings and addresses stay for good. A full collection that looked at them again
    # and again would hold every page up, for as long as half a second on a busy machine.
    gc.collect()
    gc.freeze()


def config(app: App, *, always: Pairs, tls: tuple[Path, Path] | None) -> uvicorn.Config:
    """Return how uvicorn serves an app: plain HTTP/1.1 in asyncio, no log of requests."""
    certificate, key = tls or (None, None)
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=_protocol(always),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


def _protocol(always: Pairs) -> type[H11Protocol]:
    headers = [*always, (b"cache-control", b"no-store"), (b"connection", b"close")]

    class Protocol(H11Protocol):
        """uvicorn's, with the house's headers on the one answer that no app gives."""

        def send_400_response(self, msg: str) -> None:
            """Refuse what is not HTTP."""
            text = [(b"content-type", b"text/plain; charset=utf-8")]
            parts: list[h11.Event] = [
                h11.Response(status_code=400, headers=text + headers, reason=b"Bad Request"),
                h11.Data(data=msg.encode("ascii")),
                h11.EndOfMessage(),
            ]
            for part in parts:
                self.transport.write(self.conn.send(part) or b"")
            self.transport.close()

    return Protocol
