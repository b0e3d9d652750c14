"""The doors: the first page, signing in, the lost passphrase, what is kept private, leaving."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from nearer.house.routes import Who, declaration_of, page
from nearer.people import accounts as ways_in
from nearer.people import carried, pins, rekeying, second, sessions
from nearer.people import invitations as pairing
from nearer.people.answers import NOT_OPENED, home, see_other
from nearer.people.forms import ByCode, Enter
from nearer.vault import accounts, keys, pin
from nearer.vault import sessions as sealed
from nearer.vault.visit import AnyRequest, SignedIn

ENTER = ("name", "pass", "to", "carried", "carried_tag", pairing.FIELD)
QUICK = ("pin", "to", "carried", "carried_tag")
Opened = tuple[bytes, bytes]


@page(Who.ANYONE)
def landing(request: AnyRequest) -> HttpResponse:
    """Show the first page; who is signed in goes on to Today."""
    if request.visit is not None or pins.is_here(request):
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


@page(Who.ANYONE, post=QUICK, slow=True)
def sign_in_quick(request: AnyRequest) -> HttpResponse:
    """Sign in by the PIN of this device."""
    if request.method != "POST":
        return see_other(home())
    form = pins.ByPin(request.POST)
    if form.is_valid():
        opened = pin.unlock(pins.cookie_of(request), form.cleaned_data["pin"])
        answer = opened and _enter(request, opened, back_to(request))
        if answer:
            return answer
        form.did_not_open()
    return _quick_page(request, form)


@page(Who.ANYONE, post=("code",))
def lost(request: AnyRequest) -> HttpResponse:
    """Say what is lost without a passphrase, and open with a recovery code."""
    if request.method != "POST":
        return render(request, "people/lost.html", {"form": ByCode()})
    form = ByCode(request.POST)
    if form.is_valid():
        code = keys.read_code(form.cleaned_data["code"])
        opened = accounts.unlock_by_code(code) if code else None
        answer = opened and _enter_by_code(request, opened)
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


def sign_up() -> str:
    """Return who may join this copy: open, code, or closed."""
    mode: str = settings.NEARER_SIGN_UP
    return mode


def _enter(request: AnyRequest, opened: Opened, to: str) -> HttpResponse | None:
    """Start the session; show a carried form to the person whose it was, else lead on."""
    answer = see_other(to)
    visit = sessions.sign_in(request, answer, *opened)
    if visit is None:
        return None
    is_invited = pairing.hold(visit, request.POST.get(pairing.FIELD, ""))
    if second.is_waited_for(visit):
        return second.ask(request, answer, visit, to)
    if is_invited:
        answer["Location"] = pairing.next_address(visit)
    if ways_in.hold_code(visit):
        answer["Location"] = reverse("people:join-code")
    return second.shown(request, answer, visit)


def _enter_by_code(request: AnyRequest, opened: Opened) -> HttpResponse | None:
    """Start the session of somebody who came by their code: next is a new key."""
    answer = see_other(reverse("people:key-code"))
    visit = sessions.sign_in(request, answer, *opened, by_code=True)
    if visit is None or visit.session is None:
        return None
    rekeying.came_by_code(visit)
    sealed.save(visit.session)
    return answer


def _again(request: AnyRequest, opened: Opened | None) -> HttpResponse:
    """Answer the cover of an ended session: only the person whose page it hides may lift it."""
    answer = HttpResponse(status=204)
    if opened is None or not sealed.is_token_of(opened[0], request.headers.get("X-Token", "")):
        return HttpResponse(status=NOT_OPENED)
    visit = sessions.sign_in(request, answer, *opened)
    if visit is None:
        return HttpResponse(status=NOT_OPENED)
    if second.is_waited_for(visit):
        return second.ask_on_cover(request, answer, visit)
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


def _quick_page(request: AnyRequest, form: pins.ByPin) -> HttpResponse:
    """Show the field again; once the PIN is gone, the passphrase is asked for."""
    context: dict[str, object] = {"to": back_to(request), "parcel": _same_parcel(request)}
    if pins.is_here(request):
        context |= {"form": form}
        return render(request, "people/unlock-quick.html", context, status=NOT_OPENED)
    context |= {"form": Enter(), "gone": True}
    answer = render(request, "people/unlock.html", context, status=NOT_OPENED)
    pins.forget_cookie(answer)
    return answer


def _same_parcel(request: AnyRequest) -> carried.Parcel | None:
    found = carried.unpack(request)
    return carried.pack(found) if found else None
