"""What is not there, or not yours: one page for both, the same bytes for everyone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the 404 page (Django's handler404). It is rendered without the request."""
    shown = {
        "demo": getattr(settings, "NEARER_DEMO", False),
        "leave_target": getattr(settings, "NEARER_LEAVE", ""),
    }
    return HttpResponseNotFound(render_to_string("ui/404.html", shown))
