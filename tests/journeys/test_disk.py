"""What a browser leaves on its disk: no word that was typed or shown, however it was closed.

A page without our care stands beside ours, in the same browser: once its word is found on the disk,
whatever of ours would have come there has come there too.
"""

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests import chromium
from tests.journeys.conftest import House
from tests.journeys.people import Visitor

pytestmark = pytest.mark.browser

# Each is found nowhere else on a machine. The first three are typed, or shown again by a page.
NAME, CALLED, OWN = "quillfeather", "Brambleworth", "mirkwater thistledown 7 lampwick"
NOTE, LONG, WRONG = "sandpiper by the weir", "hollyhock after rain", "nightjar over barley"
UNSENT = "bullfinch at the gate"
TRIED = "45154125"
SHOWN = ("I watch what I say or do", "Eight sentences about fear", "Two things that reach you")
WORDS = (
    NAME,
    CALLED,
    OWN,
    NOTE,
    LONG,
    WRONG,
    UNSENT,
    f"receive:{TRIED}",
    f"receive%3A{TRIED}",
    *SHOWN,
)
CARELESS = "wagtail upon the sluice"
FLUSHED_WITHIN = 60


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("closed", ["closed", "killed"])
def test_no_word_is_left_on_the_disk(
    house: House,
    playwright: Playwright,
    careless: str,
    tmp_path: Path,
    closed: str,
    scripts: bool,
) -> None:
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium.path(),
        args=chromium.ARGS,
        java_script_enabled=scripts,
        timezone_id="Europe/Berlin",
    )
    code = _types_everywhere(Visitor("Rowan", context, house.url, scripts=scripts))
    _types_carelessly(context, careless, profile)
    if closed == "killed":
        _kill(profile)
    with suppress(Exception):  # whoever was killed does not answer any more
        context.close()
    assert _found(profile, (CARELESS,)), "a page without our care leaves its word"
    assert _found(profile, (*WORDS, *code)) == []
    assert _offers_to_save(profile) == 0, "the browser offered to save a passphrase"


@pytest.fixture(scope="module")
def careless() -> Iterator[str]:
    """A page on this machine with a plain form, answered by a page."""
    server = HTTPServer(("127.0.0.1", 0), Careless)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


class Careless(BaseHTTPRequestHandler):
    """What most pages are: a form, and an answer that any browser may keep."""

    PAGE = b"<form method=post><input name=note><button>Save</button></form>"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer()

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(self.PAGE)))
        self.end_headers()
        self.wfile.write(self.PAGE)


def _types_everywhere(rowan: Visitor) -> list[str]:
    """Type a word in every place where a page answers a form, or where it is kept.

    Return the recovery code as it was shown and typed.
    """
    page = rowan.page
    rowan.key_name += NAME
    for path, label, text in (
        ("/lost", "code", NOTE),
        ("/j", "code", LONG),
        ("/j/words", "words", WRONG),
    ):
        rowan.opens(path)
        page.locator(f"main input[name={label}]").fill(text)
        page.locator(f"main input[name={label}]").press("Enter")
        page.locator("[aria-invalid]").first.wait_for()
    rowan.opens("/try")
    rowan.presses("Start")
    for degree in TRIED:
        page.locator(f"button[name=answer][value='{degree}']").click()
        page.wait_for_load_state()
    rowan.sees("Keep this")
    rowan.presses("Keep this")
    rowan.types("What you like to be called", CALLED)
    rowan.presses("Go on")  # the name is missing: a form error
    rowan.types("A name to sign in with", rowan.key_name)
    rowan.page.get_by_label("Your time zone").select_option("Europe/Berlin")
    rowan.presses("Go on")
    rowan.types("Type the four words once", WRONG)
    rowan.presses("Lock and go on")
    page.locator("[aria-invalid]").first.wait_for()
    rowan.presses("Use my own")
    rowan.types("A passphrase of your own", OWN)
    rowan.types("The same once more", WRONG)
    page.get_by_label("I am 18 or older").check()
    rowan.presses("Lock and go on")
    rowan.sees("The two are not the same")
    rowan.types("A passphrase of your own", OWN)
    rowan.types("The same once more", OWN)
    rowan.presses("Lock and go on")
    rowan.is_at("/join/code")
    code = page.locator("section .num").inner_text().strip()
    rowan.keeps_the_code()
    rowan.opens("/today")
    rowan.sees(CALLED)
    _answers_in_private(rowan)
    _invites(rowan)
    _unlocks(rowan)
    rowan.opens("/j/words")
    page.locator("main input[name=words]").fill(UNSENT)
    return [code, code.replace(" ", ""), code.replace(" ", "-")]


def _answers_in_private(rowan: Visitor) -> None:
    rowan.opens("/you")
    rowan.presses("Look at them")
    rowan.presses("No, go on")
    rowan.sees("How is it at home?")
    for number in range(1, 9):
        rowan.page.locator(f"input[name=q{number}][value=no]").check()
    rowan.presses("Go on")
    rowan.sees("That was all")
    rowan.presses("Go on")


def _invites(rowan: Visitor) -> None:
    rowan.opens("/invite")
    rowan.types("A few words", f"{LONG} " * 200)
    rowan.presses("Share as an invitation")
    rowan.page.locator("[aria-invalid]").wait_for()
    rowan.types("A few words", NOTE)
    rowan.presses("Share as an invitation")
    rowan.sees("Your invitation lies ready")
    rowan.sees(NOTE)


def _unlocks(rowan: Visitor) -> None:
    """A form sent after the session's end, a wrong passphrase, and in the end Leave."""
    rowan.presses("Take it back")
    rowan.types("A few words", NOTE)
    rowan.context.clear_cookies()
    rowan.presses("Share as an invitation")
    rowan.sees("Locked")
    for passphrase in (WRONG, OWN):
        rowan.types("Name you chose", rowan.key_name)
        rowan.types("Passphrase", passphrase)
        rowan.presses("Open")
        rowan.sees("This did not open" if passphrase == WRONG else "This was not saved yet")
    rowan.sees(NOTE)
    rowan.presses("Do what I had chosen")
    rowan.sees("Your invitation lies ready")
    if rowan.scripts:
        _unlocks_in_place(rowan)


def _unlocks_in_place(rowan: Visitor) -> None:
    """The cover that lies over a page after quiet minutes."""
    rowan.page.clock.install()
    rowan.opens("/you")
    rowan.page.clock.fast_forward(16 * 60 * 1000)
    rowan.types("Name you chose", rowan.key_name)
    rowan.types("Passphrase", OWN)
    rowan.presses("Open")
    rowan.sees("Who can see what")
    rowan.opens("/steps")


def _types_carelessly(context: BrowserContext, address: str, profile: Path) -> None:
    """Type into a plain page, twice, and wait until the disk knows it."""
    page = context.new_page()
    page.goto(address)
    for _ in range(2):
        page.locator("[name=note]").fill(CARELESS)
        page.get_by_role("button").click()
        page.wait_for_load_state()
    until = monotonic() + FLUSHED_WITHIN
    while not _found(profile, (CARELESS,)) and monotonic() < until:
        sleep(0.5)


def _kill(profile: Path) -> None:
    """End the browser of this profile as a power cut would."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes()
            if f"--user-data-dir={profile}".encode() in command and b"--type=" not in command:
                os.kill(int(process.name), signal.SIGKILL)


def _offers_to_save(profile: Path) -> int:
    """Return how many passphrases this browser saved, or offered to save."""
    with closing(sqlite3.connect(profile / "Default" / "Login Data")) as known:
        counts = known.execute("SELECT (SELECT count(*) FROM logins), count(*) FROM stats")
        return sum(counts.fetchone())


def _found(profile: Path, words: tuple[str, ...]) -> list[str]:
    """Return which words lie in which file, as bytes of one or of two for each letter."""
    found = []
    for path in profile.rglob("*"):
        with suppress(OSError):
            content = path.read_bytes() if path.is_file() else b""
            forms = [(word, kind) for word in words for kind in ("utf-8", "utf-16-le")]
            found += [
                f"{word} in {path.relative_to(profile)}"
                for word, kind in forms
                if word.encode(kind) in content or word.replace(" ", "+").encode(kind) in content
            ]
    return found
