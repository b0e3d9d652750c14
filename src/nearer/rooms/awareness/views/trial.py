"""Trying the short check before signing up: nothing is stored anywhere (article: 1a)."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.article import Direction
from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import wording
from nearer.rooms.awareness.cells import Account, Person
from nearer.rooms.awareness.check import Place, progress
from nearer.rooms.awareness.forms import RATHER_NOT, TrialForm
from nearer.rooms.awareness.solo import solo
from nearer.rooms.awareness.trial import Trial
from nearer.vault.visit import AnyRequest

STARTS = {direction.value: Trial(direction).text for direction in Direction}


@page(Who.ANYONE, post=TrialForm)
def try_it(request: AnyRequest) -> HttpResponse:
    """Start, ask, show. Answered by pages: the answers are nowhere but in the form itself."""
    if request.visit is not None:
        return see_other("awareness:check")
    form = TrialForm(request.POST)
    tried = form.tried if request.method == "POST" else None
    if tried is None:
        return render(request, "awareness/try.html", {"starts": STARTS})
    here = tried.places[form.wanted - 1] if form.wanted else tried.first_open
    if here is None:
        return render(request, "awareness/try-end.html", _shown(tried))
    return render(request, "awareness/try-item.html", _asked(tried, here))


def _asked(tried: Trial, here: Place) -> dict[str, object]:
    return {
        "tried": tried,
        "here": here,
        "text": wording.item_text(here.item, here.direction, ""),
        "hint": wording.hint(here.item),
        "progress": progress(here),
        "before": here.number - 1,
        "rather_not": RATHER_NOT,
    }


def _shown(tried: Trial) -> dict[str, object]:
    receives = tried.direction is Direction.RECEIVE
    account = Account(
        person=Person(side="a", called=""),
        receive=tried.answers if receives else {},
        give={} if receives else tried.answers,
    )
    return {"tried": tried, "picture": solo(account), "last": len(tried.places)}
