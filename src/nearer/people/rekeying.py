"""A new passphrase and a new recovery code: one act in three small steps.

    key     the passphrase once more, and what will and will not be gone
    code    the new code, typed back before anything is changed, or knowingly none
    words   the new passphrase; only now everything is sealed anew

Whoever came in by their recovery code begins at the second step.
"""

import secrets as random
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from nearer.house.routes import Who, page
from nearer.people import codes, reentry, saying, sessions, words
from nearer.people.answers import NOT_OPENED, see_other
from nearer.people.forms import NAME_LETTERS, Own, Suggested, TypedBack
from nearer.people.reentry import Reentry
from nearer.ui.forms import PrivateForm
from nearer.vault import factors, keys, rekey, secrets, sweep
from nearer.vault.errors import NameTaken
from nearer.vault.visit import SignedIn, Visit

HELD = "rekey"
BY_CODE = "by code"
LASTS = 30 * 60
DOES = ("words", "other", "own", "near")


class NewSuggested(Suggested):
    """New words of ours, typed once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["adult"]


class NewOwn(Own):
    """A new passphrase of one's own, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["adult"]


class Name(PrivateForm):
    """What one signs in with, after a recovery: kept, or a new one."""

    key = None  # type: ignore[assignment]  # it stands in the form of the words
    name = forms.CharField(
        label=_("A name to sign in with"),
        max_length=NAME_LETTERS,
        required=False,
        help_text=_("Leave it empty to keep the one you have."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needed:
            self.fields["name"].required = True
            self.fields["name"].help_text = _("The earlier one is no longer known here.")


@page(Who.PERSON, post=Reentry, slow=True)
def key(request: SignedIn) -> HttpResponse:
    """Step 1: say what changes, and ask for the passphrase."""
    visit = request.visit
    if is_by_code(visit):
        return see_other(redirect("people:key-code").url)
    form = Reentry(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.opens(visit.person):
        values = {"form": form, "us": visit.us or visit.resting, "said": saying.said(visit)}
        status = NOT_OPENED if form.is_bound else 200
        return render(request, "people/key.html", values, status=status)
    begin(visit)
    answer = see_other(redirect("people:key-code").url)
    reentry.go_on(request, answer)
    return answer


@page(Who.PERSON, post=("key", "code", "do"))
def code(request: SignedIn) -> HttpResponse:
    """Step 2: the new code, typed back."""
    held = _held(request.visit)
    if held is None:
        return see_other(redirect("people:key").url)
    posted = request.POST if request.method == "POST" else None
    do = request.POST.get("do", "")
    form = TypedBack(None if do else posted, expected=held["code"])
    if do == "without" or form.is_valid():
        held["typed"] = "without" if do else "back"
        return see_other(redirect("people:key-words").url)
    values = {
        "form": form,
        "groups": codes.in_groups(held["code"]).split("-"),
        "by_code": is_by_code(request.visit),
    }
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "people/key-code.html", values, status=status)


@page(Who.PERSON, post=("key", "pass", "again", "name", "do"), slow=True)
def choose(request: SignedIn) -> HttpResponse:
    """Step 3: the new passphrase; then everything is sealed anew."""
    held = _held(request.visit)
    if held is None or "typed" not in held:
        return see_other(redirect("people:key" if held is None else "people:key-code").url)
    if request.method != "POST":
        return _show(request, held, _words_form(request.visit, held), _name_form(request.visit))
    do = request.POST.get("do", "")
    if do in DOES:
        _turn(held, do)
        return see_other(request.path)
    form = _words_form(request.visit, held, request.POST)
    name = _name_form(request.visit, request.POST)
    if not form.is_valid() or (name is not None and not name.is_valid()):
        return _show(request, held, form, name)
    return _change(request, held, form, name)


def begin(visit: Visit, *, by_code: bool = False) -> None:
    """Begin with a fresh code, which waits in the sealed session until it is typed back."""
    if visit.session is not None:
        visit.held[HELD] = {
            "code": keys.fresh_code(),
            "seed": random.token_hex(words.SEED_BYTES),
            "way": "words",
            "until": int(visit.now.timestamp()) + LASTS,
            BY_CODE: by_code,
        }


def is_by_code(visit: Visit) -> bool:
    """Return whether this person came in by their code and has set no passphrase since."""
    return bool(visit.held.get(HELD, {}).get(BY_CODE))


def _held(visit: Visit) -> dict[str, Any] | None:
    """Return what waits. Who came in by code has the whole session for it."""
    held: dict[str, Any] | None = visit.held.get(HELD)
    if held is None or (not held[BY_CODE] and visit.now.timestamp() > held["until"]):
        return None
    return held


def _turn(held: dict[str, Any], do: str) -> None:
    """Offer other words, five of them, or a passphrase of one's own."""
    if do == "other":
        held["seed"] = random.token_hex(words.SEED_BYTES)
    else:
        held["way"] = do


def _change(
    request: SignedIn, held: dict[str, Any], form: NewOwn | NewSuggested, name: Name | None
) -> HttpResponse:
    visit = request.visit
    fresh = held["code"] if held["typed"] == "back" else None
    called = name.cleaned_data["name"] if name is not None else ""
    del visit.held[HELD]
    saying.note(visit, "rekeyed")
    try:
        cookie = rekey.change(
            visit, passphrase=form.cleaned_data["pass"], code=fresh, name=called or None
        )
    except NameTaken:
        visit.held[HELD] = held
        saying.forget(visit)
        assert name is not None, "only a name that was typed can be taken"  # noqa: S101  for types
        name.add_error("name", _("This name is not free here. Choose another; your words stay."))
        return _show(request, held, form, name)
    answer = see_other(redirect("people:settings").url)
    if cookie:
        sessions.set_cookie(answer, cookie)
    return answer


def _words_form(visit: Visit, held: dict[str, Any], posted: Any = None) -> NewOwn | NewSuggested:
    if held["way"] == "own":
        chosen = visit.keyring.settings
        return NewOwn(posted, about=(chosen.called, chosen.pronouns), near=False)
    return NewSuggested(posted, offered=_offered(held))


def _name_form(visit: Visit, posted: Any = None) -> Name | None:
    """Return the field for a name: only after a recovery, needed once the folder was lost."""
    if not is_by_code(visit):
        return None
    return Name(posted, needed=not sweep.know_the_folder())


def _offered(held: dict[str, Any]) -> list[str]:
    count = words.MORE if held["way"] == "near" else words.COUNT
    return words.suggest(bytes.fromhex(held["seed"]), secrets.index_key(), count)


def _show(
    request: SignedIn, held: dict[str, Any], form: NewOwn | NewSuggested, name: Name | None
) -> HttpResponse:
    values = {
        "form": form,
        "name_form": name,
        "offered": "" if held["way"] == "own" else " ".join(_offered(held)),
        "way": held["way"],
        "us": request.visit.us or request.visit.resting,
    }
    status = NOT_OPENED if form.is_bound else 200
    return render(request, "people/key-words.html", values, status=status)


def came_by_code(visit: Visit) -> None:
    """Let somebody in who came by their code: the second factor goes, a new key is offered."""
    if factors.are_set(visit.keyring):
        factors.remove_all(visit)
    begin(visit, by_code=True)
