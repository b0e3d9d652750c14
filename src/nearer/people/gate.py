"""Who may pass: one unlock page for every private address, real or not; the session's own token."""

import hmac
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.routes import Declaration, Who, declaration_of
from nearer.people import carried, copies, first
from nearer.vault.errors import NotLookedOver
from nearer.vault.visit import AnyRequest, Visit

SAFE = ("GET", "HEAD", "OPTIONS")
# Leave never refuses. A way in holds no token: its page was made before the session that it meets,
# which another tab began, or which belongs to somebody who has forgotten the passphrase.
WITHOUT_TOKEN = (
    "people:leave",
    "people:sign-in",
    "people:sign-in-quick",
    "people:step",
    "people:lost",
)
# What may be written before a restored copy was looked over: stops, settings, one's own safety.
OWN = ("people", "safety")


class GateMiddleware:
    """Let a request reach its view only if the view's declaration allows it."""

    def __init__(self, get_response: Callable[[AnyRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyRequest) -> HttpResponse:
        """Answer; signed out, an address that does not exist looks like one that is private."""
        response = self.get_response(request)
        if response.status_code == 404 and request.visit is None:
            return carried.unlock_page(request, None)
        return response

    def process_exception(self, request: AnyRequest, error: Exception) -> HttpResponse | None:
        """Give back what waits until the other has looked over a restored copy, too."""
        match = request.resolver_match
        if match is None or not isinstance(error, NotLookedOver):
            return None
        return carried.hold_back(request, declaration_of(match.func), other=True)

    def process_view(
        self, request: AnyRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Turn away who may not use the view. A view without a declaration is nobody's."""
        declaration = declaration_of(view)
        visit = request.visit
        if visit is None:
            is_open = declaration is not None and declaration.who is Who.ANYONE
            return None if is_open else carried.unlock_page(request, declaration)
        if request.method in SAFE:
            return first.before(request, visit)
        if _has_token(request, visit.token):
            return _held_back(request, visit, declaration)
        again = carried.show_again_here(request, declaration)
        return again or render(request, "people/stale.html", status=403)


def _held_back(
    request: AnyRequest, visit: Visit, declaration: Declaration | None
) -> HttpResponse | None:
    """Keep what a room would write, until its person has looked over a restored copy."""
    match = request.resolver_match
    if declaration is None or request.method not in declaration.methods:
        return None
    if match is None or match.namespace in OWN or not copies.holds_back(visit):
        return None
    return carried.hold_back(request, declaration)


def _has_token(request: AnyRequest, token: str) -> bool:
    match = request.resolver_match
    if match is not None and match.view_name in WITHOUT_TOKEN:
        return True
    sent = request.headers.get("X-Token") or request.POST.get("token", "")
    return hmac.compare_digest(sent.encode(), token.encode())
