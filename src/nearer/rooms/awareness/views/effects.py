"""The effects check: on me, how I am in this, on us (article: EN1-EN6, EF1-EF4, ER1-ER7)."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts, effects
from nearer.rooms.awareness.effects import Part, Round, Said
from nearer.rooms.awareness.forms import RATHER_NOT, DegreeForm
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit


@dataclass(frozen=True)
class Third:
    """One of the three parts: where it begins or goes on, and what was said in it."""

    part: Part
    url: str
    begun: bool
    done: bool
    said: tuple[Said, ...]


@page(Who.PERSON)
def start(request: SignedIn) -> HttpResponse:
    """Show the three parts and what was said; help comes first where that is heavy."""
    visit = request.visit
    round_ = effects.current(read.recent(visit), visit.today)
    shown = {
        "parts": {part.value: _third(part, round_) for part in Part},
        "round": round_,
        "other": visit.other,
    }
    return render(request, "awareness/effects.html", shown)


@page(Who.PERSON, post=DegreeForm, carries=("answer",))
def item(request: SignedIn, part: Part, number: int) -> HttpResponse:
    """Ask one question; a POST saves its answer and goes on to the next open one of its part."""
    asked = effects.of_part(part)
    if not 1 <= number <= len(asked):
        raise Http404
    visit = request.visit
    form = DegreeForm(request.POST) if request.method == "POST" else None
    round_ = effects.current(read.recent(visit), visit.today)
    if form is None or not form.is_valid():
        return render(
            request, "awareness/effects-item.html", _asked(visit, part, number, round_, form)
        )
    acts.answer_effect(
        visit,
        begun=round_.begun,
        item=asked[number - 1].id,
        answer=form.cleaned_data["answer"],
    )
    return see_other(_on(part, {**round_.answers, asked[number - 1].id: None}, number))


def _third(part: Part, round_: Round) -> Third:
    said = round_.of(part)
    number = effects.next_open(part, round_.answers)
    return Third(part, _url(part, number or 1), bool(said), number is None, said)


def _asked(
    visit: Visit, part: Part, number: int, round_: Round, form: DegreeForm | None
) -> dict[str, object]:
    items, said = effects.of_part(part), round_.answers
    item = items[number - 1]
    return {
        "item": item,
        "part": part.value,
        "other": visit.other,
        "left": len(items) - number,
        "done": f"{100 * (number - 1) / len(items):.0f}%",
        "has_answer": item.id in said,
        "chosen": str(said.get(item.id) or ""),
        "not_said": item.id in said and said[item.id] is None,
        "rather_not": RATHER_NOT,
        "heavy": round_.heavy,
        "back": _url(part, number - 1) if number > 1 else reverse("awareness:effects"),
        "on": _on(part, said, number),
        "form": form,
    }


def _on(part: Part, answers: dict[str, int | None], number: int) -> str:
    next_ = effects.next_open(part, answers, after=number)
    return _url(part, next_) if next_ else reverse("awareness:effects")


def _url(part: Part, number: int) -> str:
    return reverse(f"awareness:effects-{part.value}", args=[number])
