"""What a visit begins with, where there is something to say; shown to its person alone.

A deletion that waits, a restored copy, a shared space that the other has closed, a rest whose day
has come. Today gives way to it once in each session.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nearer.house.routes import Who, page
from nearer.people import copies, saying
from nearer.people import leaving as doors
from nearer.people.answers import home, see_other
from nearer.vault import ending, leaving
from nearer.vault.restored import Restored
from nearer.vault.visit import AnyRequest, SignedIn, Visit

READ = "first"
HOME = "journey:today"


@dataclass(frozen=True)
class First:
    """What there is to say. ends: when this person is to be deleted. rested: the day has come."""

    ends: datetime | None
    copy: Restored | None
    closed: bool
    rested: bool

    @property
    def words(self) -> list[str]:
        """The names of what is said, so that the session knows which were read."""
        named = {"ends": self.ends, "copy": self.copy, "closed": self.closed, "rested": self.rested}
        return [name for name, there in named.items() if there]


def _stay(visit: Visit) -> HttpResponse:
    ending.undo(visit)
    return see_other(reverse("people:first"))


def _understand(visit: Visit) -> HttpResponse:
    leaving.understood(visit)
    return see_other(reverse("people:first"))


def _confirm(visit: Visit) -> HttpResponse:
    copies.confirm(visit)
    saying.note(visit, "confirmed")
    return see_other(reverse("people:you"))


DOES = {"stay": _stay, "understood": _understand, "copy": _confirm}


@page(Who.PERSON, post=("key", "do"))
def first(request: SignedIn) -> HttpResponse:
    """Show what there is to say; a POST takes note of it, or undoes a deletion."""
    visit = request.visit
    said = to_say(visit)
    if request.method != "POST":
        if not said.words:
            return redirect(home())
        return render(request, "people/first.html", {"first": said, "other": doors.other(visit)})
    do = request.POST.get("do", "")
    if do in DOES:
        return DOES[do](visit)
    visit.held[READ] = said.words
    return see_other(home())


def to_say(visit: Visit) -> First:
    """Return what there is to say to this person now."""
    due = ending.due(visit.person)
    return First(
        ends=datetime.fromtimestamp(due, UTC).astimezone(visit.zone) if due else None,
        copy=copies.unconfirmed(visit),
        closed=visit.is_closed,
        rested=doors.is_time_to_ask(visit),
    )


def before(request: AnyRequest, visit: Visit) -> HttpResponse | None:
    """Let Today give way once in a session to what there is to say."""
    match = request.resolver_match
    if match is None or match.view_name != HOME:
        return None
    unread = set(to_say(visit).words) - set(visit.held.get(READ, []))
    return redirect("people:first") if unread else None
