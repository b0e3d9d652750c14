"""Pages of the look in a real browser, without a server: routed by hand, under the real policy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, Route, sync_playwright

from nearer.ui import gallery

ORIGIN = "http://localhost"
TARGET = "https://weather.test/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self' https://weather.test; "
    "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
ARGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-sync"]


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


@dataclass
class House:
    """What the browser meets: pages by path, static files, and whatever a test answers itself."""

    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Callable[[Route], None]] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        self.asked.append(route.request)
        if path in self.answers:
            self.answers[path](route)
        elif path in self.pages:
            route.fulfill(body=self.pages[path], headers=_headers("text/html; charset=utf-8"))
        elif found := finders.find(path.removeprefix("/static/")):
            kind = TYPES.get(Path(found).suffix, "application/octet-stream")
            route.fulfill(body=Path(found).read_bytes(), headers=_headers(kind))
        else:
            route.fulfill(status=404, body="", headers=_headers("text/plain"))

    def posts(self, path: str) -> list[Any]:
        """The POSTs to one path so far."""
        return [one for one in self.asked if one.method == "POST" and one.url == ORIGIN + path]


@pytest.fixture(autouse=True)
def only_our_addresses(settings: Any) -> None:
    """The look's tests need no other part."""
    settings.ROOT_URLCONF = "tests.ui.urls"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, the installed one."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def house() -> House:
    """A house whose three frames stand, signed in."""
    frames = {f"/{frame}": rendered(frame, visit=a_visit()) for frame in gallery.FRAMES}
    return House(pages=frames)


@pytest.fixture
def open_page(browser: Browser, house: House) -> Iterator[Callable[..., Page]]:
    """Open a path in a browser of its own; a broken policy or script fails the test."""
    contexts, said = [], []

    def opened(path: str, **context: Any) -> Page:
        contexts.append(browser.new_context(service_workers="block", **context))
        contexts[-1].route("**/*", house.answer)
        page = contexts[-1].new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(ORIGIN + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in said if "Content Security Policy" in text or "Error:" in text] == []


def _headers(kind: str) -> dict[str, str]:
    return {"Content-Type": kind, "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
