"""The sealed envelope and its opening (article: 1c). The other's side always looks the same."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts, history
from nearer.rooms.awareness.forms import EnvelopeForm, OpenedForm
from nearer.rooms.awareness.views import across
from nearer.safety import care
from nearer.safety.asking import QUIET_FIELDS, asked_first
from nearer.vault import envelopes, read
from nearer.vault.visit import SignedIn, Visit


@page(Who.PERSON, post=("do", *QUIET_FIELDS))
def envelope(request: SignedIn) -> HttpResponse:
    """Show one's own side of the envelope; alone, what it needs."""
    if request.visit.us is not None:
        return _for_two(request)
    if request.method == "POST":
        return see_other("awareness:envelope")
    return render(request, "awareness/envelope-alone.html", {})


@asked_first
def _for_two(request: SignedIn) -> HttpResponse:
    """Show it empty, sealed or ready; seal it, take it back, be ready or not."""
    visit = request.visit
    if request.method == "POST":
        _do(visit, EnvelopeForm(request.POST).word)
        return see_other("awareness:envelope")
    if history.is_news(read.recent(visit)) and care.allows_joint(visit.care):
        return see_other("awareness:opened")
    return render(request, "awareness/envelope.html", _own_side(visit))


@page(Who.PERSON, post=("do", *QUIET_FIELDS))
def opened(request: SignedIn) -> HttpResponse:
    """Say that both are open; the picture is one tap away, or later."""
    visit = request.visit
    both = history.opened(read.recent(visit)) if visit.us else None
    if both is None or not care.allows_joint(visit.care):
        return see_other("awareness:envelope")
    return _both_open(request)


@asked_first
def _both_open(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return render(request, "awareness/opened.html", {})
    acts.look(request.visit)
    later = OpenedForm(request.POST).word == "later"
    return see_other("journey:today" if later else "awareness:picture")


def _do(visit: Visit, word: str) -> None:
    """Do what a button asks for. Taking back is always possible, giving where it is allowed."""
    if word == "back":
        acts.take_back(visit)
    elif word == "unready":
        acts.be_unready(visit)
    elif word == "seal" and care.allows_joint(visit.care):
        acts.seal(visit)
    elif word == "ready" and care.allows_joint(visit.care):
        acts.be_ready(visit)


def _own_side(visit: Visit) -> dict[str, object]:
    mine = envelopes.mine(visit, acts.QUESTION)
    check = history.shown(read.recent(visit))
    partner = visit.partner
    return {
        "mine": mine,
        "changed": mine.answered and history.seals_older(read.recent(visit)),
        "side": visit.side,
        "other_side": across(visit.side),
        "other": partner.called if partner else "",
        "joint": care.allows_joint(visit.care),
        "has_answers": check is not None and history.gives(check),
        "by_sign": check is not None and history.has_picture(check),
    }
