"""Pages for requests that no view sees: refused, too large, too many, and our own faults.

Each is rendered without a visit, and falls back to a plain page when even that does not work.
"""

import logging
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from nearer.project.environment import is_loopback

log = logging.getLogger(__name__)

PLAIN = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Notes</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{heading}</h1><p>{text}</p>
<p><a href="/help">{help}</a></p>
<form method="post" action="/leave"><button>{leave}</button></form></main></body>
</html>
"""
Message = tuple[object, object]
FAULT: Message = (
    _("This page did not open"),
    _("The fault is here, not with you. What you saved before is safe. Try again in a minute."),
)
UNREADABLE: Message = (
    _("This page did not open"),
    _("What arrived here could not be read. Nothing was changed."),
)
LARGE: Message = (
    _("That was more than fits here"),
    _("Nothing of it was kept. Go back and send less."),
)
BUSY: Message = (_("Many are signing in"), _("Try again in a minute. Nothing was changed."))


def page(template: str, plain: Message, **context: str) -> str:
    """Return a whole page, or the plain one with the same message."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", "/", "/"
    request.visit = None  # type: ignore[attr-defined]
    try:
        return render_to_string(template, context, request)
    except Exception:
        # Whatever broke the page must not take the message with it.
        log.exception("a page without a visit did not render")
        heading, text = (escape(str(part)) for part in plain)
        words = {"help": escape(_now("Help now")), "leave": escape(_now("Leave"))}
        return PLAIN.format(heading=heading, text=text, **words)


def other_origin(own: str, said: str) -> HttpResponse:
    """Return the refusal of a form that another site sent, or that came by an unknown address."""
    return _refused(own, said, status=403)


def other_host(said: str) -> HttpResponse:
    """Return the refusal of a request for a name that this copy does not answer to."""
    return _refused("", said, status=400)


def fault(request: HttpRequest) -> HttpResponse:
    """Return the page for an error of ours (Django's handler500)."""
    return HttpResponseServerError(page("ui/500.html", FAULT))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a request that cannot be read (Django's handler400)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return HttpResponse(page("ui/413.html", LARGE), status=413)
    return HttpResponse(page("project/unreadable.html", UNREADABLE), status=400)


def from_the_loop() -> dict[int, bytes]:
    """Return the pages that the bridge sends itself, rendered once."""
    unreadable = page("project/unreadable.html", UNREADABLE).encode()
    return {
        400: unreadable,
        408: unreadable,
        413: page("ui/413.html", LARGE).encode(),
        503: page("ui/503.html", BUSY).encode(),
    }


def _refused(own: str, said: str, *, status: int) -> HttpResponse:
    value = said if is_loopback(urlsplit(said).hostname or "") else _with_tls(said)
    text = _now("This did not come from a page of this copy.")
    if said:
        # The setting's name comes in from outside, so that no translation can change it.
        remedy = _now("Its host can set %(setting)s if that is its address.")
        text = f"{text} {remedy % {'setting': f'NEARER_URL={value}'}}"
    plain = (_now("Nothing was changed"), text)
    whole = page("project/refused.html", plain, own=own, said=said, value=value)
    return HttpResponse(whole, status=status)


def _with_tls(origin: str) -> str:
    # Other machines are reached over TLS or not at all: no other value would be accepted.
    return origin.replace("http://", "https://", 1)
