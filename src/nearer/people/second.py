"""The second step of signing in, for who has set one: digits of an app, or a passkey.

It is asked after the passphrase opened. Until then the session waits, and is nobody's visit.
"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from nearer.house.routes import Who, page
from nearer.people import authenticator, carried, introductions, passkeys, sessions
from nearer.people import invitations as pairing
from nearer.people.answers import NOT_OPENED, home, see_other
from nearer.people.forms import Seen
from nearer.ui.forms import PrivateForm
from nearer.vault import factors
from nearer.vault import sessions as sealed
from nearer.vault import visit as visits
from nearer.vault.visit import AnyRequest, Visit

TO = "to"
CHALLENGE = "challenge"
LETTERS = 20


class Digits(PrivateForm):
    """The six digits of an authenticator app."""

    key = None  # type: ignore[assignment]  # signed out there is nothing to write
    code = forms.CharField(label=_("Six digits from your app"), max_length=LETTERS, widget=Seen())

    def did_not_open(self) -> None:
        """Say so: the same words for wrong digits and for used ones."""
        self.add_error(
            "code", _("These digits do not open, or were used before. Wait for the next ones.")
        )


@page(Who.ANYONE, post=("code", "passkey", "carried", "carried_tag", "do"))
def step(request: AnyRequest) -> HttpResponse:
    """Ask for the second step; once it is right, the session is a visit."""
    visit: Visit | None = request.waiting  # type: ignore[attr-defined]  # set by the middleware
    if visit is None or visit.session is None:
        return see_other(home())
    if request.method != "POST":
        return _show(request, visit, Digits())
    if request.POST.get("do") == "stop" or not factors.count_try(visit.session):
        answer = see_other(reverse("people:sign-in"))
        sessions.sign_out(request, answer)
        return answer
    answer = see_other(visit.held.get(TO, home()))
    whole = _pass(request, answer, visit)
    if whole is None:
        form = Digits(request.POST)
        form.did_not_open()
        return _show(request, visit, form)
    if pairing.held(whole) is not None:
        answer["Location"] = pairing.next_address(whole)
    return shown(request, answer, whole)


def is_waited_for(visit: Visit) -> bool:
    """Return whether a session is not a visit yet."""
    return visit.session is not None and visit.session.payload.waits


def ask(request: AnyRequest, answer: HttpResponse, visit: Visit, to: str) -> HttpResponse:
    """Lead on to the second step. A form that is on its way comes along on its page."""
    visit.held[TO] = to
    if visit.keyring.passkeys:
        visit.held[CHALLENGE] = passkeys.fresh_challenge()
    if visit.session is not None:
        sealed.save(visit.session)
    if carried.unpack(request) is None:
        answer["Location"] = reverse("people:step")
        return answer
    page = _show(request, visit, Digits())
    page.cookies = answer.cookies
    return page


def typed_beside(request: AnyRequest, answer: HttpResponse, visit: Visit) -> Visit | None:
    """Let the digits that came with the passphrase count; without them the session ends."""
    whole = _pass(request, answer, visit) if request.POST.get("code") else None
    if whole is None and visit.session is not None:
        sealed.end_one(visit.session)
    return whole


def shown(request: AnyRequest, answer: HttpResponse, visit: Visit) -> HttpResponse:
    """Show a form that was carried here to the person whose it was, else lead on."""
    found = carried.unpack(request)
    request.visit = visit
    page = carried.show_again(request, visit, found) if found else None
    if page is None:
        return answer
    page.cookies = answer.cookies
    return page


def _pass(request: AnyRequest, answer: HttpResponse, visit: Visit) -> Visit | None:
    """Make the session a visit if what was sent is right, and was not used before."""
    if visit.session is None or not (
        _digits_are_right(request, visit) or _is_shown(request, visit)
    ):
        return None
    for name in (TO, CHALLENGE):
        visit.held.pop(name, None)
    renewed = sealed.no_longer_waits(visit.session)
    if renewed is None:
        return None
    cookie, session = renewed
    whole = visits.begin(session, now=visit.now)
    if whole is not None:
        sessions.set_cookie(answer, cookie)
        introductions.learn(whole)
    return whole


def _digits_are_right(request: AnyRequest, visit: Visit) -> bool:
    totp, typed = visit.keyring.totp, request.POST.get("code", "")
    if totp is None or not typed:
        return False
    used = authenticator.step_of(totp.secret, typed, now=int(visit.now.timestamp()))
    return used is not None and factors.use_step(visit, used)


def _is_shown(request: AnyRequest, visit: Visit) -> bool:
    known, answer = visit.keyring.passkeys, request.POST.get("passkey", "")
    challenge = visit.held.get(CHALLENGE)
    if not known or not answer or challenge is None:
        return False
    found = passkeys.shown(request, known, challenge, answer)
    return found is not None and factors.use_passkey(visit, found[0], count=found[1])


def _show(request: AnyRequest, visit: Visit, form: Digits) -> HttpResponse:
    known, challenge = visit.keyring.passkeys, visit.held.get(CHALLENGE)
    can_show = bool(known and challenge) and passkeys.can_be_used(request)
    found = carried.unpack(request)
    values = {
        "form": form,
        "by_app": visit.keyring.totp is not None,
        "options": passkeys.options_to_show(request, known, challenge or "") if can_show else "",
        "parcel": carried.pack(found) if found else None,
    }
    return render(request, "people/step.html", values, status=NOT_OPENED if form.is_bound else 200)
