"""Quick unlock: a PIN on one device of one's own, in place of name and passphrase.

The device's cookie finds it, so its field stands on the unlock page of that device only, and the
page tells nothing of whose it is. The passphrase is asked for all the same before what counts.
"""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from nearer.house.routes import Who, page
from nearer.people import reentry, saying
from nearer.people.answers import NOT_OPENED, see_other
from nearer.people.forms import Unshown
from nearer.people.reentry import Reentry
from nearer.ui.forms import PrivateForm
from nearer.vault import pin
from nearer.vault.keys import DeviceKind
from nearer.vault.visit import SignedIn, Visit

WEAK = {
    "digits": _("Six digits or more, twelve at most, and nothing but digits."),
    "common": _("Many people take this one. Choose one without a pattern."),
    "date": _("This reads as a date. Those are tried first; choose another."),
}
TABLETS = ("iPad", "Tablet")
PHONES = ("iPhone", "Mobile")
# More than any PIN; past it nobody waits for the derivation.
PIN_LETTERS = 64


class Digits(Unshown):
    """A field for digits that nobody reads over a shoulder."""

    def __init__(self) -> None:
        super().__init__()
        self.attrs["inputmode"] = "numeric"


class NewPin(Reentry):
    """A new PIN, typed twice, with the passphrase once more."""

    pin = forms.CharField(
        label=_("Six digits or more"),
        max_length=PIN_LETTERS,
        help_text=_("Not a date, not a pattern, not the one of your bank card."),
        widget=Digits(),
    )
    again = forms.CharField(label=_("The same once more"), max_length=PIN_LETTERS, widget=Digits())
    field_order = ("pin", "again", "pass")

    def clean_pin(self) -> str:
        """Return the digits, or say why they are not taken."""
        typed: str = self.cleaned_data["pin"]
        weakness = pin.weakness(typed)
        if weakness is not None:
            raise forms.ValidationError(WEAK[weakness])
        return typed

    def clean_again(self) -> str:
        """Refuse two that differ."""
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("pin", again) != again:
            raise forms.ValidationError(_("The two are not the same. Type both once more."))
        return again


class ByPin(PrivateForm):
    """Opening with the PIN alone."""

    key = None  # type: ignore[assignment]  # it writes nothing
    pin = forms.CharField(label=_("Your digits"), max_length=PIN_LETTERS, widget=Digits())

    def did_not_open(self) -> None:
        """Say so; not how many tries are left, since a stranger reads it too."""
        self.add_error(
            "pin", _("This did not open. After ten wrong ones only the passphrase opens.")
        )


@page(Who.PERSON, post=(*NewPin.base_fields, "do"), slow=True)
def quick(request: SignedIn) -> HttpResponse:
    """Set a PIN for this device, or end it."""
    visit = request.visit
    if request.POST.get("do") == "forget":
        return _forget_here(request)
    form = NewPin(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.opens(visit.person):
        return _show(request, form)
    pin.forget(cookie_of(request))
    value = pin.set_up(visit, form.cleaned_data["pin"], kind=kind_of(request))
    saying.note(visit, "quick")
    answer = see_other(request.path)
    reentry.go_on(request, answer)
    _give(answer, value)
    return answer


def cookie_name() -> str:
    """Return the name of a device's cookie; it tells as little as the session's."""
    name: str = settings.SESSION_COOKIE_NAME
    return "__Host-d" if name.startswith("__Host-") else "d" + name.removeprefix("s")


def cookie_of(request: HttpRequest) -> str:
    """Return the value of this device's cookie, or nothing."""
    return request.COOKIES.get(cookie_name(), "")


def is_here(request: HttpRequest) -> bool:
    """Return whether a PIN opens something on this device."""
    value = cookie_of(request)
    return bool(value) and pin.is_known(value)


def kind_of(request: HttpRequest) -> DeviceKind:
    """Return what sort of device asks, as coarsely as its person needs to know it again."""
    agent = request.headers.get("User-Agent", "")
    if any(word in agent for word in TABLETS):
        return "tablet"
    return "phone" if any(word in agent for word in PHONES) else "computer"


def forget_cookie(answer: HttpResponse) -> None:
    """Expire the device's cookie by name."""
    answer.delete_cookie(cookie_name(), path="/", samesite="Lax")
    if cookie_name().startswith("__Host-"):
        answer.cookies[cookie_name()]["secure"] = True


def devices(visit: Visit) -> tuple[pin.Unlock, ...]:
    """Return the devices that a PIN opens."""
    return pin.devices(visit)


def remove(visit: Visit, id: str) -> None:
    """End the quick unlock of one of this person's devices; an unknown one ends nothing."""
    known = {one.id.hex(): one.id for one in pin.devices(visit)}
    if id in known:
        pin.remove(visit, known[id])


def _give(answer: HttpResponse, value: str) -> None:
    answer.set_cookie(
        cookie_name(),
        value,
        max_age=pin.LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _forget_here(request: SignedIn) -> HttpResponse:
    pin.forget(cookie_of(request))
    answer = see_other(redirect("people:quick").url)
    forget_cookie(answer)
    saying.note(request.visit, "not quick")
    return answer


def _show(request: SignedIn, form: NewPin) -> HttpResponse:
    values = {"form": form, "is_here": is_here(request), "said": saying.said(request.visit)}
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "people/quick.html", values, status=status)
