"""The pages that are the same bytes for everyone, and what the service worker keeps of them.

They hold nothing of the reader, so they are rendered without a request, may be compressed and kept.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from nearer.safety.help import lands
from nearer.safety.lines import shown_lines

# An hour: a number that was mended reaches everybody the same day, and Back is instant.
KEEP_SECONDS = 3600


@dataclass(frozen=True)
class Still:
    """A page that never differs: its bytes, the same compressed, and their tag."""

    body: bytes
    packed: bytes
    tag: str


def help_now() -> Still:
    """Return Help now in the language of this request."""
    return _help(get_language() or settings.LANGUAGE_CODE)


def offline() -> Still:
    """Return the page that stands in for one that the network did not bring."""
    return _offline(get_language() or settings.LANGUAGE_CODE)


def answer(request: HttpRequest, still: Still) -> HttpResponse:
    """Answer with a still page: 304 when it is known, compressed for whoever can read that."""
    tag = f'"{still.tag}"'
    known = get_conditional_response(request, etag=tag)
    response = known if known is not None else _whole(request, still)
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def files() -> list[str]:
    """Return the address of every style sheet, script, icon and font that the still pages name."""
    text = (help_now().body + offline().body).decode()
    named = re.findall(rf'(?:href|src)="({re.escape(settings.STATIC_URL)}[^"#]+)', text)
    return sorted(set(named))


def version() -> str:
    """Return a name that changes when anything that the worker keeps changes."""
    digest = hashlib.sha256(help_now().body + offline().body)
    for address in files():
        digest.update(_content(address.removeprefix(settings.STATIC_URL)))
    return digest.hexdigest()[:16]


def _whole(request: HttpRequest, still: Still) -> HttpResponse:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(still.body)
    # Compressing gives away nothing here: no byte of the page depends on the reader or on a secret.
    return HttpResponse(still.packed, headers={"Content-Encoding": "gzip"})


@cache
def _help(language: str) -> Still:
    return _still("safety/help.html", {"lands": lands(shown_lines())})


@cache
def _offline(language: str) -> Still:
    return _still("safety/offline.html", {})


def _still(template: str, values: dict[str, Any]) -> Still:
    whole = {
        **values,
        "demo": getattr(settings, "NEARER_DEMO", False),
        "leave_target": getattr(settings, "NEARER_LEAVE", ""),
        "icon_set": "neutral",
    }
    # No request: nothing of a reader can get in, whatever the base template asks for.
    text = render_to_string(template, whole)
    body = text.encode()
    return Still(body, gzip.compress(body, 9, mtime=0), hashlib.sha256(body).hexdigest()[:16])


def _content(name: str) -> bytes:
    """Return a static file's bytes; a collected one carries the hash of its bytes in its name."""
    found = finders.find(name)
    return Path(found).read_bytes() if found else name.encode()
