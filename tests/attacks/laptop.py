"""A laptop that several use: one real profile on a disk, and all that lies in it."""

import os
import re
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

from tests import chromium
from tests.attacks.faults import Planted

NEUTRAL = re.compile("^https://")
# Not by answering in the network's place, which would switch the browser's own cache off.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"


@dataclass
class Laptop:
    """One profile on a disk, and the house that it visits."""

    profile: Path
    house: Planted
    playwright: Playwright

    def opened(self, *, scripts: bool = True) -> BrowserContext:
        """Open its window; of all hosts it finds only this machine."""
        return self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=chromium.path(),
            args=[*chromium.ARGS, ALONE],
            java_script_enabled=scripts,
        )

    def kill(self) -> None:
        """End its browser in the middle of whatever it does."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = (process / "cmdline").read_bytes()
                if (
                    f"--user-data-dir={self.profile}".encode() in command
                    and b"--type=" not in command
                ):
                    os.kill(int(process.name), signal.SIGKILL)

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


def _holds(content: bytes, word: str) -> bool:
    forms = (word.encode(), word.replace(" ", "+").encode(), word.encode("utf-16-le"))
    return any(form in content for form in forms)
