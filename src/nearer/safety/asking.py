"""The private questions. They have no address: a page wears a decorator and gives way to them.

A POST with a field `quiet` moves them and is answered by 303 to the same page; while the sealed
session says that they are open there, that page shows them instead of itself. Nothing is stored by
default.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nearer.safety import care, ending
from nearer.safety.level import Level, Question, from_fields, level
from nearer.vault.keys import Keyring
from nearer.vault.visit import Visit
from nearer.vault.write import change_keyring

View = Callable[..., HttpResponse]

QUIET_FIELDS = ("key", "quiet", *(question.value for question in Question), "remember")

OPEN = "quiet"
WANTED = "wanted"
# Who puts the phone down leaves nothing open on it for long.
OPEN_SECONDS = 10 * 60
WANTED_SECONDS = 30 * 60


class Step(Enum):
    """Where somebody is in the questions; the value is its template in `safety/`."""

    OPENING = "opening"
    SEEN = "seen"
    QUESTIONS = "questions"
    END = "end"

    @property
    def template(self) -> str:
        """Return the step's template."""
        return f"safety/{self.value}.html"


# Buttons that only lead from one step to another.
LEADS_TO = {
    "start": Step.OPENING,
    "back": Step.OPENING,
    "alone": Step.QUESTIONS,
    "watched": Step.SEEN,
}


def with_quiet_questions(view: View) -> View:
    """Let a page open and answer the private questions in its own place."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _answer(request) or view(request, *args, **kwargs)

    return page


def asked_first(view: View) -> View:
    """Let a joint page ask first: the private questions, and "today?" where we go gently.

    Where nothing joint is allowed the page itself still opens, so that what was given can be
    taken back; it asks `care.allows_joint` what it may offer.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _answer(request) or _before(request) or view(request, *args, **kwargs)

    return page


def _answer(request: HttpRequest) -> HttpResponse | None:
    """Return what belongs to the questions: a move's 303, or the step that is open on this page."""
    visit = _visit(request)
    if visit is None:
        return None
    if request.method == "POST" and "quiet" in request.POST:
        _move(visit, request.path, request.POST)
        return HttpResponse(status=303, headers={"Location": request.get_full_path()})
    step = _open_step(visit, request.path)
    return (
        _show(request, visit, step, came_here=True) if step and request.method != "POST" else None
    )


def _before(request: HttpRequest) -> HttpResponse | None:
    """Return what comes before a joint page, or None."""
    visit = _visit(request)
    if visit is None or request.method == "POST":
        return None
    if care.needs_asking(visit):
        return _show(request, visit, Step.OPENING, came_here=False)
    if care.gentle(visit.care) and not _still(visit, visit.held.get(WANTED, {}), request.path):
        return render(request, "safety/today.html")
    return None


def _move(visit: Visit, path: str, fields: Mapping[str, str]) -> None:
    """Do what one button asks for; an unknown one does nothing."""
    word = fields.get("quiet", "")
    # Noted whatever the button was: it must not tell whether anything was answered.
    visit.held[care.ASKED] = True
    if word in LEADS_TO:
        _open(visit, path, LEADS_TO[word])
    elif word == "answer":
        _take(visit, path, fields)
    elif word == "forget":
        _forget(visit)
        _close(visit)
    elif word == "today":
        visit.held[WANTED] = _until(visit, path, WANTED_SECONDS)
    else:
        _close(visit)


def _take(visit: Visit, path: str, fields: Mapping[str, str]) -> None:
    """Turn answers into a level; the answers themselves end here."""
    answers = from_fields(fields)
    if not answers:
        return _close(visit)
    found = level(answers)
    _for_now(visit, found)
    if fields.get("remember"):
        change_keyring(visit, lambda keyring: _with_care(keyring, found))
    return _open(visit, path, Step.END)


def _forget(visit: Visit) -> None:
    _for_now(visit, None)
    change_keyring(visit, lambda keyring: _with_care(keyring, None))


def _with_care(keyring: Keyring, found: Level | None) -> Keyring:
    return msgspec.structs.replace(keyring, care=None if found is None else int(found))


def _for_now(visit: Visit, found: Level | None) -> None:
    """Keep a level for this session, in its sealed row, which has one size whatever it holds."""
    if visit.session is not None:
        visit.session.payload.care = None if found is None else int(found)


def _open(visit: Visit, path: str, step: Step) -> None:
    visit.held[OPEN] = _until(visit, path, OPEN_SECONDS) | {"step": step.value}


def _close(visit: Visit) -> None:
    visit.held.pop(OPEN, None)


def _open_step(visit: Visit, path: str) -> Step | None:
    kept: dict[str, Any] = visit.held.get(OPEN, {})
    return Step(kept["step"]) if _still(visit, kept, path) else None


def _until(visit: Visit, path: str, seconds: int) -> dict[str, Any]:
    return {"at": path, "until": int(visit.now.timestamp()) + seconds}


def _still(visit: Visit, kept: dict[str, Any], path: str) -> bool:
    """Tell whether something that was opened on a page is open there yet."""
    return kept.get("at") == path and visit.now.timestamp() < kept["until"]


def _show(request: HttpRequest, visit: Visit, step: Step, *, came_here: bool) -> HttpResponse:
    """Show a step. came_here: somebody asked for it on this page, so Back leads to the page."""
    values = {"cards": ending.cards(visit.care), "came_here": came_here}
    return render(request, step.template, values)


def _visit(request: HttpRequest) -> Visit | None:
    return getattr(request, "visit", None)
