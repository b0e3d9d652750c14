"""Three times seven minutes: an argument told by somebody who wishes both well. Private.

After Finkel, Slotter, Luchies, Walton and Gross (2013): couples who wrote so for seven minutes,
three times in a year, lost no more closeness in it, where others did. One evening was not tried.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people.answers import NOT_OPENED, see_other
from nearer.rooms.conversation import acts, observing
from nearer.rooms.conversation.forms import AsideForm
from nearer.safety.heavy import sounds_heavy
from nearer.vault import read
from nearer.vault.visit import SignedIn


@page(Who.PERSON, post=(*AsideForm.base_fields, "anew"), carries=("text", "part"))
def aside(request: SignedIn) -> HttpResponse:
    """Show the part that comes next, or one of `?part`; a POST keeps it, for its writer only."""
    visit = request.visit
    written = observing.written(read.everything(visit, visit.me))
    if request.method != "POST":
        anew = "anew" in request.GET
        part = 1 if anew else observing.wanted(request.GET.get("part", ""), written)
        shown = observing.NOTHING if anew else written
        return _show(request, shown, part, AsideForm(initial={"part": part}))
    form = AsideForm(request.POST)
    if not form.is_valid():
        part = observing.wanted(request.POST.get("part", ""), written)
        return _show(request, written, part, form)
    part = form.cleaned_data["part"]
    anew = written.is_done and part == 1 and "anew" in request.POST
    made = form.cleaned_data["key"] if anew else written.made or form.cleaned_data["key"]
    acts.observe(visit, key=made, part=part, text=form.cleaned_data["text"])
    return see_other(f"{reverse('conversation:aside')}?part={min(part + 1, observing.PARTS)}")


def _show(
    request: SignedIn, written: observing.Written, part: int, form: AsideForm
) -> HttpResponse:
    text = written.texts.get(part, "")
    if not form.is_bound:
        form.initial["text"] = text
    values = {
        "form": form,
        "guide": observing.part(part),
        "part": part,
        "parts": range(1, observing.PARTS + 1),
        "seconds": observing.SECONDS,
        "written": written,
        "saved": bool(text) and not form.is_bound,
        "heavy": sounds_heavy(text),
        "anew": "anew" in (request.GET or request.POST),
        "other": request.visit.other,
    }
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "conversation/aside.html", values, status=status)
