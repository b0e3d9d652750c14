"""The list of one's own entries: read, found, changed, removed, brought back."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nearer.house import registry
from nearer.house.door import Own, Told
from nearer.house.routes import Who, page
from nearer.journey import entries as thinking
from nearer.journey.entries import Piece, Wanted
from nearer.vault import read
from nearer.vault.read import Entry, Pages
from nearer.vault.record import Record
from nearer.vault.visit import SignedIn, Space, Visit

SOUGHT, REMOVED = "sought", "removed"
SOUGHT_LETTERS = 80
# How long the page that follows a removal offers to undo it.
UNDO_SECONDS = 10 * 60


@page(Who.PERSON, post=("key", "words", "remove", "undo"))
def entries(request: SignedIn) -> HttpResponse:
    """Show what one wrote; a POST seeks, removes or brings back.

    Words that are sought stay out of the address: they wait in the sealed session.
    """
    visit = request.visit
    if request.method == "POST":
        _do(visit, request)
        return HttpResponse(status=303, headers={"Location": request.get_full_path()})
    opened = [(space, read.everything(visit, space)) for space in _spaces(visit)]
    pieces = [piece for space, pages in opened for piece in _pieces(visit, space, pages)]
    wanted = Wanted(
        kind=request.GET.get("kind", ""),
        month=request.GET.get("month", ""),
        words=visit.held.get(SOUGHT, ""),
    )
    shown = {
        "tab": "you",
        "kinds": _kinds(pieces),
        "months": [(f"{day:%Y-%m}", day) for day in thinking.months(pieces)],
        "wanted": wanted,
        "listing": thinking.listing(pieces, wanted, _number(request.GET.get("page", ""))),
        "any": bool(pieces),
        "undo": visit.now.timestamp() - visit.held.get(REMOVED, ("", 0))[1] < UNDO_SECONDS,
        "unreadable": sum(pages.unreadable for _, pages in opened),
        "forged": sum(pages.forged for _, pages in opened),
    }
    return render(request, "journey/entries.html", shown)


def _do(visit: Visit, request: SignedIn) -> None:
    if "words" in request.POST:
        _seek(visit, request.POST["words"])
    elif "undo" in request.POST:
        name, _ = visit.held.pop(REMOVED, ("", 0))
        _by_its_room(visit, name, bring_back=True)
    elif _by_its_room(visit, name := request.POST.get("remove", "")):
        visit.held[REMOVED] = [name, int(visit.now.timestamp())]


def _seek(visit: Visit, words: str) -> None:
    visit.held.pop(SOUGHT, None)
    if words := " ".join(words.split())[:SOUGHT_LETTERS]:
        visit.held[SOUGHT] = words


def _by_its_room(visit: Visit, name: str, *, bring_back: bool = False) -> bool:
    """Let the room whose entry it is remove it or bring it back; False: it is nobody's."""
    try:
        id = bytes.fromhex(name)
    except ValueError:
        return False
    acts = [own.restore if bring_back else own.remove for own in _rooms()]
    return any(act(visit, id) for act in acts)


def _pieces(visit: Visit, space: Space, pages: Pages) -> Iterator[Piece]:
    mine = [entry for entry in pages.entries if entry.mine and not entry.forged]
    for entry in mine:
        found = (told for own in _rooms() if (told := own.tell(entry)))
        if told := next(found, None):
            yield _piece(visit, entry, told, shared=space.id != visit.me.id)


def _piece(visit: Visit, entry: Entry[Record], told: Told, *, shared: bool) -> Piece:
    other = visit.partner.called if visit.partner else gettext("the other person")
    url = reverse(told.url_name, args=told.args) if told.url_name else ""
    return Piece(
        id=entry.id.hex(),
        day=entry.record.day,
        kind=told.kind,
        title=gettext(told.title),
        details=tuple(_filled(gettext(detail), other) for detail in told.details),
        text=told.text,
        url=f"{url}?{told.query}" if told.query else url,
        whole=told.whole,
        changed=entry.revision > 1,
        shared=shared,
        removable=told.removable,
    )


def _filled(text: str, other: str) -> str:
    filled = text.replace("{other}", other)
    return filled[:1].upper() + filled[1:] if text.startswith("{other}") else filled


def _kinds(pieces: list[Piece]) -> list[tuple[str, str]]:
    there = {piece.kind for piece in pieces}
    return [(key, name) for own in _rooms() for key, name in own.kinds if key in there]


def _rooms() -> list[Own]:
    return [door.own for door in registry.rooms() if door.own is not None]


def _spaces(visit: Visit) -> list[Space]:
    return [visit.me, *([visit.us] if visit.us else [])]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
