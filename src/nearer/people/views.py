"""The doors: the first page, signing in, the lost passphrase, what is kept private, leaving."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from nearer.house.routes import Who, declaration_of, page
from nearer.people import accounts as ways_in
from nearer.people import carried, sessions
from nearer.people import invitations as pairing
from nearer.people.forms import ByCode, Enter
from nearer.vault import accounts, keys
from nearer.vault import sessions as sealed
from nearer.vault.visit import AnyRequest, SignedIn, Visit

ENTER = ("name", "pass", "to", "carried", "carried_tag", pairing.FIELD)
# Words for a fetch; a page of ours would be read by nobody.
NOT_OPENED = 422

Opened = tuple[bytes, bytes]


@page(Who.ANYONE)
def landing(request: AnyRequest) -> HttpResponse:
    """Show the first page; who is signed in goes on to Today."""
    if request.visit is not None:
        return see_other(home())
    return render(request, "people/landing.html", {"form": Enter(), "sign_up": sign_up()})


@page(Who.ANYONE, post=ENTER, slow=True)
def sign_in(request: AnyRequest) -> HttpResponse:
    """Sign in. Known and unknown names cost the same work and get the same bytes."""
    if request.method != "POST":
        return see_other(home()) if request.visit else _sign_in_page(request, Enter())
    form = Enter(request.POST)
    is_whole = form.is_valid()
    opened = None
    if is_whole:
        opened = accounts.unlock(form.cleaned_data["name"], form.cleaned_data["pass"])
    if "X-Again" in request.headers:
        return _again(request, opened)
    answer = opened and _enter(request, opened, back_to(request))
    if answer:
        return answer
    if is_whole:
        form.did_not_open()
    return _sign_in_page(request, form)


@page(Who.ANYONE, post=("code",))
def lost(request: AnyRequest) -> HttpResponse:
    """Say what is lost without a passphrase, and open with a recovery code."""
    if request.method != "POST":
        return render(request, "people/lost.html", {"form": ByCode()})
    form = ByCode(request.POST)
    if form.is_valid():
        code = keys.read_code(form.cleaned_data["code"])
        opened = accounts.unlock_by_code(code) if code else None
        answer = opened and _enter(request, opened, home())
        if answer:
            return answer
        form.did_not_open()
    return render(request, "people/lost.html", {"form": form}, status=NOT_OPENED)


@page(Who.ANYONE)
def limits(request: AnyRequest) -> HttpResponse:
    """Say what this copy can and cannot keep private."""
    return render(request, "people/limits.html")


# Still: a database that is locked or broken keeps nobody here.
@page(Who.ANYONE, get=False, post=(), still=True)
def leave(request: AnyRequest) -> HttpResponse:
    """End the session and go to the neutral page; from elsewhere it ends nothing, but goes."""
    answer = see_other(settings.NEARER_LEAVE)
    if not getattr(request, "foreign", False):
        sessions.sign_out(request, answer)
        answer["Clear-Site-Data"] = '"cache"'
    return answer


@page(Who.PERSON, get=False, post=())
def stay(request: SignedIn) -> HttpResponse:
    """Count as activity: somebody is typing. The middleware notes it, at most once a minute."""
    return HttpResponse(status=204)


def back_to(request: AnyRequest) -> str:
    """Return the page that somebody wanted before they signed in: a page of ours, or Today."""
    said = urlsplit(request.headers.get("Referer", ""))
    path = request.POST.get("to") or (said.path if said.netloc == request.get_host() else "")
    try:
        declaration = declaration_of(resolve(path).func)
    except Resolver404:
        return home()
    if declaration is None or declaration.who is not Who.PERSON:
        return home()
    return path if "GET" in declaration.methods else home()


def home() -> str:
    """Return the address of Today."""
    return reverse("journey:today")


def sign_up() -> str:
    """Return who may join this copy: open, code, or closed."""
    mode: str = settings.NEARER_SIGN_UP
    return mode


def see_other(url: str) -> HttpResponse:
    """Answer a POST by another page, so that its body stays off the disk."""
    return HttpResponse(status=303, headers={"Location": url})


def _enter(request: AnyRequest, opened: Opened, to: str) -> HttpResponse | None:
    """Start the session; show a carried form to the person whose it was, else lead on."""
    answer = see_other(to)
    visit = sessions.sign_in(request, answer, *opened)
    if visit is None:
        return None
    if pairing.hold(visit, request.POST.get(pairing.FIELD, "")):
        answer["Location"] = pairing.next_address(visit)
    if ways_in.hold_code(visit):
        answer["Location"] = reverse("people:join-code")
    found = carried.unpack(request)
    shown = _shown(request, visit, found) if found else None
    if shown is None:
        return answer
    shown.cookies = answer.cookies
    return shown


def _shown(request: AnyRequest, visit: Visit, found: carried.Carried) -> HttpResponse | None:
    request.visit = visit
    return carried.show_again(request, visit, found)


def _again(request: AnyRequest, opened: Opened | None) -> HttpResponse:
    """Answer the cover of an ended session: only the person whose page it hides may lift it."""
    answer = HttpResponse(status=204)
    if opened is None or not sealed.is_token_of(opened[0], request.headers.get("X-Token", "")):
        return HttpResponse(status=NOT_OPENED)
    visit = sessions.sign_in(request, answer, *opened)
    if visit is None:
        return HttpResponse(status=NOT_OPENED)
    answer["X-Token"] = visit.token
    return answer


def _sign_in_page(request: AnyRequest, form: Enter) -> HttpResponse:
    context: dict[str, object] = {"form": form}
    if form.is_bound:
        context |= {"to": back_to(request), "parcel": _same_parcel(request)}
        context |= {"invitation": request.POST.get(pairing.FIELD, "")}
    return render(
        request, "people/sign-in.html", context, status=NOT_OPENED if form.is_bound else 200
    )


def _same_parcel(request: AnyRequest) -> carried.Parcel | None:
    found = carried.unpack(request)
    return carried.pack(found) if found else None
