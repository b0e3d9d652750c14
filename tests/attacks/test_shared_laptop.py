"""A browser that two share: whichever way one ends, the other finds nothing in it.

Elsewhere: the whole journey, closed and killed, in tests/journeys/test_disk.py; Back, a lost Leave
and the page that hides at once in tests/journeys/test_leave.py; Leave at every width in
tests/journeys/test_pages.py; signed out without a network in tests/journeys/test_offline.py.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Playwright, sync_playwright

from tests import chromium
from tests.attacks import storm
from tests.attacks.faults import Planted, standing
from tests.attacks.laptop import NEUTRAL, Laptop
from tests.attacks.storm import Owner
from tests.house.addresses import addresses
from tests.journeys.people import Visitor
from tests.journeys.places import NO_PAGE

pytestmark = pytest.mark.browser

CALLED, WRONG, HALF = "Brambleworth", "nightjar over barley", "hollyhock after rain"
# What Ada wrote earlier, and has open again today.
NOTE, DRAFT = "sandpiper by the weir", "bullfinch at the gate"
# What Ben is called, and what he opens: the pages that Ada had open, and where her words would lie.
BEN = "Rowan"
OPENED = ("/today", "/invite", "/entries", "/talks/name", "/words", "/letters", "/room", "/you")
SHOWN = ("Eight sentences about fear", "I watch what I say or do")
TELLING = re.compile(
    r"safe|abuse|fear|violen|couple|partner|relation|marri|love|neglect|private|quit|nearer",
    re.IGNORECASE,
)


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
    ada.sends("/today", quiet="close")
    ada.sends("/note", text=NOTE)
    ada.sends("/words", text=DRAFT, do="talk")
    ada.context.close()
    browser.close()
    return ada


@pytest.fixture(scope="module")
def ben(house: Planted) -> Owner:
    """Ben, who has joined elsewhere too."""
    with ThreadPoolExecutor(1) as apart:  # Playwright has an event loop of its own here
        return apart.submit(lambda: asyncio.run(storm.joins(house.port))).result(60)


@pytest.fixture
def laptop(house: Planted, playwright: Playwright, tmp_path: Path) -> Laptop:
    """A laptop that nobody has used."""
    return Laptop(tmp_path / "profile", house, playwright)


def taps_leave(visitor: Visitor, _: Laptop) -> None:
    """Tap Leave."""
    with visitor.page.expect_request(NEUTRAL):
        visitor.page.locator("form.leave > .exit").click()


def presses_thrice(visitor: Visitor, _: Laptop) -> None:
    """Press Esc three times."""
    with visitor.page.expect_request(NEUTRAL):
        for _ in range(3):
            visitor.page.keyboard.press("Escape")


def closes_the_window(visitor: Visitor, _: Laptop) -> None:
    """Do nothing else: the window is closed next."""
    visitor.sees("A few words")


def kills_the_browser(_: Visitor, laptop: Laptop) -> None:
    """End it as a power cut would."""
    laptop.kill()


CASES = [
    pytest.param("nothing", taps_leave, True, id="Leave"),
    pytest.param("nothing", taps_leave, False, id="Leave, no scripts"),
    pytest.param("nothing", presses_thrice, True, id="keys"),
    pytest.param("nothing", kills_the_browser, True, id="killed"),
    pytest.param("nothing", closes_the_window, True, id="closed"),
    pytest.param("careless", closes_the_window, True, id="closed, without our care"),
]


@pytest.mark.parametrize(("house", "ends", "scripts"), CASES, indirect=["house"], scope="module")
def test_whoever_comes_next_finds_nothing(
    laptop: Laptop,
    ada: Visitor,
    ben: Owner,
    ends: Callable[[Visitor, Laptop], None],
    *,
    scripts: bool,
) -> None:
    careless = "careless" in laptop.house.faults
    own = [ada.key_name, ada.passphrase, CALLED, WRONG, HALF, NOTE, DRAFT]
    _uses_it(laptop, ada, ends, scripts=scripts)
    found, remembered = laptop.found([*own, *SHOWN]), laptop.remembered()
    assert (found == []) is not careless, found
    telling = [text for text in remembered if TELLING.search(text)]
    assert remembered or ends is kills_the_browser  # a browser writes its history after a while
    assert (telling == []) is not careless, telling
    with closing(laptop.opened(scripts=scripts)) as window:
        seen = _looks_everywhere(window, laptop.house.url)
        assert ([word for word in (*own, *SHOWN) if word in seen] == []) is not careless
        visitor = Visitor(BEN, window, laptop.house.url, scripts=scripts)
        shown = _signs_in_and_looks(visitor, ben)
        if not careless:  # in that house his pages are still hers
            assert BEN in shown
            shown += _looks_at_the_quiet_questions(visitor)
            assert _chosen(visitor) == 0
    assert ([word for word in own if word in shown] == []) is not careless


def _uses_it(
    laptop: Laptop, ada: Visitor, ends: Callable[[Visitor, Laptop], None], *, scripts: bool
) -> None:
    window = laptop.opened(scripts=scripts)
    visitor = Visitor(CALLED, window, laptop.house.url, scripts=scripts)
    _writes_half(visitor, ada)
    ends(visitor, laptop)
    with suppress(Error):  # whoever was killed does not answer any more
        window.close()


def _writes_half(visitor: Visitor, ada: Visitor) -> None:
    """Mistype, sign in, read what is there, begin on the private questions and on a note."""
    visitor.opens("/sign-in")
    for passphrase in (WRONG, ada.passphrase):
        _fills_sign_in(visitor, ada.key_name, passphrase)
        visitor.sees("This did not open" if passphrase == WRONG else CALLED)
    _looks_at_the_quiet_questions(visitor)
    visitor.page.locator("input[name=q1][value=yes]").check()
    assert _chosen(visitor) == 1
    visitor.sends("/you", quiet="skip")
    for path, text in (("/entries", NOTE), ("/talks/name", DRAFT)):
        visitor.opens(path)
        visitor.sees(text)
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


def _signs_in_and_looks(visitor: Visitor, ben: Owner) -> str:
    """Sign in, open the pages that Ada had open and go back: all that is shown or filled in."""
    if visitor.is_known_to_the_server():  # a careless house: somebody is still signed in
        visitor.sends("/you", out="yes")
    visitor.opens("/sign-in")
    shown = [_shown(visitor)]
    _fills_sign_in(visitor, ben.name, ben.passphrase)
    visitor.page.wait_for_url(re.compile("/today$"))
    visitor.sends("/today", quiet="close")
    for path in OPENED:
        visitor.opens(path)
        shown.append(_shown(visitor))
    for _ in range(3):
        visitor.page.go_back()
        shown.append(_shown(visitor))
    return "".join(shown)


def _looks_at_the_quiet_questions(visitor: Visitor) -> str:
    visitor.opens("/you")
    visitor.presses("Look at them")
    visitor.presses("No, go on")
    visitor.sees("How is it at home?")
    return _shown(visitor)


def _chosen(visitor: Visitor) -> int:
    """Return how many answers are chosen on the page."""
    return visitor.page.locator("input:checked").count()


def _fills_sign_in(visitor: Visitor, name: str, passphrase: str) -> None:
    visitor.types("Name you chose", name)
    visitor.types("Passphrase", passphrase)
    visitor.presses("Open")


def _shown(visitor: Visitor) -> str:
    """Return the page as it stands, with what its fields hold."""
    fields = visitor.page.locator("input, textarea").evaluate_all("all => all.map(a => a.value)")
    return visitor.page.content() + " ".join(fields)
