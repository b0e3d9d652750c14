"""The three prepared talks: what each is, one's own preparation, how to begin (article: 2a)."""

import secrets

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people.answers import NOT_OPENED, see_other
from nearer.rooms.conversation import acts
from nearer.rooms.conversation import talks as thinking
from nearer.rooms.conversation.floor import Talk
from nearer.rooms.conversation.forms import SUBJECTS, BeginForm
from nearer.rooms.conversation.records import (
    TEXT_LETTERS,
    Mode,
    OwnWords,
    Side,
    Subject,
)
from nearer.rooms.conversation.talks import Guide, Ready
from nearer.safety import care
from nearer.safety.asking import QUIET_FIELDS, asked_first
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit

PROMPTS = tuple(prompt.id for guide in thinking.guides() for prompt in guide.prompt)


@page(Who.PERSON)
def talks(request: SignedIn) -> HttpResponse:
    """Show the three talks, what stands open, and what else this step holds."""
    visit = request.visit
    joint = care.allows_joint(visit.care)
    newest = acts.newest(visit) if joint else None
    alone = acts.begun_alone(visit) if joint else None
    past = acts.past(visit) if joint else ()
    values = {
        "guides": thinking.guides(),
        "open": newest if newest and not newest.is_over else None,
        "signed": [(thinking.guide(one.subject), one) for one in past if one.was_signed],
        "ended": [(thinking.guide(one.subject), one) for one in past if one.lines or one.text],
        "zone": visit.zone,
        "overtaken": bool(alone and newest and not newest.is_over and alone.id != newest.id),
        "joint": joint,
        "other": visit.other,
    }
    return render(request, "conversation/talks.html", values)


@page(Who.PERSON, post=("key", *PROMPTS), carries=PROMPTS)
def prepare(request: SignedIn, subject: str) -> HttpResponse:
    """Show the prompts of one talk; a POST keeps what was written to them, for oneself."""
    visit, about = request.visit, _subject(subject)
    guide = thinking.guide(about)
    if request.method == "POST":
        texts = [
            (one.id, _typed(request, one.id)) for one in guide.prompt if one.id in request.POST
        ]
        if any(len(text) > TEXT_LETTERS for _, text in texts):
            return _too_long(request, guide, dict(texts))
        acts.prepare(visit, subject=about, texts=texts)
        return see_other("conversation:begin", subject)
    everything = read.everything(visit, visit.me)
    values = {
        "guide": guide,
        "ready": thinking.prepared(everything, about),
        "kept": [one for one in everything.of(OwnWords) if _is_for_talk(one.record)],
    }
    return render(request, "conversation/prepare.html", values)


def _too_long(request: SignedIn, guide: Guide, texts: dict[str, str]) -> HttpResponse:
    """Show what was typed again: it is longer than is kept."""
    ready = [Ready(prompt, texts.get(prompt.id, "")) for prompt in guide.prompt]
    values = {"guide": guide, "ready": ready, "kept": (), "too_long": True}
    return render(request, "conversation/prepare.html", values, status=NOT_OPENED)


@page(Who.PERSON, post=("mode", "first", *QUIET_FIELDS))
def begin(request: SignedIn, subject: str) -> HttpResponse:
    """Ask how the talk is held and who speaks first; a POST begins it."""
    about = _subject(subject)
    if not care.allows_joint(request.visit.care):
        return see_other("conversation:prepare", subject)
    return _begin(request, about)


@asked_first
def _begin(request: SignedIn, about: Subject) -> HttpResponse:
    visit = request.visit
    if request.method != "POST" and (stands := _in_the_way(visit)):
        values = {"guide": thinking.guide(about), "stands": thinking.guide(stands.subject)}
        return render(request, "conversation/begin.html", values)
    form = BeginForm(
        request.POST if request.method == "POST" else None, paired=visit.us is not None
    )
    if not form.is_valid():
        alone = acts.begun_alone(visit)
        ends = alone is not None and alone == acts.newest(visit)
        shown = {"form": form, "guide": thinking.guide(about), "ends": ends}
        status = NOT_OPENED if form.is_bound else 200
        return render(request, "conversation/begin.html", shown, status=status)
    talk = acts.begin(
        visit,
        key=form.cleaned_data["key"],
        subject=about,
        mode=Mode(form.cleaned_data["mode"]),
        first=_first(visit, form.cleaned_data["first"]),
    )
    is_new = talk.id == form.cleaned_data["key"]
    return see_other(reverse("conversation:room") + ("" if is_new else "?stood"))


def _in_the_way(visit: Visit) -> Talk | None:
    """Return the talk that stands open; one that was begun alone ends when another begins."""
    stands, alone = acts.standing(visit), acts.begun_alone(visit)
    return None if stands and alone and stands.id == alone.id else stands


def _first(visit: Visit, who: str) -> Side:
    mine = Side(visit.side)
    if who == "drawn":
        return secrets.choice(tuple(Side))
    return mine if who == "me" else mine.other


def _subject(name: str) -> Subject:
    if name not in SUBJECTS:
        raise Http404
    return SUBJECTS[name]


def _typed(request: SignedIn, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()


def _is_for_talk(record: OwnWords) -> bool:
    return record.use == "talk" and not record.removed
