"""Leaving by two doors: quietly, with a way back at any time, or by closing what is shared.

One person alone decides, nobody is asked, and each act holds from the moment it is done.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nearer.house import registry
from nearer.house.routes import Who, page
from nearer.people import saying
from nearer.people.answers import NOT_OPENED, see_other
from nearer.ui.forms import Answers, PrivateForm
from nearer.vault import leaving, read
from nearer.vault.errors import SpaceEnded
from nearer.vault.keys import Partner
from nearer.vault.leaving import Told
from nearer.vault.visit import SignedIn, Space, Visit

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Given:
    """One thing that the other gave, in the reader's language."""

    day: date
    title: str
    lines: tuple[str, ...]
    text: str


class Resting(PrivateForm):
    """For how long somebody means to rest; a day only reminds them, it changes nothing."""

    how = forms.ChoiceField(
        label=_("For how long"),
        choices=[
            ("open", _("Until I come back")),
            ("week", _("About a week; I am told when it is over")),
            ("month", _("About four weeks; I am told when they are over")),
        ],
        widget=Answers(),
    )


class Closing(PrivateForm):
    """When the other is told."""

    told = forms.ChoiceField(
        label=_("When it is said"),
        choices=[
            (Told.NOW.value, _("From now on")),
            (Told.TOMORROW.value, _("After one day")),
            (Told.SOMETIME.value, _("After one to fourteen days, drawn at random")),
        ],
        widget=Answers(),
    )


@page(Who.PERSON, post=("key", "how", "do"))
def rest(request: SignedIn) -> HttpResponse:
    """Leave quietly, or come back."""
    visit = request.visit
    if request.POST.get("do") == "back":
        return _come_back(visit)
    form = Resting(request.POST if request.method == "POST" else None)
    if standing(visit) is None:
        return _to_you()
    if not form.is_valid():
        return _show(request, "people/rest.html", form, resting=visit.resting is not None)
    days = {"open": None, "week": WEEK, "month": 4 * WEEK}[form.cleaned_data["how"]]
    try:
        leaving.rest(visit, until=visit.today + days if days else None)
    except SpaceEnded:
        return _to_you()
    saying.note(visit, "rested")
    return _to_you()


@page(Who.PERSON)
def meanwhile(request: SignedIn) -> HttpResponse:
    """Show what the other gave, to somebody who rests and wants to look; nothing tells of it."""
    space = request.visit.resting
    if space is None:
        return redirect("people:you")
    return _show(request, "people/meanwhile.html", given=_given(request.visit, space))


@page(Who.PERSON)
def close(request: SignedIn) -> HttpResponse:
    """Step 1 of closing: what it does, and whom to speak with first."""
    if standing(request.visit) is None:
        return redirect("people:you")
    return _show(request, "people/close.html")


@page(Who.PERSON, post=("key", "do"))
def close_own(request: SignedIn) -> HttpResponse:
    """Step 2: a copy outside, and one's own entries taken out first, if wanted."""
    visit = request.visit
    space = standing(visit)
    if space is None:
        return _to_you() if request.method == "POST" else redirect("people:you")
    if request.method != "POST":
        return _show(request, "people/close-own.html", count=len(_own(visit, space)))
    if request.POST.get("do") == "withdraw":
        leaving.withdraw(visit, _own(visit, space))
        saying.note(visit, "withdrawn")
    return see_other(request.path)


@page(Who.PERSON, post=Closing)
def close_day(request: SignedIn) -> HttpResponse:
    """Step 3: when the other is told; then it is closed."""
    visit = request.visit
    form = Closing(request.POST if request.method == "POST" else None)
    if standing(visit) is None:
        return _to_you() if request.method == "POST" else redirect("people:you")
    if not form.is_valid():
        return _show(request, "people/close-day.html", form)
    try:
        leaving.close(visit, told=Told(form.cleaned_data["told"]))
    except SpaceEnded:
        return _to_you()
    saying.note(visit, "closed")
    return _to_you()


def standing(visit: Visit) -> Space | None:
    """Return what this person could leave or close: an open `us`, also one left quietly."""
    return visit.us or visit.resting


def other(visit: Visit) -> Partner | None:
    """Return the other person of that space."""
    space = standing(visit)
    return space.keys.partner if space else None


def is_time_to_ask(visit: Visit) -> bool:
    """Return whether the day has come until which somebody meant to rest."""
    until = visit.resting.keys.until if visit.resting else None
    return until is not None and until <= visit.today


def _come_back(visit: Visit) -> HttpResponse:
    try:
        leaving.resume(visit)
    except SpaceEnded:
        return _to_you()
    saying.note(visit, "back")
    return _to_you()


def _given(visit: Visit, space: Space) -> list[Given]:
    """Return what the other gave, newest first, as each room tells it."""
    others = [entry for entry in read.everything(visit, space).entries if not entry.mine]
    rooms = [door.own for door in registry.rooms() if door.own is not None]
    found = [(entry.record.day, own.tell(entry)) for entry in reversed(others) for own in rooms]
    name = space.keys.partner.called if space.keys.partner else ""
    return [
        Given(
            day=day,
            title=gettext(told.title),
            lines=tuple(gettext(line).replace("{other}", name) for line in told.details),
            text=told.text,
        )
        for day, told in found
        if told is not None
    ]


def _own(visit: Visit, space: Space) -> list[bytes]:
    return [entry.id for entry in read.everything(visit, space).entries if entry.mine]


def _to_you() -> HttpResponse:
    return see_other(redirect("people:you").url)


def _show(
    request: SignedIn, template: str, form: PrivateForm | None = None, **more: Any
) -> HttpResponse:
    visit = request.visit
    values = {"form": form, "other": other(visit), "said": saying.said(visit), **more}
    status = NOT_OPENED if form is not None and form.is_bound else 200
    return render(request, template, values, status=status)
