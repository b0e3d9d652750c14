"""The noticing log: one tap, one line, a week in words (article: 1b)."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts, noticing, pulse
from nearer.rooms.awareness.forms import NoticeForm
from nearer.rooms.awareness.records import Noticing
from nearer.safety.heavy import sounds_heavy
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit

JUST = "noticed"
# How long a tap can be undone on its own page; after that it is removed from the list.
UNDO_SECONDS = 10 * 60


@page(Who.PERSON, post=("key", "what", "text", "undo"), carries=("what", "text"))
def noticed(request: SignedIn) -> HttpResponse:
    """Show the four taps and the week so far; a POST notes one, or undoes the last."""
    visit = request.visit
    if request.method == "POST" and "undo" in request.POST:
        _undo(visit)
        return see_other("awareness:noticed")
    form = NoticeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "awareness/noticed.html", _page(visit, form))
    entry = acts.notice(
        visit,
        key=form.cleaned_data["key"],
        seen=form.seen,
        mine=form.mine,
        line=form.cleaned_data["text"],
    )
    visit.held[JUST] = [entry.id.hex(), int(visit.now.timestamp())]
    return see_other("awareness:noticed")


def _undo(visit: Visit) -> None:
    id, _ = visit.held.pop(JUST, ("", 0))
    acts.remove(visit, bytes.fromhex(id))


def _page(visit: Visit, form: NoticeForm) -> dict[str, object]:
    pages = read.recent(visit)
    this, told = pulse.week_of(visit.today), noticing.told_week(visit.today)
    return {
        "form": form,
        "other": visit.other,
        "just": _just(visit, pages),
        "week": list(reversed(noticing.of_week(pages, this))),
        "told": noticing.summary(noticing.of_week(pages, told), told),
        "this_week": told == this,
    }


def _just(visit: Visit, pages: read.Pages) -> dict[str, object] | None:
    """Return what was noted a moment ago, with its undo; None: nothing was."""
    id, at = visit.held.get(JUST, ("", 0))
    if visit.now.timestamp() - at > UNDO_SECONDS:
        return None
    found = (entry for entry in pages.of(Noticing) if entry.id.hex() == id)
    entry = next((entry for entry in found if not entry.record.removed), None)
    return {"heavy": sounds_heavy(entry.record.line)} if entry else None
