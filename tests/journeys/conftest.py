"""A real server, real browsers: what one person sees in theirs, the other does not share."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests import chromium
from tests.journeys.people import Visitor
from tests.stores import own_store

SRC = Path(__file__).parents[2] / "src"


class House:
    """One running copy of Nearer on a free port, with folders of its own.

    beside: another process of the same copy, on PostgreSQL; it shares database and secrets.
    program: what Python runs in place of Nearer, such as Nearer with a fault planted in it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        beside: "House | None" = None,
        program: tuple[str, ...] = ("-m", "nearer"),
    ) -> None:
        self._program = program
        self.folder = folder
        self.secrets = beside.secrets if beside else folder / "secrets"
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = folder / "serve.log"
        self._store = beside._store if beside else own_store()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start serving and wait until the first page answers."""
        command = [sys.executable, *self._program, "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        for _ in range(300):
            if self._process.poll() is not None:
                break
            if _answers(self.url):
                return
            time.sleep(0.1)
        raise AssertionError(f"the server did not start: {self.log.read_text()[-2000:]}")

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told."""
        environment = os.environ | {
            "PYTHONPATH": str(SRC),
            "NEARER_DATA": str(self.folder / "data"),
            "NEARER_SECRETS": str(self.secrets),
            "NEARER_OPERATOR": "Sam Okafor",
            **self._store,
        }
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        return environment

    @property
    def process(self) -> int:
        """The id of its process while it runs."""
        assert self._process is not None, "it is not running"
        return self._process.pid

    def stop(self) -> None:
        """Stop it as Ctrl-C does, and wait."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The copy that all journeys of this run visit."""
    house = House(tmp_path_factory.mktemp("house"))
    house.start()
    yield house
    house.stop()


@pytest.fixture(scope="package")  # a second Playwright cannot start while one runs
def playwright() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium; each person gets a context of their own in it."""
    browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
    yield browser
    browser.close()


@pytest.fixture
def visitors(house: House, browser: Browser) -> Iterator["Visitors"]:
    """Make visitors, each in a browser of their own; closes them and checks what they noticed."""
    made = Visitors(house, browser)
    yield made
    made.leave()


class Visitors:
    """Makes visitors and remembers them."""

    def __init__(self, house: House, browser: Browser) -> None:
        self._house, self._browser = house, browser
        self._made: list[Visitor] = []

    def new(
        self,
        name: str,
        *,
        scripts: bool = True,
        width: int = 390,
        height: int = 844,
        dark: bool = False,
    ) -> Visitor:
        """Return a new visitor in an empty browser."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        visitor = Visitor(name, context, self._house.url, scripts=scripts)
        self._made.append(visitor)
        return visitor

    def leave(self) -> None:
        """Close every browser; nobody may have asked another host or met a policy violation."""
        for visitor in self._made:
            chromium.close(visitor.context)
        for visitor in self._made:
            assert visitor.asked_elsewhere == [], f"{visitor.name} asked another host"
            assert visitor.complaints == [], f"{visitor.name}'s browser complained"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  our own server
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
