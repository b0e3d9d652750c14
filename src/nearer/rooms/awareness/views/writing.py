"""Writing for oneself: notes, what I learned at home (article: EF4), a page that keeps nothing."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts
from nearer.rooms.awareness import learned as thinking
from nearer.rooms.awareness.forms import NoteForm, TextForm
from nearer.rooms.awareness.records import Note
from nearer.safety.heavy import sounds_heavy
from nearer.vault import read
from nearer.vault.read import Entry
from nearer.vault.record import Record
from nearer.vault.visit import AnyRequest, SignedIn, Visit


@page(Who.PERSON)
def learned(request: SignedIn) -> HttpResponse:
    """Show the prompts and what was written to them."""
    written = thinking.written(read.everything(request.visit, request.visit.me))
    heavy = any(sounds_heavy(one.text) for one in written)
    return render(request, "awareness/learned.html", {"written": written, "heavy": heavy})


@page(Who.PERSON, post=TextForm, carries=("text",))
def reflect(request: SignedIn, number: int) -> HttpResponse:
    """Show one prompt; a POST saves what was written to it."""
    if not 1 <= number <= len(thinking.prompts()):
        raise Http404
    visit = request.visit
    written = thinking.written(read.everything(visit, visit.me))[number - 1]
    form = TextForm(request.POST or None, initial={"text": written.text})
    if not form.is_valid():
        shown = {"written": written, "form": form, "heavy": sounds_heavy(written.text)}
        return render(request, "awareness/learned-write.html", shown)
    acts.reflect(visit, prompt=written.prompt.id, text=form.cleaned_data["text"])
    return see_other("awareness:learned")


@page(Who.PERSON, post=NoteForm, carries=("text", "entry", "revision"))
def note(request: SignedIn) -> HttpResponse:
    """Show a note to write or change; a POST saves it. `?entry` names one of one's own."""
    visit = request.visit
    posted = request.method == "POST"
    form = NoteForm(request.POST if posted else None)
    wanted = (request.POST if posted else request.GET).get("entry", "")
    entry = _note(visit, wanted)
    if wanted and (entry is None or (entry.record.removed and not posted)):
        raise Http404
    if not form.is_valid() or _is_overtaken(form, entry):
        return render(request, "awareness/note.html", _page(form, entry))
    return see_other(f"{reverse('awareness:note')}?entry={_save(visit, form, entry).id.hex()}")


@page(Who.ANYONE)
def paper(request: AnyRequest) -> HttpResponse:
    """Show a page to write on that keeps nothing: it holds no form, so nothing can be sent."""
    return render(request, "awareness/paper.html")


def _note(visit: Visit, name: str) -> Entry[Note] | None:
    notes = read.everything(visit, visit.me).of(Note) if name else ()
    return next((entry for entry in notes if entry.id.hex() == name and entry.mine), None)


def _is_overtaken(form: NoteForm, entry: Entry[Note] | None) -> bool:
    """Tell whether another page saved other words meanwhile; both are then shown."""
    if entry is None or form.cleaned_data["do"] == "apart" or entry.record.removed:
        return False
    revision, text = form.cleaned_data["revision"], form.cleaned_data["text"]
    return bool(revision != entry.revision and text != entry.record.text)


def _save(visit: Visit, form: NoteForm, entry: Entry[Note] | None) -> Entry[Record]:
    text, key = form.cleaned_data["text"], form.cleaned_data["key"]
    if entry is None or form.cleaned_data["do"] == "apart":
        return acts.write_note(visit, key=key, text=text)
    return acts.change_note(visit, entry.record, text=text)


def _page(form: NoteForm, entry: Entry[Note] | None) -> dict[str, object]:
    kept = entry.record.text if entry else ""
    if not form.is_bound:
        form.initial = {"text": kept}
    overtaken = form.is_bound and form.is_valid() and _is_overtaken(form, entry)
    return {
        "form": form,
        "entry": entry.id.hex() if entry else "",
        "revision": entry.revision if entry else "",
        "saved": bool(kept) and not form.is_bound,
        "changed": entry is not None and entry.revision > 1,
        "elsewhere": kept if overtaken else "",
        "heavy": sounds_heavy(kept),
    }
