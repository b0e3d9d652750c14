"""What every page is given: the visit, the form's keys, the look that this person chose."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from nearer.vault.sessions import ABSOLUTE
from nearer.vault.visit import Visit


@dataclass(frozen=True)
class Tab:
    """One of the four tabs: its key, icon, address and word."""

    key: str
    icon: str
    url: str
    word: Any


TABS = (
    ("today", "today", "journey:today", _("Today")),
    ("picture", "picture", "awareness:picture", _("Picture")),
    ("steps", "steps", "journey:steps", _("Steps")),
    ("you", "you", "people:you", _("You")),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Give the base template its values; form_key is new for every page that is rendered."""
    visit: Visit | None = getattr(request, "visit", None)
    chosen = visit.keyring.settings if visit else None
    theme = chosen.theme if chosen else "system"
    return {
        "visit": visit,
        "token": visit.token if visit else "",
        "form_key": secrets.token_hex(16),
        "operator": getattr(settings, "NEARER_OPERATOR", ""),
        "demo": getattr(settings, "NEARER_DEMO", False),
        "leave_target": getattr(settings, "NEARER_LEAVE", ""),
        "theme": "" if theme == "system" else theme,
        "icon_set": chosen.icon if chosen else "neutral",
        "minutes": chosen.minutes if chosen else None,
        "left": _left(visit),
        "tabs": _tabs() if visit else (),
    }


def _left(visit: Visit | None) -> int | None:
    """Return the seconds until the session's last end, however much is typed."""
    if visit is None or visit.session is None:
        return None
    return visit.session.payload.started + ABSOLUTE - int(visit.now.timestamp())


def _tabs() -> tuple[Tab, ...]:
    return tuple(Tab(key, icon, url, word) for key, icon, name, word in TABS if (url := _url(name)))


def _url(name: str) -> str | None:
    """Return the address of a page; None where its room is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
