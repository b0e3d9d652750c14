"""A person's own settings, and the doors to the pages of their key, devices and end."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.routes import Who, page
from nearer.people import introductions, saying
from nearer.people.answers import NOT_OPENED, see_other
from nearer.people.preference_forms import Preferences
from nearer.vault.visit import SignedIn, Visit


@page(Who.PERSON, post=Preferences, carries=("called", "pronouns"))
def settings(request: SignedIn) -> HttpResponse:
    """Show the settings; a POST saves them all."""
    visit = request.visit
    form = _form(visit, request)
    if request.method != "POST":
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form)
    chosen = form.chosen
    introductions.change(visit, chosen, tell=form.cleaned_data.get("tell", False))
    if visit.session is not None:
        visit.session.payload.minutes = chosen.minutes
    saying.note(visit, "settings")
    return see_other(request.path)


def _form(visit: Visit, request: SignedIn) -> Preferences:
    posted = request.POST if request.method == "POST" else None
    return Preferences(
        posted, settings=visit.keyring.settings, can_tell=introductions.can_tell(visit)
    )


def _show(request: SignedIn, form: Preferences) -> HttpResponse:
    visit = request.visit
    values = {
        "form": form,
        "tab": "you",
        "known": introductions.known(visit),
        "said": saying.said(visit),
    }
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "people/settings.html", values, status=status)
