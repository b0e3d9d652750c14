"""How long Ada's pages take in two worlds: one in which Ben has done much alone, one without.

Run `python -m benchmarks.two_worlds`. Both are served from copies of one data folder, each by a
process of its own; their requests take turns. SQLite.
"""

import argparse
import re
import secrets
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from scipy.stats import mannwhitneyu

from tests.attacks.crash import PEOPLE, Served
from tests.operate.browsing import Browser
from tests.operate.copies import Place, place

APART = 3.0  # ms between the medians
PAGES = (
    "/today", "/check", "/envelope", "/picture", "/letters", "/talks", "/room", "/entries", "/you",
    "/settings",
)  # fmt: skip
NOTES, FAILED = 60, 10
WARM_UP = 3


class Person:
    """Somebody signed in to one of the copies."""

    def __init__(self, name: str, port: int) -> None:
        self.browser = Browser("localhost", port)
        answer, _ = self.browser.asks("/sign-in", {"name": name, "pass": PEOPLE[name]})
        _must(answer.status == 303, f"{name} does not come in: {answer.status}")
        found = re.search(r'name="token" value="([^"]+)"', self.browser.follows("/note"))
        _must(found, "a page without a token")
        self._token = found[1] if found else ""
        self.send("/today", {"quiet": "close"})

    def send(self, path: str, fields: dict[str, str]) -> None:
        """Send a form, which must be taken."""
        told = {"token": self._token, "key": secrets.token_hex(16), **fields}
        answer, _ = self.browser.asks(path, told)
        _must(answer.status in (200, 303), f"{path}: {answer.status}")

    def takes(self, path: str) -> float:
        """Return how many ms a page takes until its last byte."""
        began = perf_counter()
        answer, _ = self.browser.asks(path)
        took = (perf_counter() - began) * 1000
        _must(answer.status in (200, 303), f"{path}: {answer.status}")
        return took


def lives(ben: Person, port: int) -> None:
    """Do by oneself what the other must not feel."""
    for number in range(NOTES):
        ben.send("/note", {"text": f"A long day, number {number}"})
    for number in range(1, 9):
        ben.send(f"/check/give/{number}", {"answer": "2", "length": "short"})
        ben.send(f"/learned/{1 + number % 3}", {"text": "soup in silence"})
    for part in ("1", "2", "3"):
        ben.send("/aside", {"text": "It was quiet.", "part": part})
    ben.send("/talks/name", {"name-moment": "Tuesday at dinner"})
    for _ in range(FAILED):
        Browser("localhost", port).asks("/sign-in", {"name": "ben", "pass": "not these words"})


def compared(worlds: tuple[Person, Person], path: str, times: int) -> tuple[float, float, float]:
    """Return both medians in ms, and how likely such a difference is where there is none."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(times + WARM_UP):
        turns = (0, 1) if number % 2 else (1, 0)
        for which in turns:
            ms = worlds[which].takes(path)
            if number >= WARM_UP:
                took[which].append(ms)
    likely = float(mannwhitneyu(*took).pvalue)
    return statistics.median(took[0]), statistics.median(took[1]), likely


def main(given: list[str] | None = None) -> int:
    """Print the medians of every page; return 1 if they are too far apart on one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.two_worlds")
    parser.add_argument("--requests", type=int, default=200, help="a page, in each world")
    parser.add_argument("--fault", type=float, default=0.0, metavar="MS", help="plant a delay")
    options = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ports = [stack.enter_context(Served(one)).port for one in _copies(Path(folder))]
        lives(Person("ben", ports[1]), ports[1])
        worlds = Person("ada", ports[0]), Person("ada", ports[1])
        if options.fault:
            worlds[1].takes = _later(worlds[1].takes, options.fault)  # type: ignore[method-assign]
        return _report(worlds, options.requests)


def _report(worlds: tuple[Person, Person], times: int) -> int:
    far = False
    print(f"{'page':12}{'nothing':>12}{'much':>12}{'apart':>10}{'p':>10}")
    for path in PAGES:
        quiet, lively, likely = compared(worlds, path, times)
        far = far or abs(quiet - lively) > APART
        apart = f"{lively - quiet:+9.2f} {likely:9.4f}"
        print(f"{path:12}{quiet:9.2f} ms{lively:9.2f} ms{apart}", flush=True)
    print(f"bar: medians at most {APART:g} ms apart")
    return int(far)


def _copies(folder: Path) -> tuple[Place, Place]:
    first = place(folder / "nothing").fill()
    shutil.copytree(first.folder, folder / "much")
    return first, Place(folder / "much", first.store)


def _later(takes: Callable[[str], float], ms: float) -> Callable[[str], float]:
    return lambda path: takes(path) + ms


def _must(holds: object, why: str) -> None:
    if not holds:
        sys.exit(why)


if __name__ == "__main__":
    sys.exit(main())
