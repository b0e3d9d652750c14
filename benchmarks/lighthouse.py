"""Lighthouse on four pages of a throwaway copy: a phone, a slow network, two people prepared.

Run `python -m benchmarks.lighthouse`. The pages are reached as people reach them, in
a real browser; Lighthouse then loads each on its own, with the session's cookie.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests import chromium
from tests.journeys.conftest import House, Visitors
from tests.journeys.people import Visitor, pair

VERSION = "12.8.2"
BAR = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = ("/sign-in", "/today", "/check/receive/1?length=signs", "/picture")
SIGNED_OUT = ("/sign-in",)
WITHIN = 180
QUESTIONS = 16
CHROME_FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage"

Scores = dict[str, int]


@contextmanager
def prepared() -> Iterator[tuple[str, str]]:
    """Serve a copy in which two have opened their picture; give its address and Ada's cookie."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        try:
            house.start()
            visitors = Visitors(house, browser)
            ada = _two_with_a_picture(visitors)
            cookie = _cookie(ada)
            visitors.leave()
            yield house.url, cookie
        finally:
            browser.close()
            house.stop()


def scores(command: list[str], url: str, cookie: str) -> Scores:
    """Return Lighthouse's scores of one page, from 0 to 100."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        done = subprocess.run(  # noqa: S603  the command is the caller's own
            [*command, url, *_flags(report, cookie)],
            env=os.environ | {"CHROME_PATH": chromium.path() or ""},
            capture_output=True,
            text=True,
            timeout=WITHIN,
            check=False,
        )
        if done.returncode or not report.exists():
            sys.exit(f"{shlex.join(command)} did not read {url}: {done.stderr[-1000:]}")
        return read(json.loads(report.read_text(encoding="utf-8")), url)


def read(report: dict[str, Any], url: str) -> Scores:
    """Return a report's scores; a report of another page, or of a locked one, has none."""
    shown, failed = report.get("finalDisplayedUrl"), report.get("runtimeError")
    if failed or shown != url:
        sys.exit(f"{url} was not read; the browser came to {shown}: {failed}")
    found = report["categories"]
    return {name: round(100 * (found[name]["score"] or 0)) for name in CATEGORIES}


def too_low(scores: Scores) -> list[str]:
    """Return the categories below the bar."""
    return [name for name, score in scores.items() if score < BAR]


def command_of(given: str | None) -> list[str]:
    """Return how to call Lighthouse: the given command, or npx with the version of this page."""
    if given:
        return shlex.split(given)
    if shutil.which("npx") is None:
        sys.exit(
            "npx is not installed. Install Node 18.16 or later, which brings it "
            "(Debian: apt install nodejs npm), or name a Lighthouse: --lighthouse PATH"
        )
    return ["npx", "--yes", f"lighthouse@{VERSION}"]


def main(given: list[str] | None = None) -> int:
    """Print the three scores of every page; return 1 if one is below the bar."""
    parser = ArgumentParser(prog="python -m benchmarks.lighthouse")
    parser.add_argument("--lighthouse", metavar="PATH", help="a Lighthouse of your own, for npx")
    command = command_of(parser.parse_args(given).lighthouse)
    low = False
    print(f"{'page':32}{''.join(f'{name:>16}' for name in CATEGORIES)}")
    with prepared() as (url, cookie):
        for page in PAGES:
            found = scores(command, url + page, "" if page in SIGNED_OUT else cookie)
            low = low or bool(too_low(found))
            print(f"{page:32}{''.join(f'{score:16}' for score in found.values())}", flush=True)
    print(f"bar: {BAR} each")
    return 1 if low else 0


def _flags(report: Path, cookie: str) -> list[str]:
    # In a file that only this person reads: a command line is open to everybody here.
    headers = report.with_name("headers.json")
    headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), encoding="utf-8")
    return [
        "--quiet",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={CHROME_FLAGS}",
        f"--extra-headers={headers}",
    ]


def _two_with_a_picture(visitors: Visitors) -> Visitor:
    ada, ben = visitors.new("Ada"), visitors.new("Ben")
    for visitor in (ada, ben):
        visitor.joins()
    pair(ada, ben)
    for visitor, shift in ((ada, 0), (ben, 2)):
        for direction in ("receive", "give"):
            _answers_every_sign(visitor, direction, shift)
        visitor.sends("/envelope", do="seal")
    for visitor in (ada, ben):
        visitor.sends("/envelope", do="ready")
    ada.opens("/picture")
    ada.presses("See the picture")  # before the first look at it stands how to look
    ada.sees("Ben says")
    return ada


def _answers_every_sign(visitor: Visitor, direction: str, shift: int) -> None:
    for number in range(1, QUESTIONS + 1):
        degree = 1 + (number // 2 + shift) % 5
        visitor.sends(f"/check/{direction}/{number}", answer=str(degree), length="signs")


def _cookie(visitor: Visitor) -> str:
    return "; ".join(f"{one.get('name')}={one.get('value')}" for one in visitor.context.cookies())


if __name__ == "__main__":
    sys.exit(main())
