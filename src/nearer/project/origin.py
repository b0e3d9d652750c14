"""Where an unsafe request came from: our own pages, or nowhere.

A browser says the Origin of every form and fetch; where it leaves that out, Sec-Fetch-Site must
say `same-origin`. Neither: refused. Leave alone is never refused: from elsewhere it ends nothing.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from nearer.project import refusals

SAFE = ("GET", "HEAD", "OPTIONS")
SHAPE = re.compile(r"https?://[a-z0-9.\-:\[\]]{1,253}")


class OriginMiddleware:
    """Pass on what our own pages sent; `request.foreign` marks a Leave from elsewhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or refuse it with the setting that would mend it."""
        request.foreign = False  # type: ignore[attr-defined]
        try:
            own = own_origin(request)
        except DisallowedHost:
            return refusals.other_host(_said_host(request))
        if request.method not in SAFE and not _from_our_pages(request, own):
            if request.path_info != reverse("people:leave"):
                return refusals.other_origin(own, _said_origin(request))
            request.foreign = True  # type: ignore[attr-defined]
        return self.get_response(request)


def own_origin(request: HttpRequest) -> str:
    """Return the origin that our pages have: the configured one, or that of the request's host."""
    host = request.get_host().lower()
    return settings.NEARER_ORIGIN or f"{request.scheme}://{host}"


def _from_our_pages(request: HttpRequest, own: str) -> bool:
    said = request.headers.get("Origin")
    if said is not None:
        return said.lower() == own
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _said_origin(request: HttpRequest) -> str:
    """Return the Origin if the browser is at that address; another site's is never suggested."""
    said = request.headers.get("Origin", "").lower()
    is_here = said.partition("://")[2] == request.get_host().lower()
    return said if is_here and SHAPE.fullmatch(said) else ""


def _said_host(request: HttpRequest) -> str:
    said = f"https://{request.META.get('HTTP_HOST', '').lower()}"
    return said if SHAPE.fullmatch(said) else ""
