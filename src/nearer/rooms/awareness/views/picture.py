"""The picture: of both once both envelopes opened, else one's own (article: 1b, 1c)."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts, gap, history
from nearer.rooms.awareness.cells import Account, Person
from nearer.rooms.awareness.change import comparison
from nearer.rooms.awareness.forms import PictureForm
from nearer.rooms.awareness.history import Opened
from nearer.rooms.awareness.records import SealedCheck
from nearer.rooms.awareness.views import across
from nearer.rooms.awareness.views.check import own_picture
from nearer.safety import care
from nearer.vault import read
from nearer.vault.visit import AnyRequest, SignedIn, Visit


@page(Who.PERSON, post=PictureForm)
def picture(request: SignedIn) -> HttpResponse:
    """Show the picture of both, or one's own; `?own` shows one's own in any case."""
    visit = request.visit
    if request.method == "POST":
        if PictureForm(request.POST).word == "take-out" and visit.us is not None:
            acts.take_out(visit)
        return see_other("awareness:picture")
    records = read.recent(visit)
    both = history.opened(records) if visit.us else None
    if both is None or "own" in request.GET or not care.allows_joint(visit.care):
        return _own(request, both)
    if both.removed:
        return render(request, "awareness/picture-gone.html", {"tab": "picture"})
    if history.is_news(records):
        # A look writes nothing; the tap on "both are open" does, and Today need not say it again.
        return see_other("awareness:opened")
    return render(request, "awareness/picture.html", _of_two(visit, both, _card(request)))


@page(Who.PERSON)
def then(request: SignedIn) -> HttpResponse:
    """Show one's newest check beside an earlier one; only one's own, in the pair as alone.

    `?back` says how many checks before the newest: the one before it unless told.
    """
    visit = request.visit
    checks = history.every_check(read.everything(visit, visit.me))
    back = min(max(1, _number(request, "back")), len(checks) - 1)
    others = [
        (number, check.begun) for number, check in enumerate(checks) if number not in (0, back)
    ]
    shown = comparison(checks[0], checks[back]) if len(checks) > 1 else None
    context = {"tab": "picture", "page": shown, "others": others}
    return render(request, "awareness/then-now.html", context)


@page(Who.ANYONE)
def how(request: AnyRequest) -> HttpResponse:
    """Say how a picture is worked out, and what it cannot tell."""
    return render(request, "awareness/how.html", {"tab": "picture" if request.visit else ""})


def _own(request: SignedIn, both: Opened | None) -> HttpResponse:
    visit = request.visit
    records = read.recent(visit)
    checks = history.checks(records)
    check = history.shown(records)
    shown = own_picture(visit, check, card=_card(request)) if check else None
    joint = care.allows_joint(visit.care)
    return render(
        request,
        "awareness/picture-solo.html",
        {
            "tab": "picture",
            "picture": shown,
            "older": check.begun if check and check != history.latest(records) else None,
            "of_two": both is not None and not both.removed and joint,
            "for_two": visit.us is not None and joint,
            "earlier": len(checks) > 1,
        },
    )


def _of_two(visit: Visit, both: Opened, card: int) -> dict[str, object]:
    partner = visit.partner
    me = Person(side=visit.side, called=visit.keyring.settings.called)
    other = Person(side=across(visit.side), called=partner.called if partner else "")
    shown = gap.picture(_account(me, both.mine), _account(other, both.theirs), card=card)
    return {"tab": "picture", "picture": shown}


def _account(person: Person, sealed: SealedCheck) -> Account:
    return Account(person=person, receive=sealed.receive, give=sealed.give)


def _card(request: SignedIn) -> int:
    """Return which card of the deck is wanted; the first unless told."""
    return _number(request, "card")


def _number(request: SignedIn, name: str) -> int:
    """Return a small number of the address; anything else is 0."""
    wanted = request.GET.get(name, "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 3 else 0
