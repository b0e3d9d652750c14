"""The room: who has the floor, what comes next, a pause, the page that both sign (2a, 2c, 2d)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people.answers import NOT_OPENED, see_other
from nearer.rooms.conversation import acts, scene
from nearer.rooms.conversation.floor import NotNow, Talk
from nearer.rooms.conversation.forms import MoveForm
from nearer.rooms.conversation.records import Mode, Side, What
from nearer.safety import care
from nearer.safety.asking import QUIET_FIELDS, asked_first
from nearer.vault import read
from nearer.vault.errors import SpaceEnded
from nearer.vault.visit import SignedIn, Visit

CARRIES = tuple(name for name in MoveForm.base_fields if name != "key")
FIELDS = (*MoveForm.base_fields, *(name for name in QUIET_FIELDS if name != "key"))
# What the page says once on arriving, and which of its folds lies open: `?kept`, `?pause`.
TOLD = ("kept", "stood")
OPENS = ("pause", "end")


@page(Who.PERSON, post=FIELDS, carries=CARRIES)
def room(request: SignedIn) -> HttpResponse:
    """Show the talk as it stands; a POST does one thing in it.

    `?part` gives the middle alone, `?talk` one that is over.
    """
    if not care.allows_joint(request.visit.care):
        return see_other("conversation:talks")
    return _room(request)


@page(Who.PERSON)
def live(request: SignedIn) -> HttpResponse:
    """Answer where no stream is served (`nearer.project.live` serves it from the loop)."""
    return HttpResponse(status=204)


@asked_first
def _room(request: SignedIn) -> HttpResponse:
    if request.method == "POST":
        return _do(request.visit, request)
    past = request.GET.get("talk", "")
    return _past(request, past) if past else _show(request)


def _show(request: SignedIn, *, refused: MoveForm | None = None) -> HttpResponse:
    """Show where the talk stands. refused: what was sent and could not be done, with its words."""
    visit = request.visit
    talk = acts.newest(visit)
    if talk is None:
        return see_other("conversation:talks")
    kept = [refused.data.get(name, "") for name in ("text", "promise")] if refused else []
    is_part = "part" in request.GET
    values = {
        "scene": _scene(visit, talk, is_part=is_part),
        "told": next((word for word in TOLD if word in request.GET), ""),
        "opens": next((word for word in OPENS if word in request.GET), ""),
        "refused": refused,
        "too_long": bool(refused and {"text", "promise"} & set(refused.errors)),
        "kept": [words for words in kept if words.strip()],
        "zone": visit.zone,
        "live": visit.us is not None,
    }
    part = "conversation/room-whole.html" if is_part else "conversation/room.html"
    return render(request, part, values, status=NOT_OPENED if refused else 200)


def _scene(visit: Visit, talk: Talk, *, is_part: bool = False) -> scene.Scene:
    """Return the room as its reader sees it. A part is asked for often, and has no notes in it."""
    has_notes = talk.mode is Mode.ONE or not is_part
    return scene.seen(
        talk,
        mine=acts.side_in(visit, talk),
        called=visit.keyring.settings.called,
        other=visit.other,
        now=visit.now,
        records=read.everything(visit, visit.me) if has_notes else read.recent(visit),
    )


def _past(request: SignedIn, id: str) -> HttpResponse:
    """Show what was written in a talk that is not gone on with."""
    visit = request.visit
    talk = next((one for one in acts.past(visit) if one.id.hex() == id), None)
    if talk is None:
        raise Http404
    values = {"scene": _scene(visit, talk), "zone": visit.zone}
    return render(request, "conversation/room-past.html", values)


def _do(visit: Visit, request: SignedIn) -> HttpResponse:
    """Do one thing; where the talk has gone on meanwhile its page shows where it stands.

    Words that came too late are shown again by this very answer: a session holds too little.
    """
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, refused=form)
    try:
        told = _sign(visit, form) if form.cleaned_data["what"] == What.SIGN else _move(visit, form)
    except NotNow:
        return _show(request, refused=form)
    except SpaceEnded:
        return see_other("conversation:talks")
    return see_other(f"{reverse('conversation:room')}{told}")


def _move(visit: Visit, form: MoveForm) -> str:
    fields = form.cleaned_data
    acts.move(
        visit,
        talk=fields["talk"],
        seen=fields["seen"],
        what=What(fields["what"]),
        side=Side(fields["side"]) if fields["side"] else None,
        text=fields["text"],
        promise=fields["promise"],
        minutes=fields["minutes"],
    )
    return ""


def _sign(visit: Visit, form: MoveForm) -> str:
    """Sign the words in the field; if they are new ones, keep them, and say so."""
    fields = form.cleaned_data
    is_signed = acts.sign(
        visit,
        talk=fields["talk"],
        seen=fields["seen"],
        side=Side(fields["side"]) if fields["side"] else None,
        text=fields["text"],
    )
    return "" if is_signed else "?kept"
