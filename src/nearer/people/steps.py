"""Setting up a second step, and letting it go; the passphrase is asked first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from nearer.house.routes import Who, page
from nearer.people import authenticator, passkeys, reentry, saying
from nearer.people.answers import NOT_OPENED, see_other
from nearer.people.qr import qr
from nearer.people.reentry import Reentry
from nearer.people.second import Digits
from nearer.ui.forms import PrivateForm
from nearer.vault import factors
from nearer.vault.visit import SignedIn, Visit

OPEN = "second"
APP = "app"
CHALLENGE = "making"
OPEN_SECONDS = 10 * 60


@page(Who.PERSON, post=("key", "pass", "code", "passkey", "id", "do"), slow=True)
def second(request: SignedIn) -> HttpResponse:
    """Show what is set; once the passphrase opened it, a POST changes it."""
    visit = request.visit
    if request.method != "POST":
        return _show(request, Reentry() if not _is_open(visit) else Digits())
    if not _is_open(visit):
        return _open(request)
    changed = {
        "app": _begin_app,
        "digits": _keep_app,
        "no app": _end_app,
        "passkey": _begin_passkey,
        "made": _keep_passkey,
        "no passkey": _end_passkey,
    }.get(request.POST.get("do", ""))
    return (changed and changed(request)) or see_other(request.path)


def _open(request: SignedIn) -> HttpResponse:
    form = Reentry(request.POST)
    if not form.opens(request.visit.person):
        return _show(request, form)
    request.visit.held[OPEN] = int(request.visit.now.timestamp()) + OPEN_SECONDS
    answer = see_other(request.path)
    reentry.go_on(request, answer)
    return answer


def _is_open(visit: Visit) -> bool:
    return visit.now.timestamp() < float(visit.held.get(OPEN, 0))


def _begin_app(request: SignedIn) -> None:
    request.visit.held[APP] = authenticator.fresh_secret().hex()


def _keep_app(request: SignedIn) -> HttpResponse | None:
    visit, form = request.visit, Digits(request.POST)
    waiting = visit.held.get(APP)
    if waiting is None:
        return None
    secret, now = bytes.fromhex(waiting), int(visit.now.timestamp())
    typed = form.cleaned_data["code"] if form.is_valid() else ""
    step = authenticator.step_of(secret, typed, now=now)
    if step is None:
        form.add_error("code", _("Not these digits. Look once more; they change twice a minute."))
        return _show(request, form)
    factors.set_totp(visit, secret, step=step)
    del visit.held[APP]
    saying.note(visit, "app")
    return None


def _end_app(request: SignedIn) -> None:
    factors.remove_totp(request.visit)
    request.visit.held.pop(APP, None)
    saying.note(request.visit, "ended")


def _begin_passkey(request: SignedIn) -> None:
    request.visit.held[CHALLENGE] = passkeys.fresh_challenge()


def _keep_passkey(request: SignedIn) -> None:
    visit = request.visit
    challenge = visit.held.pop(CHALLENGE, None)
    if challenge is None or not passkeys.can_be_used(request):
        return
    made = passkeys.made(request, visit, challenge, request.POST.get("passkey", ""))
    saying.note(visit, "passkey" if made else "no passkey")
    if made is not None:
        factors.add_passkey(visit, made)


def _end_passkey(request: SignedIn) -> None:
    known = {one.id.hex(): one.id for one in request.visit.keyring.passkeys}
    id = known.get(request.POST.get("id", ""))
    if id is not None:
        factors.remove_passkey(request.visit, id)
        saying.note(request.visit, "ended")


def _show(request: SignedIn, form: PrivateForm) -> HttpResponse:
    visit = request.visit
    secret = bytes.fromhex(visit.held.get(APP, ""))
    challenge, known = visit.held.get(CHALLENGE, ""), visit.keyring.passkeys
    can_use = passkeys.can_be_used(request)
    values = {
        "form": form,
        "is_open": _is_open(visit),
        "app": visit.keyring.totp is not None,
        "passkeys": [(one.id.hex(), one) for one in known],
        "can_use": can_use,
        "said": saying.said(visit),
        "qr": qr(authenticator.link(secret)) if secret else None,
        "letters": authenticator.letters(secret) if secret else "",
        "options": passkeys.options_to_make(request, known, challenge)
        if challenge and can_use
        else "",
    }
    return render(
        request, "people/second.html", values, status=NOT_OPENED if form.is_bound else 200
    )
