"""The pulse: five questions a week, and one's own lines over the weeks (article: 1a)."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts, line, pulse
from nearer.rooms.awareness.decline import decline
from nearer.rooms.awareness.forms import RATHER_NOT, WeekForm
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.line import Trend
from nearer.rooms.awareness.pulse import PulseItem
from nearer.rooms.awareness.records import Answered
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit


@dataclass(frozen=True)
class Shown:
    """One of the five as the page of the week shows it: this week's word, and its line."""

    number: int
    item: PulseItem
    is_said: bool
    answer: Answer | None
    trend: Trend | None


@page(Who.PERSON)
def week(request: SignedIn) -> HttpResponse:
    """Show this week's five answers and the lines of one's own; the other's are not here."""
    visit = request.visit
    everything = read.everything(visit, visit.me)
    said = pulse.said(everything, pulse.week_of(visit.today))
    next_ = pulse.next_open(said)
    shown = {
        "items": [_shown(everything, said, n, visit) for n in range(1, len(pulse.items()) + 1)],
        "begun": bool(said),
        "next": reverse("awareness:week-item", args=[next_]) if next_ else "",
        "weeks": pulse.weeks(everything),
        "lower": decline(everything, visit.today),
        "heavy": said.get("speak") == Answer.NEVER,
        "other": visit.other,
    }
    return render(request, "awareness/week.html", shown)


@page(Who.PERSON, post=WeekForm, carries=("answer", "week"))
def item(request: SignedIn, number: int) -> HttpResponse:
    """Ask one of the five; a POST saves its answer and goes on to the next open one."""
    if not 1 <= number <= len(pulse.items()):
        raise Http404
    visit = request.visit
    form = WeekForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return render(request, "awareness/week-item.html", _asked(visit, number, form))
    monday = pulse.meant(form.cleaned_data["week"], visit.today)
    asked = pulse.items()[number - 1]
    acts.answer_week(visit, week=monday, item=asked.id, answer=form.cleaned_data["answer"])
    next_ = pulse.next_open(pulse.said(read.recent(visit), monday), after=number)
    return see_other(reverse("awareness:week-item", args=[next_]) if next_ else "awareness:week")


def _shown(records: read.Pages, said: Answered, number: int, visit: Visit) -> Shown:
    asked = pulse.items()[number - 1]
    given = said.get(asked.id)
    return Shown(
        number=number,
        item=asked,
        is_said=asked.id in said,
        answer=Answer(given) if given else None,
        trend=line.trend(pulse.by_week(records, asked.id), side=visit.side),
    )


def _asked(visit: Visit, number: int, form: WeekForm | None) -> dict[str, object]:
    monday = pulse.week_of(visit.today)
    said = pulse.said(read.recent(visit), monday)
    asked = pulse.items()[number - 1]
    before = reverse("awareness:week-item", args=[number - 1]) if number > 1 else ""
    on = pulse.next_open(said, after=number)
    return {
        "item": asked,
        "other": visit.other,
        "week": monday.isoformat(),
        "left": len(pulse.items()) - number,
        "done": f"{100 * (number - 1) / len(pulse.items()):.0f}%",
        "has_answer": asked.id in said,
        "chosen": str(said.get(asked.id) or ""),
        "not_said": asked.id in said and said[asked.id] is None,
        "rather_not": RATHER_NOT,
        "back": before or reverse("awareness:week"),
        "on": reverse("awareness:week-item", args=[on]) if on else reverse("awareness:week"),
        "form": form,
    }
