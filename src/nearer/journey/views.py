"""The journey's two pages: Today, and the six steps."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house import registry
from nearer.house.door import Offer
from nearer.house.routes import Who, page
from nearer.journey import today as thinking
from nearer.safety.asking import QUIET_FIELDS, with_quiet_questions
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit


@page(Who.PERSON, post=(*QUIET_FIELDS, "aside"))
@with_quiet_questions
def today(request: SignedIn) -> HttpResponse:
    """Show the one next thing; a POST sets it aside for this session."""
    visit = request.visit
    if request.method == "POST":
        thinking.set_aside(visit, request.POST.get("aside", ""), _offers(visit))
        return HttpResponse(status=303, headers={"Location": request.path})
    shown = thinking.today(visit, read.recent(visit), _offers(visit))
    return render(request, "journey/today.html", {"tab": "today", "page": shown})


@page(Who.PERSON)
def steps(request: SignedIn) -> HttpResponse:
    """Show the six steps; one whose room does not stand yet says so."""
    fronts = {door.room: door.front for door in registry.rooms() if door.front}
    return render(request, "journey/steps.html", {"tab": "steps", "fronts": fronts})


def _offers(visit: Visit) -> list[Offer]:
    pages, local = read.recent(visit), visit.now.astimezone(visit.zone)
    return [offer for door in registry.rooms() for offer in door.offers(pages, local)]
