"""Pages of the look in a real browser, from a server of a few lines, under the real policy."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, sync_playwright

from nearer.ui import gallery
from tests import chromium

TARGET = "https://weather.test/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self' https://weather.test; "
    "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HTML = "text/html; charset=utf-8"


def a_visit(*, theme: str = "system", icon: str = "neutral", minutes: int = 15) -> Any:
    """What the base template reads of a visit."""
    settings = SimpleNamespace(theme=theme, icon=icon, minutes=minutes)
    return SimpleNamespace(
        keyring=SimpleNamespace(settings=settings), session=None, token="a-token", now=None
    )


def rendered(frame: str, *, visit: Any = None) -> str:
    """The gallery in one frame, as a person with this visit gets it."""
    request = RequestFactory().get(f"/{frame}")
    request.visit = visit  # type: ignore[attr-defined]
    return gallery.gallery(request, frame).content.decode()


@dataclass(frozen=True)
class Asked:
    """One request that the browser made."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Answer:
    """What the server says; a status of 0 is a lost connection."""

    status: int = 200
    body: bytes | str = ""
    kind: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


LOST = Answer(status=0)


@dataclass
class House:
    """What the browser meets: pages by path, static files, and whatever a test answers itself."""

    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Callable[[Asked], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    origin: str = ""

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        self.asked.append(asked)
        if asked.path in self.answers:
            return self.answers[asked.path](asked)
        if asked.path in self.pages:
            return Answer(body=self.pages[asked.path])
        name = asked.path.removeprefix("/static/")
        found = finders.find(name) if name != asked.path else None
        if found is None:
            return Answer(status=404)
        file = Path(found)
        kind = TYPES.get(file.suffix, "application/octet-stream")
        return Answer(body=file.read_bytes(), kind=kind)

    def posts(self, path: str) -> list[Asked]:
        """The POSTs to one path so far."""
        return [one for one in self.asked if (one.method, one.path) == ("POST", path)]

    def arrived(self, path: str, *, times: int) -> list[Asked]:
        """The POSTs to one path, once so many came: a page sends these on its way out."""
        end = time.monotonic() + 10
        while len(self.posts(path)) < times and time.monotonic() < end:
            time.sleep(0.02)
        return self.posts(path)


def served(house: House) -> ThreadingHTTPServer:
    """A server for a house, listening on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = urlsplit(self.path).path
            answer = house.answer(Asked(self.command, path, headers, body))
            if answer.status == 0:
                self.close_connection = True
                return
            self.say(answer)

        do_POST = do_GET  # noqa: N815

        def say(self, answer: Answer) -> None:
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            policy = {"Content-Type": answer.kind, "Content-Security-Policy": POLICY}
            for name, value in (policy | {"Cache-Control": "no-store"} | answer.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    house.origin = f"http://localhost:{server.server_port}"
    # It looks this often, in seconds, whether it is to stop, and every test stops one.
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


@pytest.fixture(autouse=True)
def only_our_addresses(settings: Any) -> None:
    """The look's tests need no other part."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.NEARER_LEAVE = TARGET


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, the installed one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        yield browser
        browser.close()


@pytest.fixture
def house() -> Iterator[House]:
    """A house whose three frames stand, signed in."""
    house = House({f"/{frame}": rendered(frame, visit=a_visit()) for frame in gallery.FRAMES})
    server = served(house)
    yield house
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(browser: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """Open a path in a browser of its own; a broken policy or script fails the test."""
    contexts, said = [], []

    def opened(path: str, *, clock: bool = False, **options: Any) -> Page:
        context = browser.new_context(service_workers="block", **options)
        contexts.append(context)
        context.set_default_timeout(8_000)
        context.route(TARGET, lambda route: route.fulfill(body="<title>Weather</title>"))
        page = context.new_page()
        if clock:
            page.clock.install()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(house.origin + path)
        return page

    yield opened
    for context in contexts:
        chromium.close(context)
    assert [text for text in said if "Content Security Policy" in text or "Error:" in text] == []
