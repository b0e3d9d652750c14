"""A browser that two share: whichever way one ends, the other finds nothing in it.

Elsewhere: the whole journey, closed and killed, in tests/journeys/test_disk.py; Back, a lost Leave
and the page that hides at once in tests/journeys/test_leave.py; Leave at every width in
tests/journeys/test_layout.py; signed out without a network in tests/journeys/test_offline.py.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests import chromium
from tests.attacks.faults import Planted, standing
from tests.house.addresses import addresses
from tests.journeys.people import Visitor
from tests.journeys.places import NO_PAGE

pytestmark = pytest.mark.browser

NEUTRAL = re.compile("^https://")
CALLED, WRONG, HALF = "Brambleworth", "nightjar over barley", "hollyhock after rain"
SHOWN = ("Eight sentences about fear", "I watch what I say or do")
TELLING = re.compile(
    r"safe|abuse|fear|violen|couple|partner|relation|marri|love|neglect|private|quit|nearer",
    re.IGNORECASE,
)


@dataclass
class Laptop:
    """One profile on a disk, and the house that it visits."""

    profile: Path
    house: Planted
    playwright: Playwright

    def opened(self, *, scripts: bool = True) -> BrowserContext:
        """Open its window; what is neutral needs no network."""
        context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=chromium.path(),
            args=chromium.ARGS,
            java_script_enabled=scripts,
        )
        context.route(NEUTRAL, lambda route: route.fulfill(body="Weather"))
        return context

    def found(self, words: list[str]) -> list[str]:
        """Return the words that lie anywhere in the profile, as one or two bytes a letter."""
        return [word for word in words if any(_holds(content, word) for content in self._files())]

    def remembered(self) -> list[str]:
        """Return the titles and addresses of ours that its history knows."""
        with closing(sqlite3.connect(self.profile / "Default" / "History")) as known:
            rows = known.execute("SELECT url, title FROM urls").fetchall()
        ours = [(url, title) for url, title in rows if url.startswith(self.house.url)]
        return [text for url, title in ours for text in (url.removeprefix(self.house.url), title)]

    def _files(self) -> Iterator[bytes]:
        for path in self.profile.rglob("*"):
            with suppress(OSError):
                yield path.read_bytes() if path.is_file() else b""


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Playwright, for this module."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Planted]:
    """A house as it is, or one that cares as little as most sites."""
    with standing(tmp_path_factory.mktemp("house"), request.param) as house:
        yield house


@pytest.fixture(scope="module")
def ada(house: Planted, playwright: Playwright) -> Visitor:
    """Ada, who has joined on a device of her own."""
    browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
    ada = Visitor(CALLED, browser.new_context(), house.url, scripts=True)
    ada.joins()
    ada.context.close()
    browser.close()
    return ada


@pytest.fixture
def laptop(house: Planted, playwright: Playwright, tmp_path: Path) -> Laptop:
    """A laptop that nobody has used."""
    return Laptop(tmp_path / "profile", house, playwright)


def taps_leave(visitor: Visitor) -> None:
    """Tap Leave."""
    with visitor.page.expect_request(NEUTRAL):
        visitor.page.locator("form.leave > .exit").click()


def presses_thrice(visitor: Visitor) -> None:
    """Press Esc three times."""
    with visitor.page.expect_request(NEUTRAL):
        for _ in range(3):
            visitor.page.keyboard.press("Escape")


def closes_the_window(visitor: Visitor) -> None:
    """Do nothing else: the window is closed next."""
    visitor.sees("A few words")


CASES = [
    pytest.param("nothing", taps_leave, True, id="Leave"),
    pytest.param("nothing", taps_leave, False, id="Leave, no scripts"),
    pytest.param("nothing", presses_thrice, True, id="keys"),
    pytest.param("nothing", closes_the_window, True, id="closed"),
    pytest.param("careless", closes_the_window, True, id="closed, without our care"),
]


@pytest.mark.parametrize(("house", "ends", "scripts"), CASES, indirect=["house"])
def test_whoever_comes_next_finds_nothing(
    laptop: Laptop, ada: Visitor, ends: Callable[[Visitor], None], *, scripts: bool
) -> None:
    careless = "careless" in laptop.house.faults
    words = [ada.key_name, ada.passphrase, CALLED, WRONG, HALF, *SHOWN]
    with closing(laptop.opened(scripts=scripts)) as window:
        visitor = Visitor(CALLED, window, laptop.house.url, scripts=scripts)
        _writes_half(visitor, ada)
        ends(visitor)
    found, remembered = laptop.found(words), laptop.remembered()
    assert (found == []) is not careless, found
    telling = [text for text in remembered if TELLING.search(text)]
    assert remembered
    assert (telling == []) is not careless, telling
    with closing(laptop.opened(scripts=scripts)) as window:
        seen = _looks_everywhere(window, laptop.house.url)
    assert ([word for word in words if word in seen] == []) is not careless


def _writes_half(visitor: Visitor, ada: Visitor) -> None:
    """Mistype, sign in, look at the private questions, and begin a note."""
    visitor.opens("/sign-in")
    for passphrase in (WRONG, ada.passphrase):
        visitor.types("Name you chose", ada.key_name)
        visitor.types("Passphrase", passphrase)
        visitor.presses("Open")
        visitor.sees("This did not open" if passphrase == WRONG else CALLED)
    visitor.opens("/you")
    visitor.presses("Look at them")
    visitor.presses("No, go on")
    visitor.sees("How is it at home?")
    visitor.sends("/you", quiet="skip")
    visitor.opens("/invite")
    visitor.skips_the_quiet_questions()
    visitor.opens("/invite")
    visitor.types("A few words", HALF)
    visitor.page.wait_for_timeout(1200)  # a browser saves what was typed after a while


def _looks_everywhere(window: BrowserContext, url: str) -> str:
    """Go back as far as it goes, then open every address: all that was shown."""
    page, seen = window.pages[0], []
    for _ in range(3):
        page.go_back()
        seen.append(page.content())
    paths = [
        address.path
        for address in addresses()
        if "GET" in address.declaration.methods and address.name not in NO_PAGE
    ]
    return "".join([*seen, *(window.request.get(url + path).text() for path in paths)])


def _holds(content: bytes, word: str) -> bool:
    forms = (word.encode(), word.replace(" ", "+").encode(), word.encode("utf-16-le"))
    return any(form in content for form in forms)
