"""A small app behind the real bridge and the real server, in a thread of the test."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from nearer.project.arrival import Doorstep
from nearer.project.bridge import Bridge
from nearer.project.headers import App, Headers, house_headers
from nearer.project.lane import Lane
from nearer.project.server import Server, config

ALWAYS = house_headers(secure=False, leave_origins=["https://weather.example"])
REFUSALS = {400: b"unreadable", 408: b"unreadable", 413: b"large", 503: b"busy"}


@dataclass
class Download:
    """An answer that is made while it is sent; it counts what was made, and ends when told."""

    pieces: int = 1
    size: int = 64 * 1024
    after_first: threading.Event = field(default_factory=threading.Event)
    made: int = 0
    ended: bool = False
    closed: threading.Event = field(default_factory=threading.Event)
    streaming: bool = True

    def __iter__(self) -> Iterator[bytes]:
        """Make the first piece at once, the others once they are let go."""
        for number in range(self.pieces):
            if number:
                assert self.after_first.wait(20)
            self.made += 1
            yield bytes(self.size)

    def stands(self) -> bool:
        """Say whether whoever asked is still signed in."""
        return not self.ended

    def close(self) -> None:
        """Note that it was let go."""
        self.closed.set()


@dataclass
class Pages:
    """Pages for tests: `/` answers at once, `/sign-in` works until it is let go."""

    go_on: threading.Event = field(default_factory=threading.Event)
    at_work: threading.Event = field(default_factory=threading.Event)
    served: list[str] = field(default_factory=list)
    download: Download = field(default_factory=Download)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Answer as a WSGI app does."""
        path = environ["PATH_INFO"]
        if path == "/fault":
            raise ZeroDivisionError
        if path == "/download":
            start_response("200 OK", [("Content-Type", "application/octet-stream")])
            return self.download
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if path == "/sign-in":
            self.at_work.set()
            assert self.go_on.wait(20)
            self.served.append(body.decode())
        kind = "text/css" if path.startswith("/static/") else "text/html"
        start_response("200 OK", [("Content-Type", kind), ("Set-Cookie", " x=1")])
        return [path.encode(), b" ", str(len(body)).encode(), b" " * (path == "/long") * 4_000_000]


@dataclass
class Running:
    """A server at work, and how tests talk with it."""

    port: int
    pages: Pages
    server: Server
    lane: Lane

    def ask(
        self, path: str = "/", *, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> HTTPResponse:
        """Ask for a page and read it; its text is in `.text`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        response.text = response.read().decode()  # type: ignore[attr-defined]
        connection.close()
        return response

    def raw(self, data: bytes) -> socket.socket:
        """Send bytes, and leave the connection open."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=15)
        connection.sendall(data)
        return connection


@contextmanager
def running(
    known: Callable[[str], bool] = lambda token: token == "adas",
    wrap: Callable[[Bridge], App] = lambda bridge: bridge,
) -> Iterator[Running]:
    """Serve the small app for a while."""
    pages = Pages()
    lane = Lane(time.monotonic)
    bridge = Bridge(
        pages,
        doorstep=Doorstep(origin=None, secure=False),
        lane=lane,
        is_slow=lambda path: path == "/sign-in",
        known={"s": known, "d": lambda token: token == "bens"},
        refusals=REFUSALS,
        is_unread=lambda path: path == "/leave",
    )
    app = Headers(wrap(bridge), always=ALWAYS, fault="fault")
    ready = threading.Event()
    server = Server(
        config(app, always=ALWAYS, tls=None),
        ready=ready.set,
        sweep=lambda: None,
        close=bridge.close,
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        assert ready.wait(15)
        try:
            yield Running(listener.getsockname()[1], pages, server, lane)
        finally:
            pages.go_on.set()
            server.handle_exit(15, None)
            thread.join(20)
            assert not thread.is_alive()
