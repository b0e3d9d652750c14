"""Which browser the tests use; run as a command it says whether there is one that starts."""

import json
import shutil
import sys
import time
from contextlib import suppress
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path() -> str | None:
    """Return the installed Chromium; None lets Playwright use the one that it fetched."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def starts() -> bool:
    """Say whether a browser starts here."""
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(executable_path=path(), args=ARGS).close()
        except Error:
            return False
    return True


def close(context: BrowserContext) -> None:
    """End a context; each of its pages is emptied first.

    Chromium forgets that a page is to close if it is told so amid the way to another page, and
    Playwright then waits for it without end.
    """
    for page in context.pages:
        page.on("dialog", lambda asked: asked.accept())  # what was typed may go
        empty(page)
    context.close()


def empty(page: Page) -> None:
    """Leave what the page shows, also where it is just on its way to another one."""
    for _ in range(9):
        with suppress(Error):  # the page was still on its way
            page.goto("about:blank", timeout=5_000)
            return
        time.sleep(0.3)
    page.goto("about:blank")


def told(context: BrowserContext) -> Any:
    """Return what a page wrote into `localStorage.told` on its way out.

    A call back into the test would be lost where the browser leaves the page before it is made.
    """
    kept = [one for origin in context.storage_state()["origins"] for one in origin["localStorage"]]
    return next((json.loads(one["value"]) for one in kept if one["name"] == "told"), None)


if __name__ == "__main__":
    sys.exit(0 if starts() else 1)
