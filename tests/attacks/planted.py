"""Nearer with faults planted in it, named first with a plus between; its own command line follows.

Here a derivation sleeps for a moment instead of working, and notes how many slept at once in the
file that `DERIVATIONS` names: what is told of it are counts, not times.
"""

import os
import re
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "nearer.project.settings"
django.setup()

from a2wsgi import WSGIMiddleware  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402

from nearer import cli  # noqa: E402
from nearer.project import asgi, headers, lane  # noqa: E402
from nearer.vault import keys  # noqa: E402

MOMENT = 0.03
DERIVATIONS = Path(os.environ["DERIVATIONS"])


class Derivations:
    """Stands in for Argon2id, and counts."""

    def __init__(self) -> None:
        self._lock, self._now = Lock(), 0

    def __call__(self, word: str, salt: bytes) -> bytes:
        """Derive a key after a moment."""
        with self._lock, DERIVATIONS.open("a") as noted:
            self._now += 1
            noted.write(f"{self._now}\n")
        time.sleep(MOMENT)
        with self._lock:
            self._now -= 1
        return sha256(word.encode() + salt).digest()


def nothing() -> None:
    """Plant nothing."""


def first_come() -> None:
    """Serve in order of arrival, whoever was served how often."""
    lane.Lane._rank = lambda self, caller: (False, 0)  # type: ignore[method-assign]


def telling() -> None:
    """Write each wrong sign-in into the log and onto every page."""
    settings.MIDDLEWARE.insert(0, "__main__.told")


def told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Say how often somebody tried to sign in."""
    tries = 0

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal tries
        response = get_response(request)
        if request.path == "/sign-in":
            tries += 1
            sys.stderr.write(f"a try, number {tries}\n")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.content += f"<p>{tries} tries</p>".encode()
        return response

    return answer


def careless() -> None:
    """Keep what browsers keep: form texts, pages, titles, and a session that outlives a window."""
    settings.MIDDLEWARE.insert(0, "__main__.kept")
    headers.STORABLE = ("/",)


def kept(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as most sites do."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for cookie in response.cookies.values():
            cookie["max-age"] = cookie["max-age"] or 3600
        if response.headers.get("Content-Type", "").startswith("text/html"):
            text = re.sub(rb'<input type="password" value="x"[^>]*>', b"", response.content)
            text = text.replace(b' autocomplete="off"', b"")
            response.content = text.replace(b"<title>Notes", b"<title>Private questions")
            response.headers["Cache-Control"] = "max-age=3600"
            del response.headers["Vary"]
        return response

    return answer


def unguarded() -> None:
    """Read bodies as they come and derive keys, all in the page threads."""

    class Bare(WSGIMiddleware):
        def close(self) -> None:
            pass

    def bridge() -> Any:
        return Bare(get_wsgi_application(), workers=4)

    asgi.bridge = bridge


FAULTS = {made.__name__: made for made in (nothing, first_come, telling, careless, unguarded)}

if __name__ == "__main__":
    keys.stretch = Derivations()
    for fault in sys.argv.pop(1).split("+"):
        FAULTS[fault]()
    sys.exit(cli.main())
