"""The list of one's own entries: read, found, changed, removed, brought back."""

from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.journey import entries as thinking
from nearer.journey.entries import Piece, Wanted
from nearer.people import telling
from nearer.people.telling import Line
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
    opened = [(space, read.everything(visit, space)) for space in telling.readable(visit)]
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
        "unreadable": sum(_count(pages, telling.is_unopened) for _, pages in opened)
        + sum(pages.unreadable for _, pages in opened),
        "forged": sum(_count(pages, telling.is_forged) for _, pages in opened),
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
    acts = [own.restore if bring_back else own.remove for own in telling.rooms()]
    return any(act(visit, id) for act in acts)


def _count(pages: Pages, is_so: Callable[[Entry[Record]], bool]) -> int:
    return sum(is_so(entry) for entry in pages.entries)


def _pieces(visit: Visit, space: Space, pages: Pages) -> Iterator[Piece]:
    """Tell what one wrote oneself, and what one kept of a shared space that has ended."""
    for entry in pages.entries:
        if not entry.mine or telling.is_forged(entry):
            continue
        if line := telling.line(visit, entry):
            yield _piece(line, entry.id, shared=space.id != visit.me.id)


def _piece(line: Line, id: bytes, *, shared: bool) -> Piece:
    told = line.told
    url = reverse(told.url_name, args=told.args) if told.url_name and not line.kept else ""
    return Piece(
        id=id.hex(),
        day=line.entry.record.day,
        kind=told.kind,
        title=line.title,
        details=line.details,
        answers=line.answers,
        text=line.text,
        url=f"{url}?{told.query}" if url and told.query else url,
        whole=told.whole,
        changed=line.entry.revision > 1,
        shared=shared,
        removable=told.removable and not line.kept,
        about=line.about,
        kept_from=line.author if line.kept else "",
    )


def _kinds(pieces: list[Piece]) -> list[tuple[str, str]]:
    there = {piece.kind for piece in pieces}
    return [(key, name) for own in telling.rooms() for key, name in own.kinds if key in there]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
