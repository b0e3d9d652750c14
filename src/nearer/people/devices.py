"""Where a person is signed in, told coarsely, and the ways to end it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people import pins, saying
from nearer.people.answers import see_other
from nearer.people.sessions import forget_cookies
from nearer.vault import secrets, sessions
from nearer.vault.models import SessionRow
from nearer.vault.visit import SignedIn, Visit


@dataclass(frozen=True)
class SignedInAt:
    """One session: whether it is this browser's, and the day it began on. Nothing finer."""

    here: bool
    day: date
    today: bool


@page(Who.PERSON, post=("key", "do", "device"))
def devices(request: SignedIn) -> HttpResponse:
    """Show where this person is signed in; a POST ends it elsewhere, or everywhere."""
    if request.method != "POST":
        return _show(request)
    if request.POST.get("do") == "everywhere":
        return _end_all(request)
    if request.POST.get("do") == "elsewhere":
        sessions.end_all(request.visit.person, but=request.visit.session)
        saying.note(request.visit, "elsewhere")
    if request.POST.get("do") == "forget":
        pins.remove(request.visit, request.POST.get("device", ""))
        saying.note(request.visit, "forgotten")
    return see_other(request.path)


def signed_in(visit: Visit) -> list[SignedInAt]:
    """Return the living sessions of a person, this browser's first, then the newest."""
    tag, now = secrets.tag("session", visit.person), int(visit.now.timestamp())
    rows = SessionRow.objects.filter(tag=tag, expires__gt=now).order_by("-started")
    found = [_at(visit, bytes(key), started) for key, started in rows.values_list("key", "started")]
    return sorted(found, key=lambda one: not one.here)


def _at(visit: Visit, key: bytes, started: int) -> SignedInAt:
    day = datetime.fromtimestamp(started, UTC).astimezone(visit.zone).date()
    here = visit.session is not None and visit.session.key == key
    return SignedInAt(here=here, day=day, today=day == visit.today)


def _end_all(request: SignedIn) -> HttpResponse:
    answer = see_other(reverse("people:landing"))
    sessions.end_all(request.visit.person)
    forget_cookies(answer)
    return answer


def _show(request: SignedIn) -> HttpResponse:
    visit = request.visit
    values = {
        "tab": "you",
        "places": signed_in(visit),
        "quick": [(one.id.hex(), one) for one in pins.devices(visit)],
        "said": saying.said(visit),
    }
    return render(request, "people/devices.html", values)
