"""The inviter's pages: an invitation made, shown and taken back; and the four words to compare."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render

from nearer.house.routes import Who, page
from nearer.people import codes
from nearer.people import invitations as pairing
from nearer.people.answers import NOT_OPENED, home, see_other
from nearer.people.invitation_forms import Note
from nearer.people.invitations import Status
from nearer.people.qr import Qr, qr
from nearer.safety import care
from nearer.safety.asking import QUIET_FIELDS, asked_first, with_quiet_questions
from nearer.vault import invitations
from nearer.vault.errors import AlreadyTwo, InvitationEnded
from nearer.vault.keys import SpaceKeys
from nearer.vault.visit import SignedIn

SAID = "invite"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Ready:
    """An invitation that lies ready: three ways to give the same thing."""

    link: str
    qr: Qr
    groups: list[str]
    note: str
    only_here: bool


@page(Who.PERSON, post=(*QUIET_FIELDS, "note", "do"), carries=("note",))
def invite(request: SignedIn) -> HttpResponse:
    """Make an invitation, look at it, take it back."""
    shown = {
        Status.NONE: _beginning,
        Status.ENDED: _beginning,
        Status.OFFERED: _lying_ready,
        Status.OPEN: _already_two,
    }
    now = pairing.status(request.visit)
    return shown.get(now, _being_compared)(request)


@page(Who.PERSON, get=False, post=("key", "do"), slow=True)
def aloud(request: SignedIn) -> HttpResponse:
    """Give six words to say aloud, or end them."""
    try:
        if request.POST.get("do") == "hush":
            pairing.hush(request.visit)
        else:
            pairing.speak(request.visit)
    except InvitationEnded:
        pass  # the page itself says what has become of it
    return _to("people:invite", "#aloud")


@page(Who.PERSON, post=(*QUIET_FIELDS, "do"))
def compare(request: SignedIn) -> HttpResponse:
    """Compare the four words; nothing is shared before both have said that they match."""
    if request.method == "POST" and "quiet" not in request.POST:
        return _compared(request)
    now = pairing.status(request.visit)
    if now is Status.COMPARING:
        return _before_saying(request)
    if now is Status.CONFIRMED:
        return _after_saying(request)
    return redirect(home() if now is Status.OPEN else "people:invite")


@asked_first
def _beginning(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        return _make(request)
    return _begin(request, Note())


@with_quiet_questions
def _lying_ready(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        return _take_back(request) if request.POST.get("do") == "back" else _to("people:invite")
    space = request.visit.shared
    assert space is not None, "whoever has an invitation has its space"  # noqa: S101  for types
    return render(request, "people/invite-ready.html", _ready_context(request, space.keys))


@with_quiet_questions
def _already_two(request: SignedIn) -> HttpResponse:
    visit = request.visit
    if visit.resting is not None:
        return _to("people:you")
    if request.method == "POST":
        return _to("people:invite")
    side = "b" if visit.side == "a" else "a"
    values = {"other": visit.partner, "side": side, "tab": "you"}
    return render(request, "people/invite-open.html", values)


@with_quiet_questions
def _being_compared(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        return _take_back(request) if request.POST.get("do") == "back" else _to("people:compare")
    return redirect("people:compare")


@asked_first
def _before_saying(request: SignedIn) -> HttpResponse:
    return _comparison(request, "people/compare.html")


@with_quiet_questions
def _after_saying(request: SignedIn) -> HttpResponse:
    return _comparison(request, "people/compare-said.html")


def _make(request: SignedIn) -> HttpResponse:
    if request.POST.get("do") == "back":  # a second tap on what is taken back already
        return _to("people:invite")
    form = Note(request.POST)
    if not form.is_valid():
        return _begin(request, form)
    try:
        pairing.make(request.visit, note=form.cleaned_data["note"])
    except AlreadyTwo:
        return _to("people:invite")
    request.visit.held.pop(SAID, None)
    return _to("people:invite")


def _begin(request: SignedIn, form: Note) -> HttpResponse:
    visit = request.visit
    values = {
        "form": form,
        # What was shared and closed was no invitation; its own line says that it is over.
        "ended": pairing.status(visit) is Status.ENDED and visit.over is None,
        "said": visit.held.get(SAID),
        "quietly": not care.allows_joint(visit.care),
    }
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "people/invite.html", values, status=status)


def _take_back(request: SignedIn) -> HttpResponse:
    pairing.end(request.visit)
    request.visit.held[SAID] = "taken back"
    return _to("people:invite")


def _compared(request: SignedIn) -> HttpResponse:
    visit = request.visit
    if request.POST.get("do") == "differ":
        pairing.end(visit)
        visit.held[SAID] = "differed"
        return _to("people:invite")
    try:
        invitations.match(visit)
    except InvitationEnded:
        return _to("people:invite")
    return see_other(home()) if visit.us is not None else _to("people:compare")


def _comparison(request: SignedIn, template: str) -> HttpResponse:
    values = {
        "comparison": pairing.comparison(request.visit),
        "quietly": not care.allows_joint(request.visit.care),
    }
    return render(request, template, values)


def _ready_context(request: SignedIn, keys: SpaceKeys) -> dict[str, object]:
    visit = request.visit
    to_say = pairing.to_say(visit)
    until = to_say and datetime.fromtimestamp(to_say.until, UTC).astimezone(visit.zone)
    return {
        "ready": _ready(request, keys),
        "to_say": to_say,
        "until": until,
        "quietly": not care.allows_joint(visit.care),
        "tab": "you",
    }


def _ready(request: SignedIn, keys: SpaceKeys) -> Ready:
    origin = settings.NEARER_ORIGIN or f"{request.scheme}://{request.get_host()}"
    name = urlsplit(origin).hostname or ""
    # In the fragment, which no browser sends and no log keeps.
    link = f"{origin}/j#{keys.code}"
    return Ready(
        link=link,
        qr=qr(link),
        groups=codes.in_groups(keys.code).split("-"),
        note=keys.note,
        only_here=name in LOOPBACK or name.endswith(".localhost"),
    )


def _to(name: str, fragment: str = "") -> HttpResponse:
    return see_other(f"{redirect(name).url}{fragment}")
