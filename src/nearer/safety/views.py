"""What anyone may open, signed in or not: Help now, and what makes it work without a network."""

import json
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from nearer.house.routes import Who, page
from nearer.safety import pages

WORKER = (Path(__file__).parent / "content" / "worker.js").read_text(encoding="ascii")
ICONS = (
    ("ui/icons/app-neutral.svg", "any", "any", "image/svg+xml"),
    ("ui/icons/app-neutral-192.png", "192x192", "any", "image/png"),
    ("ui/icons/app-neutral-512.png", "512x512", "any", "image/png"),
    ("ui/icons/app-neutral-maskable-192.png", "192x192", "maskable", "image/png"),
    ("ui/icons/app-neutral-maskable-512.png", "512x512", "maskable", "image/png"),
)
# The ground of the page in daylight; a manifest cannot follow the dark.
GROUND = "#f5ecea"


@page(Who.ANYONE, still=True)
def help_now(request: HttpRequest) -> HttpResponse:
    """Show who to ring: the same bytes for everyone."""
    return pages.answer(request, pages.help_now())


@page(Who.ANYONE, still=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Show that there is no network; the service worker keeps this page."""
    return pages.answer(request, pages.offline())


@page(Who.ANYONE, still=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """Name the app for a home screen, neutrally, and the same for everyone."""
    icons = [
        {"src": static(name), "sizes": sizes, "purpose": purpose, "type": kind}
        for name, sizes, purpose, kind in ICONS
    ]
    name = _("Notes")
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "id": "/",
            "start_url": "/",
            "scope": "/",
            # An ordinary tab: an own window would stay open under the page that Leave shows.
            "display": "browser",
            "background_color": GROUND,
            "theme_color": GROUND,
            "icons": icons,
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


@page(Who.ANYONE, still=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, with the list of all that it may ever keep."""
    keeps = {
        "name": f"notes-{pages.version()}",
        "help": reverse("safety:help"),
        "offline": reverse("safety:offline"),
        "files": pages.files(),
    }
    return HttpResponse(
        f"const KEEPS = {json.dumps(keeps)};\n{WORKER}",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
