"""Who can see what: everything that one person shares now, with a stop for each."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house import registry
from nearer.house.door import Door, Shared
from nearer.house.routes import Who, page
from nearer.people import sessions
from nearer.safety.asking import QUIET_FIELDS, with_quiet_questions
from nearer.vault import invitations
from nearer.vault.errors import VaultError
from nearer.vault.visit import SignedIn, Visit

INVITATION = "invitation"
STOPPED = "stopped"
# How long the page says that something is no longer shared.
SAID_SECONDS = 60


@dataclass(frozen=True)
class Given:
    """One shared thing, and the name that its stop sends."""

    name: str
    shared: Shared


@dataclass(frozen=True)
class Sharing:
    """All that this person shares. pending: an invitation that is not two people yet."""

    sealed: tuple[Given, ...]
    open: tuple[Given, ...]
    pending: bool
    has_stopped: bool


@page(Who.PERSON, post=(*QUIET_FIELDS, "stop", "out"))
@with_quiet_questions
def you(request: SignedIn) -> HttpResponse:
    """Show what is shared; a POST stops one thing, or signs out."""
    if request.method != "POST":
        return render(request, "people/you.html", {"page": sharing(request.visit)})
    if "out" in request.POST:
        answer = HttpResponse(status=303, headers={"Location": reverse("people:landing")})
        sessions.sign_out(request, answer)
        return answer
    _stop(request.visit, request.POST.get("stop", ""))
    return HttpResponse(status=303, headers={"Location": request.path})


def sharing(visit: Visit) -> Sharing:
    """Return what this person shares now. It is the same whatever the other did."""
    given = tuple(_given(visit))
    said = visit.held.get(STOPPED, 0)
    return Sharing(
        sealed=tuple(one for one in given if one.shared.how == "sealed"),
        open=tuple(one for one in given if one.shared.how == "open"),
        pending=visit.shared is not None and visit.us is None,
        has_stopped=visit.now.timestamp() - said < SAID_SECONDS,
    )


def _given(visit: Visit) -> Iterator[Given]:
    for door in registry.rooms():
        for shared in door.shared(visit) if door.shared else ():
            yield Given(f"{door.room}:{shared.key}", shared)


def _stop(visit: Visit, name: str) -> None:
    """End one shared thing. What has ended already, or never was, ends without a word."""
    try:
        if name == INVITATION:
            invitations.drop(visit)
        else:
            _stop_in_room(visit, name)
    except VaultError:
        # Ended elsewhere meanwhile: the page that follows shows what is true.
        return


def _stop_in_room(visit: Visit, name: str) -> None:
    room, _, key = name.partition(":")
    door = _doors().get(room)
    if door is None or door.stop is None:
        return
    door.stop(visit, key)
    visit.held[STOPPED] = int(visit.now.timestamp())


def _doors() -> dict[str, Door]:
    return {door.room: door for door in registry.rooms()}
