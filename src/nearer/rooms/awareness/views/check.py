"""The sign check: choosing, answering, ending (article: 1a)."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from nearer.article import Direction
from nearer.house.routes import Who, page
from nearer.people.answers import see_other
from nearer.rooms.awareness import acts, history, wording
from nearer.rooms.awareness.cells import Account, Answers, Person
from nearer.rooms.awareness.check import (
    Chosen,
    Length,
    Place,
    first_open,
    next_open,
    place,
    progress,
    way,
)
from nearer.rooms.awareness.choosing import chosen
from nearer.rooms.awareness.forms import RATHER_NOT, AnswerForm, EndForm
from nearer.rooms.awareness.records import Check
from nearer.rooms.awareness.solo import SoloPicture, solo
from nearer.safety import care
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit


@dataclass(frozen=True)
class Choice:
    """One way through the check, as the first page offers it."""

    url: str
    begun: bool
    done: bool


@page(Who.PERSON)
def start(request: SignedIn) -> HttpResponse:
    """Offer the ways through the check; what was begun goes on where it stopped."""
    check = history.current(read.recent(request.visit), request.visit.today)
    choices = {
        "receive": _choice(check, Direction.RECEIVE, Length.SHORT),
        "give": _choice(check, Direction.GIVE, Length.SHORT),
        "signs": _choice(check, Direction.RECEIVE, Length.SIGNS),
        "all": _choice(check, Direction.RECEIVE, Length.ALL),
    }
    some = history.answered_keys(check)
    return render(request, "awareness/check.html", {"choices": choices, "some": some})


@page(Who.PERSON, post=AnswerForm, carries=("answer", "length"))
def item(request: SignedIn, direction: str, number: int) -> HttpResponse:
    """Ask one question; a POST saves its answer and goes on to the next open one."""
    fields = request.POST if request.method == "POST" else request.GET
    length = fields.get("length", Length.SHORT)
    check = history.current(read.recent(request.visit), request.visit.today)
    here = place(direction, number, length, _chosen(length, _said(check)))
    if here is None:
        raise Http404
    form = AnswerForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return render(request, "awareness/item.html", _asked(request.visit, check, here, form))
    acts.answer(
        request.visit,
        begun=check.begun,
        direction=here.direction,
        item=here.item.id,
        answer=form.cleaned_data["answer"],
    )
    return see_other(_after(request.visit, here, check, form.cleaned_data["answer"]))


@page(Who.PERSON, post=EndForm)
def end(request: SignedIn) -> HttpResponse:
    """Show two strengths, then ask what should happen with the answers."""
    visit = request.visit
    if request.method == "POST":
        return _finish(visit, EndForm(request.POST))
    check = history.current(read.recent(visit), visit.today)
    if not history.answered_keys(check):
        return redirect("awareness:check")
    return render(request, "awareness/check-end.html", _ended(visit, check))


def own_picture(visit: Visit, check: Check, *, card: int = 0) -> SoloPicture:
    """Return a person's own picture of one check."""
    me = Person(side=visit.side, called=visit.keyring.settings.called)
    return solo(Account(person=me, receive=check.receive, give=check.give), card=card)


def url_of(here: Place) -> str:
    """Return a question's address with the length that its reader chose."""
    path = reverse("awareness:item", args=[here.direction.value, here.number])
    return f"{path}?{urlencode({'length': here.length.value})}"


def _choice(check: Check, direction: Direction, length: Length) -> Choice:
    places = way(direction, length, _chosen(length, _said(check)))
    answered = history.answered_keys(check)
    next_ = first_open(places, answered)
    return Choice(
        url=url_of(next_ or places[0]),
        begun=any(here.key in answered for here in places),
        done=next_ is None,
    )


def _asked(visit: Visit, check: Check, here: Place, form: AnswerForm | None) -> dict[str, object]:
    answered = history.answered_keys(check)
    said = check.answered(here.direction)
    return {
        "here": here,
        "short": here.length is Length.SHORT,
        "text": wording.item_text(here.item, here.direction, visit.other),
        "hint": wording.hint(here.item),
        "progress": progress(here),
        "has_answer": here.key in answered,
        "chosen": str(said.get(here.item.id) or "") if here.key in answered else "",
        "not_said": here.key in answered and said[here.item.id] is None,
        "rather_not": RATHER_NOT,
        "back": url_of(here.before) if here.before else reverse("awareness:check"),
        "on": _on(here, answered),
        "form": form,
    }


def _said(check: Check) -> dict[Direction, Answers]:
    return {direction: check.answered(direction) for direction in Direction}


def _chosen(length: str, said: dict[Direction, Answers]) -> Chosen | None:
    """Return which sixteen are asked, where there is a choice at all."""
    return chosen(said) if length == Length.SIGNS else None


def _on(here: Place, answered: frozenset[str]) -> str:
    next_ = next_open(here, answered)
    return url_of(next_) if next_ else reverse("awareness:end")


def _after(visit: Visit, here: Place, check: Check, answer: int | None) -> str:
    """Return where an answer leads; at the end of a stretch the card is written."""
    said = _said(check)
    said[here.direction] = {**said[here.direction], here.item.id: answer}
    here = replace(here, chosen=_chosen(here.length, said))
    answered = history.answered_keys(check) | {here.key}
    if next_open(here, answered) is None:
        acts.remember(visit)
    return _on(here, answered)


def _finish(visit: Visit, form: EndForm) -> HttpResponse:
    acts.remember(visit)
    if form.word == "seal" and visit.us is not None and care.allows_joint(visit.care):
        return see_other("awareness:envelope")
    return see_other("journey:today")


def _ended(visit: Visit, check: Check) -> dict[str, object]:
    choices = {
        "receive": _choice(check, Direction.RECEIVE, Length.SHORT),
        "give": _choice(check, Direction.GIVE, Length.SHORT),
        "signs": _choice(check, Direction.RECEIVE, Length.SIGNS),
    }
    return {
        "picture": own_picture(visit, check),
        "choices": choices,
        "for_two": visit.us is not None and care.allows_joint(visit.care),
        "other": visit.other,
    }
