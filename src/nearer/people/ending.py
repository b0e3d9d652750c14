"""The end of a person here: in 72 hours with an undo, or at once."""

from datetime import UTC, datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nearer.house.routes import Who, page
from nearer.people import leaving, reentry, saying, sessions
from nearer.people.answers import NOT_OPENED, see_other
from nearer.people.reentry import Reentry
from nearer.ui.forms import Answers
from nearer.vault import ending
from nearer.vault.visit import SignedIn


class End(Reentry):
    """When somebody is deleted, with their passphrase once more."""

    when = forms.ChoiceField(
        label=_("When"),
        choices=[
            ("later", _("In 72 hours; until then one tap undoes it")),
            ("now", _("At once; nothing can be undone")),
        ],
        widget=Answers(),
    )
    field_order = ("when", "pass")


FIELDS = (*End.base_fields, "do")


@page(Who.PERSON, post=FIELDS, slow=True)
def end(request: SignedIn) -> HttpResponse:
    """Say what will be gone, and do it; or undo it while it waits."""
    visit = request.visit
    if request.method == "POST" and request.POST.get("do") == "stay":
        ending.undo(visit)
        saying.note(visit, "stays")
        return see_other(request.path)
    if request.method != "POST":
        return _show(request, End())
    form = End(request.POST)
    if not form.opens(visit.person):
        return _show(request, form)
    if form.cleaned_data["when"] == "now":
        return _at_once(request)
    answer = see_other(request.path)
    ending.ask(visit)
    reentry.go_on(request, answer)
    return answer


def _at_once(request: SignedIn) -> HttpResponse:
    answer = see_other(reverse("people:landing"))
    ending.at_once(request.visit)
    sessions.sign_out(request, answer)
    return answer


def _show(request: SignedIn, form: End) -> HttpResponse:
    visit = request.visit
    due = ending.due(visit.person)
    values = {
        "form": form,
        "other": leaving.other(visit),
        "ends": datetime.fromtimestamp(due, UTC).astimezone(visit.zone) if due else None,
        "said": saying.said(visit),
    }
    return render(request, "people/end.html", values, status=NOT_OPENED if form.is_bound else 200)
