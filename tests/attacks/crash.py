"""Kill a server under writers, again and again: `python -m tests.attacks.crash [TIMES]`.

Each writer sends notes, some of them twice, and sends again what was not acknowledged. At the end
every acknowledged note must be there once. With DATABASE_URL the records lie in PostgreSQL.
"""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import Random
from time import monotonic, sleep

from tests.operate.browsing import Browser
from tests.operate.copies import Place, place

PEOPLE = {"ada": "lantern gravel tuesday plum", "ben": "copper meadow sixty whistle"}
JOINS = """
import sys, django
django.setup()
from nearer.vault import accounts
from nearer.vault.keys import Settings
accounts.create(*sys.argv[1:], Settings(called=sys.argv[1].title()))
"""
WRITERS = 4
UP_WITHIN = 60
AT_LEAST = 16  # so that a run of a few kills on a slow machine has written something, too


@dataclass
class Figures:
    """What came of it: notes acknowledged, lost and doubled; seconds until the slowest start."""

    acknowledged: int
    lost: list[str]
    doubled: list[str]
    slowest: float

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, {len(self.lost)} lost, {len(self.doubled)} doubled,"
            f" up again within {self.slowest:.1f} s"
        )


@dataclass
class Served:
    """A copy that is served by a process which can be killed and is served again at once."""

    copy: Place
    fault: str = ""
    port: int = 0
    server: int = 0
    slowest: float = 0.0
    nursery: "subprocess.Popen[str]" = field(init=False)

    def __enter__(self) -> "Served":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        scratch = self.copy.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        own = {"NEARER_PORT": str(self.port), "TMPDIR": str(scratch)}
        with (self.copy.folder / "console.txt").open("ab") as console:
            self.nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.attacks.nursery", *filter(None, [self.fault])],
                env=self.copy.environment | own,
                cwd=self.copy.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=console,
                text=True,
            )
        self.start()
        return self

    def start(self) -> None:
        """Serve, and wait until it answers."""
        assert self.nursery.stdin
        assert self.nursery.stdout
        begun = monotonic()
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        self.server = int(self.nursery.stdout.readline())
        said = self.nursery.stdout.readline()
        assert said.startswith("Nearer is at "), said
        self.slowest = max(self.slowest, monotonic() - begun)

    def kill(self) -> None:
        """End the server in the middle of whatever it does."""
        os.kill(self.server, signal.SIGKILL)

    def __exit__(self, *_: object) -> None:
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.kill()
        self.nursery.stdin.close()
        self.nursery.wait(30)
        self.nursery.stdout.close()


@dataclass
class Writer:
    """Somebody who writes one note after the other, and sends again what was not acknowledged."""

    browser: Browser
    number: int
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    amiss: list[str] = field(default_factory=list)

    def sign_in(self, name: str, passphrase: str = "") -> None:
        """Come in, and keep the session's token: both outlive the server."""
        told = {"name": name, "pass": passphrase or PEOPLE[name]}
        answer, _ = self.browser.asks("/sign-in", told)
        assert answer.status == 303
        found = re.search(r'name="token" value="([^"]+)"', self.browser.follows("/note"))
        assert found is not None
        self.token = found[1]

    def write_until(self, over: threading.Event) -> None:
        """Write until it is over; the last note is sent until it is acknowledged, too."""
        chance, count = Random(self.number), 0
        while not over.is_set():
            count += 1
            text, key = f"writer {self.number} note {count}", secrets.token_hex(16)
            for _ in range(1 + (chance.random() < 0.5)):
                self._send(text, key)

    def _send(self, text: str, key: str) -> None:
        until = monotonic() + UP_WITHIN
        while monotonic() < until:
            try:
                told = {"token": self.token, "key": key, "text": text}
                answer, _ = self.browser.asks("/note", told)
            except (OSError, HTTPException):
                sleep(0.02)
                continue
            if answer.status == 303:
                self.acknowledged.append(text)
                return
            self.amiss.append(f"{text}: {answer.status}")
            return
        self.amiss.append(f"{text}: no answer")


@contextmanager
def going_on(acts: Iterable[Callable[[threading.Event], None]], *, within: float) -> Iterator[None]:
    """Let each go on in a thread of its own, until it is told that it is over."""
    over = threading.Event()
    threads = [threading.Thread(target=act, args=(over,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(within)


def join(copy: Place, name: str, passphrase: str) -> None:
    """Let somebody join a copy that is not served, with whatever passphrase."""
    assert copy.python("-c", JOINS, name, passphrase).returncode == 0


def crashed(copy: Place, times: int, *, fault: str = "") -> Figures:
    """Kill a lived-in copy so many times under writers; return what is left."""
    chance = Random(times)
    with Served(copy, fault) as served:
        writers = [Writer(Browser("localhost", served.port), n) for n in range(WRITERS)]
        for number, writer in enumerate(writers):
            writer.sign_in("ada" if number % 2 else "ben")
        with going_on([one.write_until for one in writers], within=UP_WITHIN + 30):
            for _ in range(times):
                sleep(chance.uniform(0.05, 0.35))
                served.kill()
                served.start()
            _wait_for(writers, AT_LEAST)
    assert [line for writer in writers for line in writer.amiss] == []
    return _compared({text for one in writers for text in one.acknowledged}, copy, served.slowest)


def _wait_for(writers: list[Writer], notes: int) -> None:
    until = monotonic() + UP_WITHIN
    while sum(len(one.acknowledged) for one in writers) < notes and monotonic() < until:
        sleep(0.05)


def _compared(acknowledged: set[str], copy: Place, slowest: float) -> Figures:
    found: Counter[str] = Counter(
        str(entry["record"].get("text", ""))
        for person in copy.contents().values()
        for entry in person["me"]
    )
    return Figures(
        acknowledged=len(acknowledged),
        lost=sorted(acknowledged - found.keys()),
        doubled=sorted(text for text in acknowledged if found[text] > 1),
        slowest=slowest,
    )


def main() -> None:
    """Kill it 200 times, or as often as told, and say what came of it."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        figures = crashed(place(Path(folder) / "home").fill(), times)
    sys.stdout.write(f"killed {times} times: {figures}\n")
    raise SystemExit(bool(figures.lost or figures.doubled))


if __name__ == "__main__":
    main()
