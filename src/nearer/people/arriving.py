"""The invitee's pages: from a link, a typed code or six spoken words to yes or not now.

Signed out nothing is stored: the code travels in the forms. Signed in it waits in the sealed
session, so that the private questions can come first. Whatever opens nothing gets one same page.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nearer.house.routes import Who, page
from nearer.people import invitations as pairing
from nearer.people.answers import NOT_OPENED, home, see_other
from nearer.people.forms import Enter
from nearer.people.invitation_forms import TypedCode, TypedWords
from nearer.people.invitations import Status
from nearer.people.views import sign_up
from nearer.safety import care
from nearer.safety.asking import QUIET_FIELDS, asked_first, with_quiet_questions
from nearer.vault import invitations, spoken
from nearer.vault.errors import AlreadyTwo, InvitationEnded
from nearer.vault.invitations import Look
from nearer.vault.visit import AnyRequest, SignedIn, Visit

GONE = 410


@page(Who.ANYONE, post=(*QUIET_FIELDS, "code", pairing.FIELD, "do"))
@with_quiet_questions
def arrive(request: AnyRequest) -> HttpResponse:
    """Take a code from the link or by hand, show the invitation, and take the answer."""
    visit = request.visit
    if request.method != "POST":
        waits = visit is not None and pairing.held(visit) is not None
        return _waiting(request) if waits else _typing(request)
    if visit is not None and request.POST.get("do") in ("yes", "no"):
        return _decided(request, visit)
    form = TypedCode(request.POST)
    if not form.is_valid():
        return _typing(request, by_code=form)
    return _opened(request, form.cleaned_data["code"])


@page(Who.ANYONE, post=("key", "words"), slow=True)
def arrive_by_words(request: AnyRequest) -> HttpResponse:
    """Take six spoken words. To look at it, it is the typing page, whatever waits at `/j`."""
    if request.method != "POST":
        return _typing(request)
    form = TypedWords(request.POST)
    if not form.is_valid():
        return _typing(request, by_words=form)
    try:
        code = spoken.hear(form.cleaned_data["words"])
    except InvitationEnded:
        return _ended(request)
    return _opened(request, code)


def _typing(
    request: AnyRequest, *, by_code: TypedCode | None = None, by_words: TypedWords | None = None
) -> HttpResponse:
    values = {"by_code": by_code or TypedCode(), "by_words": by_words or TypedWords()}
    status = NOT_OPENED if by_code or by_words else 200
    return render(request, "people/arrive.html", values, status=status)


def _opened(request: AnyRequest, code: str) -> HttpResponse:
    """Show an invitation: signed out as the answer itself, signed in by way of the session."""
    try:
        look = invitations.look(code)
    except InvitationEnded:
        return _ended(request)
    if request.visit is None:
        values = {"look": look, "code": code, "form": Enter(), "sign_up": sign_up()}
        return render(request, "people/arrive-look.html", values)
    pairing.hold(request.visit, code)
    return see_other(redirect("people:arrive").url)


@asked_first
def _waiting(request: SignedIn) -> HttpResponse:
    visit = request.visit
    code = pairing.held(visit) or ""
    try:
        look = invitations.look(code)
    except InvitationEnded:
        return _ended(request)
    return render(request, "people/arrive-decide.html", _to_decide(visit, look, code))


def _to_decide(visit: Visit, look: Look, code: str) -> dict[str, object]:
    now = pairing.status(visit)
    return {
        "look": look,
        "code": code,
        "own": pairing.is_own(visit, look),
        "already": now in (Status.COMPARING, Status.CONFIRMED, Status.OPEN),
        "replaces": now is Status.OFFERED,
        "quietly": not care.allows_joint(visit.care),
    }


def _decided(request: AnyRequest, visit: Visit) -> HttpResponse:
    if request.POST.get("do") == "no":
        pairing.let_go(visit)
        return see_other(home())
    try:
        pairing.take_up(visit, request.POST.get(pairing.FIELD, ""))
    except AlreadyTwo:
        return see_other(redirect("people:arrive").url)
    except InvitationEnded:
        pairing.let_go(visit)
        return _ended(request)
    pairing.let_go(visit)
    return see_other(redirect("people:compare").url)


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "people/arrive-ended.html", status=GONE)
