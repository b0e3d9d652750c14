"""Letters: words given to the other, in the space of both."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from nearer.house.routes import Who, page
from nearer.people.answers import NOT_OPENED, see_other
from nearer.rooms.conversation import acts
from nearer.rooms.conversation.forms import LetterForm
from nearer.rooms.conversation.records import Letter
from nearer.safety import care
from nearer.safety.asking import QUIET_FIELDS, asked_first
from nearer.vault import read
from nearer.vault.read import Entry
from nearer.vault.visit import SignedIn, Visit


@page(Who.PERSON, post=QUIET_FIELDS)
def letters(request: SignedIn) -> HttpResponse:
    """Show the letters between the two, newest first; alone, what it needs."""
    if request.visit.us is None:
        if request.method == "POST":
            return see_other("conversation:letters")
        return render(request, "conversation/letters-alone.html", {})
    return _for_two(request)


@asked_first
def _for_two(request: SignedIn) -> HttpResponse:
    visit = request.visit
    if request.method == "POST":
        return see_other("conversation:letters")
    found = list(reversed(_letters(visit)))
    joint = care.allows_joint(visit.care)
    shown = {"letters": found if joint else [one for one in found if one.mine], "joint": joint}
    return render(request, "conversation/letters.html", {**shown, "other": visit.other})


@page(Who.PERSON, post=LetterForm, carries=("text", "revision"))
def letter(request: SignedIn, letter: str) -> HttpResponse:
    """Show one letter; its writer changes it here. The other is shown that it changed."""
    visit = request.visit
    entry = next((one for one in _letters(visit) if one.id.hex() == letter), None)
    if entry is None:
        raise Http404
    if not entry.mine:
        if request.method == "POST":
            raise Http404
        if not care.allows_joint(visit.care):
            return see_other("conversation:letters")
        shown = {"letter": entry, "other": visit.other}
        return render(request, "conversation/letter.html", shown)
    return _write(request, entry)


def _write(request: SignedIn, entry: Entry[Letter]) -> HttpResponse:
    initial = {"text": entry.record.text, "revision": entry.revision}
    form = LetterForm(request.POST if request.method == "POST" else None, initial=initial)
    elsewhere = ""
    if form.is_valid():
        if not _is_overtaken(form, entry):
            acts.change_letter(request.visit, entry.record, text=form.cleaned_data["text"])
            return see_other("conversation:letters")
        elsewhere = entry.record.text
    values = {
        "letter": entry,
        "form": form,
        "elsewhere": elsewhere,
        "revision": entry.revision,
        "other": request.visit.other,
    }
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "conversation/letter.html", values, status=status)


def _is_overtaken(form: LetterForm, entry: Entry[Letter]) -> bool:
    """Tell whether another page of its writer saved other words meanwhile; both are then shown."""
    revision, text = form.cleaned_data["revision"], form.cleaned_data["text"]
    return bool(revision != entry.revision and text != entry.record.text)


def _letters(visit: Visit) -> list[Entry[Letter]]:
    if visit.us is None:
        return []
    found = read.everything(visit, visit.us).of(Letter)
    return [entry for entry in found if not entry.record.removed]
