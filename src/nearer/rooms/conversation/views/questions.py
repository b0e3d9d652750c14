"""The deck: one question at a time, to be asked away from the phone (article: 2d)."""

from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.door import Records
from nearer.house.routes import Who, page
from nearer.people.answers import NOT_OPENED, see_other
from nearer.rooms.conversation import acts, deck
from nearer.rooms.conversation.deck import Card, Wanted
from nearer.rooms.conversation.forms import QuestionForm
from nearer.vault import read
from nearer.vault.visit import SignedIn, Visit

HELD = "deck"


@page(
    Who.PERSON, post=("key", "do", "card", "depth", "sign", "kind", "text"), carries=("text", "do")
)
def questions(request: SignedIn) -> HttpResponse:
    """Show one card; a POST takes another, notes that it was asked, begins anew, or adds one's own.

    Which card lies on top waits in the sealed session: what was skipped leaves no trace.
    """
    visit = request.visit
    if request.method != "POST":
        return _show(request, QuestionForm())
    do = request.POST.get("do", "")
    if do == "own":
        form = QuestionForm(request.POST)
        if not form.is_valid():
            return _show(request, form, status=NOT_OPENED)
        acts.ask_own(visit, key=form.cleaned_data["key"], text=form.cleaned_data["text"])
        return see_other("conversation:questions")
    if do == "asked":
        acts.use_question(visit, request.POST.get("card", ""), all_ids=_all_ids(visit))
    if do == "anew":
        found = _found(visit, read.everything(visit, visit.me))
        acts.ask_anew(visit, frozenset(card.id for card in found))
    _turn(visit, request)
    return see_other("conversation:questions")


def _turn(visit: Visit, request: SignedIn) -> None:
    """Put the next card on top."""
    held = visit.held.get(HELD, {})
    wanted = request.POST if request.POST.get("do") == "choose" else held
    visit.held[HELD] = {
        "after": request.POST.get("card", "")[:64],
        "depth": _one_of(wanted.get("depth", ""), deck.DEPTHS),
        "sign": _one_of(wanted.get("sign", ""), deck.signs()),
        "kind": _one_of(wanted.get("kind", ""), deck.KINDS),
    }


def _one_of(word: str, words: tuple[str, ...]) -> str:
    return word if word in words else ""


def _all_ids(visit: Visit) -> frozenset[str]:
    own = deck.own(read.everything(visit, visit.me))
    return deck.all_ids() | {card.id for card in own}


def _found(visit: Visit, records: Records) -> tuple[Card, ...]:
    """Return the cards of the kind that was chosen."""
    held = visit.held.get(HELD, {})
    wanted = Wanted(*(held.get(name, "") for name in ("depth", "sign", "kind")))
    return deck.cards(wanted, deck.own(records))


def _show(request: SignedIn, form: QuestionForm, *, status: int = 200) -> HttpResponse:
    visit = request.visit
    held = visit.held.get(HELD, {})
    records = read.everything(visit, visit.me)
    found, used = _found(visit, records), deck.used(records)
    seed = visit.person + visit.today.isoformat().encode()
    values = {
        "card": deck.draw(found, used=used, seed=seed, after=held.get("after", "")),
        "is_asked": bool(found),
        "form": form,
        "chosen": held,
        "depths": deck.DEPTHS,
        "signs": deck.signs(),
        "kinds": deck.KINDS,
        "left": len(deck.left(found, used)),
    }
    return render(request, "conversation/questions.html", values, status=status)
