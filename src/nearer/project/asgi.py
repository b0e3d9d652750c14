"""The app as one uvicorn process serves it; Django must be set up first."""

import time

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import Resolver404, resolve, reverse

from nearer.house.routes import declaration_of
from nearer.people import listening, pins
from nearer.people.sessions import is_known_token, leave_cookie
from nearer.project import refusals, static
from nearer.project.arrival import Doorstep
from nearer.project.bridge import Bridge
from nearer.project.headers import App, Headers, house_headers
from nearer.project.lane import Lane
from nearer.project.live import Live
from nearer.vault import pin


def bridge() -> Bridge:
    """Return the pages and static files behind the bridge."""
    pages = get_wsgi_application()
    return Bridge(
        static.serving(pages),
        doorstep=Doorstep(
            settings.NEARER_ORIGIN, settings.NEARER_SECURE, settings.ENVIRONMENT.proxies
        ),
        lane=Lane(time.monotonic),
        is_slow=is_slow,
        known={settings.SESSION_COOKIE_NAME: is_known_token, pins.cookie_name(): pin.is_known},
        refusals=refusals.from_the_loop(),
        is_unread=lambda path: path == reverse("people:leave"),
    )


def live(pages: Bridge) -> Live:
    """Return the pages with the event stream before them."""
    return Live(
        pages,
        look=listening.of_cookie,
        cookie=settings.SESSION_COOKIE_NAME,
        forget=leave_cookie(),
        origin=settings.NEARER_ORIGIN,
    )


def dressed(app: App) -> Headers:
    """Return an app with the house's headers on all that it answers."""
    return Headers(
        app,
        always=house_headers(
            secure=settings.NEARER_SECURE, leave_origins=settings.ENVIRONMENT.leave_origins
        ),
        fault=refusals.page("ui/500.html", refusals.FAULT),
    )


def is_slow(path: str) -> bool:
    """Say whether a POST to this path derives a key."""
    try:
        declaration = declaration_of(resolve(path).func)
    except Resolver404:
        return False
    return declaration is not None and declaration.slow
