"""The second step of signing in, for who has set one: digits of an app, or a passkey.

It is asked after the passphrase opened. Until then the session waits, and is nobody's visit. The
cover of an ended session asks for it in place: there it is sent by a script (X-Again), answered
without a page.
"""

from django import forms
from django.http import HttpResponse, JsonResponse
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
# To the cover: what is asked besides the passphrase; no digits today; the passphrase once more.
ASKED, SPENT, OVER = 428, 429, 410


class Digits(PrivateForm):
    """The six digits of an authenticator app."""

    key = None  # type: ignore[assignment]  # signed out there is nothing to write
    code = forms.CharField(
        label=_("Six digits from your app"), max_length=LETTERS, widget=Seen(inputmode="numeric")
    )

    def did_not_open(self) -> None:
        """Say so: the same words for wrong digits and for used ones."""
        self.add_error(
            "code", _("These digits do not open, or were used before. Wait for the next ones.")
        )


@page(Who.ANYONE, post=("code", "passkey", "carried", "carried_tag", "do"))
def step(request: AnyRequest) -> HttpResponse:
    """Ask for the second step; once it is right, the session is a visit."""
    visit: Visit | None = request.waiting  # type: ignore[attr-defined]  # set by the middleware
    if request.method == "POST" and "X-Again" in request.headers:
        return _try_on_cover(request, visit)
    if visit is None:
        # Another tab has taken the step; what came along to this one is shown all the same.
        on = see_other(home())
        return on if request.visit is None else shown(request, on, request.visit)
    return _try(request, visit) if request.method == "POST" else _show(request, visit, Digits())


def _try(request: AnyRequest, visit: Visit) -> HttpResponse:
    if request.POST.get("do") == "stop" or not _count_try(visit):
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


def ask_on_cover(request: AnyRequest, answer: HttpResponse, visit: Visit) -> HttpResponse:
    """Tell the cover what to ask for: digits, a passkey with these options, or both."""
    challenge = passkeys.fresh_challenge() if visit.keyring.passkeys else None
    if challenge and visit.session is not None:
        visit.held[CHALLENGE] = challenge
        sealed.save(visit.session)
    asked = {
        "digits": visit.keyring.totp is not None and factors.digits_again(visit) is None,
        "passkey": _options(request, visit),
    }
    told = JsonResponse(asked, status=ASKED)
    told.cookies = answer.cookies
    return told


def _try_on_cover(request: AnyRequest, visit: Visit | None) -> HttpResponse:
    """Answer the cover: 204 lifts it, 422 asks again, 429 takes no digits, 410 starts over."""
    token, answer = request.headers.get("X-Token", ""), HttpResponse(status=204)
    if visit is None or not sealed.is_token_of(visit.person, token) or not _count_try(visit):
        return HttpResponse(status=OVER)
    whole = _pass(request, answer, visit)
    if whole is None:
        is_spent = "code" in request.POST and factors.digits_again(visit) is not None
        return HttpResponse(status=SPENT if is_spent else NOT_OPENED)
    answer["X-Token"] = whole.token
    return answer


def shown(request: AnyRequest, answer: HttpResponse, visit: Visit) -> HttpResponse:
    """Show a form that was carried here to the person whose it was, else lead on."""
    found = carried.unpack(request)
    request.visit = visit
    page = carried.show_again(request, visit, found) if found else None
    if page is None:
        return answer
    page.cookies = answer.cookies
    return page


def _count_try(visit: Visit) -> bool:
    return visit.session is not None and factors.count_try(visit.session)


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
    if totp is None or not typed or not factors.count_digits(visit):
        return False
    used = authenticator.step_of(totp.secret, typed, now=int(visit.now.timestamp()))
    if used is None or not factors.use_step(visit, used):
        return False
    factors.give_back_digits(visit)
    return True


def _is_shown(request: AnyRequest, visit: Visit) -> bool:
    known, answer = visit.keyring.passkeys, request.POST.get("passkey", "")
    challenge = visit.held.get(CHALLENGE)
    if not known or not answer or challenge is None:
        return False
    found = passkeys.shown(request, known, challenge, answer)
    return found is not None and factors.use_passkey(visit, found[0], count=found[1])


def _show(request: AnyRequest, visit: Visit, form: Digits) -> HttpResponse:
    found, again = carried.unpack(request), factors.digits_again(visit)
    values = {
        "form": form,
        "by_app": visit.keyring.totp is not None,
        "again": again and again.time(),
        "options": _options(request, visit),
        "parcel": carried.pack(found) if found else None,
    }
    return render(request, "people/step.html", values, status=NOT_OPENED if form.is_bound else 200)


def _options(request: AnyRequest, visit: Visit) -> str:
    known, challenge = visit.keyring.passkeys, visit.held.get(CHALLENGE)
    if not known or not challenge or not passkeys.can_be_used(request):
        return ""
    return passkeys.options_to_show(request, known, challenge)
