"""From cookie to visit: opens the sealed session, hands the page a visit, saves what changed."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from time import time

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from nearer.house.routes import declaration_of
from nearer.people import introductions
from nearer.vault import factors, invitations, leaving, sessions
from nearer.vault import visit as visits
from nearer.vault.errors import VaultError
from nearer.vault.visit import AnyRequest, Visit

log = logging.getLogger(__name__)

SEEN_EVERY = 60
SAFE = ("GET", "HEAD", "OPTIONS")


class VisitMiddleware:
    """Give every request its `visit`: None signed out, and no row and no cookie then."""

    def __init__(self, get_response: Callable[[AnyRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: AnyRequest) -> HttpResponse:
        """Open, answer, save. A page reads one moment of the records, in its person's own time."""
        value = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        left = bool(request.COOKIES.get(leave_cookie()))
        if left:
            sessions.end_now_or_later(value)
        still = _is_still(request)
        is_nobodys = left or still or not value
        visit, waiting = (None, None) if is_nobodys else _begin(value)
        request.visit = visit
        request.waiting = waiting  # type: ignore[attr-defined]  # asked for by the second step only
        if visit is not None and request.method not in SAFE:
            _finish_what_is_due(visit)
        zone = visit.zone if visit is not None else None
        with nullcontext() if still else _one_moment(request), timezone.override(zone):
            response = self.get_response(request)
        if visit is not None and visit.session is not None:
            _save(visit.session, visit.now)
        # A doubled tap arrives with the cookie that the first one has just replaced: only a look
        # takes a dead cookie away.
        is_looked_at = request.method in SAFE and not still
        over = left or (value and visit is None and waiting is None and is_looked_at)
        if over and settings.SESSION_COOKIE_NAME not in response.cookies:
            forget_cookies(response)
        return response


def is_known_token(cookie: str) -> bool:
    """Return whether a cookie names a session that stands: such a one is served first."""
    return sessions.is_known(cookie)


def stands(visit: Visit) -> bool:
    """Return whether a visit's session is still there, for what goes on after its request."""
    return visit.session is not None and sessions.stands(visit.session, now=int(time()))


def sign_in(
    request: AnyRequest,
    response: HttpResponse,
    person: bytes,
    master: bytes,
    *,
    by_code: bool = False,
) -> Visit | None:
    """Start a session on a response, in place of the browser's earlier one.

    Where a second step is set the session waits for it, and is nobody's visit yet; by_code: the
    recovery code came, which needs none.
    """
    sessions.end(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    now = datetime.now(UTC)
    value, session = sessions.start(person, master, minutes=15, now=int(now.timestamp()))
    visit = visits.begin(session, now=now)
    if visit is None:
        sessions.end(value)
        return None
    # Nobody has the cookie yet, so there is no moment in which it opens too much.
    session.payload.waits = factors.are_set(visit.keyring) and not by_code
    session.payload.minutes = visit.keyring.settings.minutes
    sessions.save(session)
    if not session.payload.waits:
        introductions.learn(visit)
    set_cookie(response, value)
    return visit


def set_cookie(response: HttpResponse, value: str) -> None:
    """Give the browser a session's cookie; the one by which a script leaves goes."""
    response.set_cookie(
        settings.SESSION_COOKIE_NAME,
        value,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    response.delete_cookie(leave_cookie(), path="/", samesite="Lax")


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """End this browser's session and expire its cookies by name; nothing holds this up."""
    sessions.end_now_or_later(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    forget_cookies(response)


def leave_cookie() -> str:
    """Return the name of the cookie that a script sets in the same task as it hides the page."""
    name: str = settings.SESSION_COOKIE_NAME
    return "__Host-x" if name.startswith("__Host-") else "x" + name.removeprefix("s")


def forget_cookies(response: HttpResponse) -> None:
    """Expire both cookies by name; with their prefix they need Secure even to go."""
    for name in (settings.SESSION_COOKIE_NAME, leave_cookie()):
        response.delete_cookie(name, path="/", samesite="Lax")
        if name.startswith("__Host-"):
            response.cookies[name]["secure"] = True


def _is_still(request: AnyRequest) -> bool:
    """Return whether the page is the same for everybody: Help now stands without a database."""
    try:
        declaration = declaration_of(resolve(request.path_info).func)
    except Resolver404:
        return False
    return declaration is not None and declaration.still


def _begin(value: str) -> tuple[Visit | None, Visit | None]:
    """Return the visit of a cookie, or the one that waits for its second step."""
    now = datetime.now(UTC)
    session = sessions.open_session(value, now=int(now.timestamp()))
    if session is None:
        return None, None
    visit = visits.begin(session, now=now, waiting=session.payload.waits)
    return (None, visit) if session.payload.waits else (visit, None)


def _finish_what_is_due(visit: Visit) -> None:
    """Do one's own part of a pairing that both confirmed, or of an end that the other made."""
    try:
        if visit.over is not None:
            leaving.finish(visit)
        elif visit.us is not None and visit.us.keys.state != "open":
            invitations.finish(visit)
    except VaultError:  # the act itself will meet the same fault and say so
        visit.pages = None


def _one_moment(request: AnyRequest) -> AbstractContextManager[object]:
    if request.method in SAFE:
        return transaction.atomic(using="snapshot")
    return nullcontext()


def _save(session: sessions.Session, now: datetime) -> None:
    """Save what changed. That it was used is no reason to fail: on a full disk pages still read."""
    sessions.save(session)
    seconds = int(now.timestamp())
    if seconds - session.payload.seen < SEEN_EVERY:
        return
    session.payload.seen = seconds
    try:
        with transaction.atomic():
            sessions.save(session)
    except DatabaseError:
        log.warning("a session's time could not be moved on; it ends earlier")
