"""The composer: what somebody wants to say, how it may land, what becomes of it (2b, 5c, 5f)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nearer.house.routes import Who, page
from nearer.people.answers import NOT_OPENED, see_other
from nearer.rooms.conversation import acts, frames, hearing
from nearer.rooms.conversation.forms import WordsForm
from nearer.rooms.conversation.frames import Field, Group
from nearer.rooms.conversation.hearing import Heard
from nearer.rooms.conversation.records import TEXT_LETTERS, OwnWords
from nearer.safety import care
from nearer.vault import read
from nearer.vault.read import Entry
from nearer.vault.visit import SignedIn, Visit

TRY = "try:"
MOST_KEPT = 12


@dataclass(frozen=True)
class Filled:
    """A field of a form, the words to pick from, and what was typed and picked."""

    field: Field
    groups: tuple[Group, ...]
    typed: str
    picked: tuple[str, ...]


FRAME_FIELDS = tuple(
    name
    for one in frames.frames()
    for field in one.field
    for name in (field.id, f"{field.id}-pick")
)


@page(Who.PERSON, post=WordsForm, carries=("text", "kept", "do"))
def words(request: SignedIn) -> HttpResponse:
    """Show the composer; a POST looks, tries another wording, keeps, or gives as a letter.

    Looking stores nothing: without scripts its page answers the POST, as a form with errors does.
    """
    visit = request.visit
    if request.method != "POST":
        kept = _kept(visit, request.GET.get("kept", ""))
        form = WordsForm(initial={"text": kept.record.text, "kept": kept.id.hex()} if kept else {})
        return _show(request, form, kept.record.text if kept else "", saved=kept)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _show(request, form, str(form["text"].value() or ""))
    text, do = form.cleaned_data["text"], form.cleaned_data["do"]
    if do in ("keep", "talk"):
        return see_other(f"{reverse('conversation:words')}?kept={_keep(visit, form, do)}")
    if do == "letter":
        return _give(request, form, text)
    tried = _tried(text, do)
    return _show(request, _again(form, tried), tried)


@page(Who.PERSON, get=False, post=("text", "token"))
def heard(request: SignedIn) -> HttpResponse:
    """Say how a text may land, as a fragment for the page that is being written on.

    The text is neither stored nor logged, here or anywhere.
    """
    text = request.POST.get("text", "")
    return render(request, "conversation/heard.html", _landing(request.visit, text))


@page(Who.PERSON, post=FRAME_FIELDS, carries=FRAME_FIELDS)
def form(request: SignedIn, frame: str) -> HttpResponse:
    """Show a form to find words with; a POST opens the composer with the words that it makes.

    Nothing is stored: the composer answers the POST, and one in which all is empty the form.
    """
    found = frames.frame(frame)
    if found is None:
        raise Http404
    fields = [_filled(request, field) for field in found.field]
    if request.method != "POST":
        return render(request, "conversation/form.html", {"frame": found, "fields": fields})
    said = {one.field.id: one.typed for one in fields}
    picked = {one.field.id: one.picked for one in fields}
    text = frames.compose(found, said, gettext, picked=picked)
    if not text:
        shown = {"frame": found, "fields": fields, "is_empty": True}
        return render(request, "conversation/form.html", shown, status=NOT_OPENED)
    return _show(request, WordsForm(initial={"text": text}), text)


def _give(request: SignedIn, form: WordsForm, text: str) -> HttpResponse:
    """Give the words as a letter; where there is nobody to give them to, say so beside them."""
    visit = request.visit
    if visit.us is None or not care.allows_joint(visit.care):
        return _show(request, _again(form, text), text, not_given=True)
    acts.give_letter(visit, key=form.cleaned_data["key"], text=text)
    return see_other("conversation:letters")


def _filled(request: SignedIn, field: Field) -> Filled:
    id = field.id
    picked = tuple(request.POST.getlist(f"{id}-pick"))
    return Filled(field, frames.picks(field.pick), request.POST.get(id, ""), picked)


def _show(
    request: SignedIn,
    form: WordsForm,
    text: str,
    *,
    saved: Entry[OwnWords] | None = None,
    not_given: bool = False,
) -> HttpResponse:
    visit = request.visit
    values = {
        "form": form,
        "saved": saved.record.use if saved else "",
        "keeps": tuple(reversed(_own_words(visit)))[:MOST_KEPT],
        "not_given": not_given,
        "two": visit.us is not None,
        "frames": frames.frames(),
        "joint": visit.us is not None and care.allows_joint(visit.care),
        **_landing(visit, text),
    }
    is_amiss = not_given or (form.is_bound and not form.is_valid())
    status = NOT_OPENED if is_amiss else 200
    return render(request, "conversation/words.html", values, status=status)


def _landing(visit: Visit, text: str) -> dict[str, object]:
    """Return what the card says. What is longer than can be kept is not read: it takes long."""
    is_long = len(text) > TEXT_LETTERS
    values = {"other": visit.other, "any": bool(text.strip()) and not is_long, "is_long": is_long}
    return {"heard": _heard("" if is_long else text), **values}


def _heard(text: str) -> Heard:
    from nearer.language import read as read_message  # noqa: PLC0415  loads its model on first use
    from nearer.language import restate  # noqa: PLC0415

    return hearing.hear(read_message(text), restate(text))


def _tried(text: str, do: str) -> str:
    """Return the text with the wording that was tapped; without one, the text as it is."""
    number, _, place = do.removeprefix(TRY).partition(".")
    if not do.startswith(TRY) or not (number.isdecimal() and place.isdecimal()):
        return text
    found = [note for note in _heard(text).notes if note.number == int(number)]
    tries = found[0].tries if found else ()
    return hearing.retold(text, tries[int(place)]) if int(place) < len(tries) else text


def _again(form: WordsForm, text: str) -> WordsForm:
    """Return the form with other words in it, and the same key: what is kept then is one entry."""
    again = WordsForm({**_plain(form.data), "text": text})
    again.is_valid()
    return again


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data.get(name) for name in data}


def _keep(visit: Visit, form: WordsForm, do: str) -> str:
    kept = _kept(visit, form.cleaned_data["kept"])
    key = kept.record.made if kept else form.cleaned_data["key"]
    text = form.cleaned_data["text"]
    return acts.keep_words(visit, key=key, text=text, for_talk=do == "talk").id.hex()


def _kept(visit: Visit, name: str) -> Entry[OwnWords] | None:
    found = _own_words(visit) if name else []
    return next((entry for entry in found if entry.id.hex() == name), None)


def _own_words(visit: Visit) -> list[Entry[OwnWords]]:
    """Return the words that somebody kept, in the order in which they were kept first."""
    found = read.everything(visit, visit.me).of(OwnWords)
    return [entry for entry in found if entry.mine and not entry.record.removed]
