"""Who can see what: everything that one person shares now, with a stop for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house import registry
from nearer.house.door import Door, Shared
from nearer.house.routes import Who, page
from nearer.people import copies, introductions, invitations, leaving, saying, sessions, telling
from nearer.people.invitations import Status
from nearer.people.telling import Line
from nearer.safety.asking import QUIET_FIELDS, with_quiet_questions
from nearer.vault import leaving as doors
from nearer.vault import read
from nearer.vault.errors import InvitationEnded, VaultError
from nearer.vault.keys import Partner
from nearer.vault.visit import SignedIn, Visit

INVITATION = "invitation"
STOPPED = "stopped"
PENDING = (Status.OFFERED, Status.COMPARING, Status.CONFIRMED)
# How long the page says that something is no longer shared.
SAID_SECONDS = 60


@dataclass(frozen=True)
class Given:
    """One shared thing, and the name that its stop sends."""

    name: str
    shared: Shared


@dataclass(frozen=True)
class Left:
    """One entry of somebody who rests that lies between the two, and the name of its stop."""

    name: str
    line: Line


@dataclass(frozen=True)
class Sharing:
    """All that this person shares.

    pending: an invitation that is not two people yet. almost: whom it is compared with.
    left: what the other can still read of somebody who rests. has_stopped: something was stopped a
    moment ago.
    """

    sealed: tuple[Given, ...]
    open: tuple[Given, ...]
    left: tuple[Left, ...]
    pending: bool
    almost: Partner | None
    has_stopped: bool


@page(Who.PERSON, post=(*QUIET_FIELDS, "stop", "out"))
@with_quiet_questions
def you(request: SignedIn) -> HttpResponse:
    """Show what is shared; a POST stops one thing, or signs out."""
    if request.method != "POST":
        return _show(request)
    if "out" in request.POST:
        answer = HttpResponse(status=303, headers={"Location": reverse("people:landing")})
        sessions.sign_out(request, answer)
        return answer
    _stop(request.visit, request.POST.get("stop", ""))
    return HttpResponse(status=303, headers={"Location": request.path})


def _show(request: SignedIn) -> HttpResponse:
    visit = request.visit
    values = {
        "tab": "you",
        "page": sharing(visit),
        "known": introductions.known(visit),
        "other": leaving.other(visit),
        "copy": copies.unconfirmed(visit),
        "waits": copies.waits_for_other(visit),
        "said": saying.said(visit),
    }
    return render(request, "people/you.html", values)


def sharing(visit: Visit) -> Sharing:
    """Return what this person shares now. It is the same whatever the other did."""
    given = [Given(f"{door.room}:{shared.key}", shared) for door, shared in _given(visit)]
    said = visit.held.get(STOPPED, 0)
    return Sharing(
        sealed=tuple(one for one in given if one.shared.how == "sealed"),
        open=tuple(one for one in given if one.shared.how == "open"),
        left=tuple(Left(_left_name(line), line) for line in _left(visit)),
        pending=invitations.status(visit) in PENDING,
        almost=_almost(visit),
        has_stopped=visit.now.timestamp() - said < SAID_SECONDS,
    )


def _almost(visit: Visit) -> Partner | None:
    if visit.us is not None:
        return None
    try:
        return invitations.comparison(visit).other
    except InvitationEnded:
        return None


def _stop(visit: Visit, name: str) -> None:
    """End one shared thing. What has ended already, or never was, ends without a word."""
    stop = _stops(visit).get(name)
    if stop is None:
        return
    try:
        stop()
    except VaultError:
        # Ended elsewhere meanwhile: the page that follows shows what is true.
        return
    visit.held[STOPPED] = int(visit.now.timestamp())


def _stops(visit: Visit) -> dict[str, Callable[[], object]]:
    """Return what ends each thing that is shared now; not for a page: templates call."""
    stops: dict[str, Callable[[], object]] = {}
    if invitations.status(visit) in PENDING:
        stops[INVITATION] = partial(invitations.end, visit)
    for door, shared in _given(visit):
        if door.stop is not None:
            stops[f"{door.room}:{shared.key}"] = partial(door.stop, visit, shared.key)
    for line in _left(visit):
        stops[_left_name(line)] = partial(doors.withdraw, visit, [line.entry.id])
    return stops


def _left(visit: Visit) -> list[Line]:
    """Tell what somebody who rests gave before; the rooms' own stops need an open space."""
    if visit.resting is None:
        return []
    mine = (entry for entry in read.everything(visit, visit.resting).entries if entry.mine)
    return [line for entry in mine if (line := telling.line(visit, entry))]


def _left_name(line: Line) -> str:
    return f"left:{line.entry.id.hex()}"


def _given(visit: Visit) -> Iterator[tuple[Door, Shared]]:
    for door in registry.rooms():
        for shared in door.shared(visit) if door.shared else ():
            yield door, shared
