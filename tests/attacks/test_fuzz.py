"""Requests and bytes at random: no fault, nothing repeated unescaped.

`ATTACKS_FUZZ=10000` sends as many requests as that.
"""

import inspect
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.people import forms, invitation_forms, joining, words
from nearer.rooms.awareness import trial
from nearer.ui.forms import PrivateForm
from nearer.vault import keys, sessions
from tests.attacks.fuzz import WORDS, fuzz
from tests.attacks.private_acts import signed_in_anew
from tests.conftest import Actor, OurClient
from tests.house.addresses import addresses

TIMES = int(os.environ.get("ATTACKS_FUZZ", "250"))
QUICK = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
TYPED = st.one_of(st.text(max_size=200), st.sampled_from(WORDS))
# A browser cannot send a half of a letter; a stranger can.
HALVES = st.text(st.characters(exclude_categories=[]), max_size=20)


def enters(*actors: Actor) -> list[Callable[[], OurClient]]:
    """Return who asks: a stranger, and each of these in a session of their own."""

    def stranger() -> OurClient:
        return _tells_faults(OurClient())

    return [
        stranger,
        *(lambda actor=actor: _tells_faults(signed_in_anew(actor).client) for actor in actors),
    ]


def _tells_faults(client: OurClient) -> OurClient:
    client.raise_request_exception = False
    return client


def test_no_request_at_random_meets_a_fault(ada: Actor, ben: Actor, cleo: Actor) -> None:
    found = fuzz(enters(ada, ben, cleo), TIMES)
    print(dict(sorted(found.statuses.items())))  # noqa: T201  the long form shows it
    assert found.wrong == []
    assert sum(found.statuses.values()) == TIMES
    assert {200, 303, 404, 405} <= found.statuses.keys()


def test_a_page_that_breaks_on_a_word_is_caught(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one form of one page counts letters in a way that breaks."""
    monkeypatch.setattr(forms.Enter, "clean", lambda self: 1 / 0)
    assert any(one.startswith("500 ") for one in fuzz(enters(ada), 200).wrong)


def test_a_page_that_repeats_markup_is_caught(ada: Actor, settings: Any) -> None:
    """The control: a house that shows what was sent as it came."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.attacks.test_fuzz.repeating"]
    assert any(one.startswith("unescaped ") for one in fuzz(enters(ada), 100).wrong)


def repeating(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Repeat every field below the page."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming:
            response.content += " ".join(request.POST.values()).encode(errors="replace")
        return response

    return answer


def _forms(kind: type[Any] = PrivateForm) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield from (one, *_forms(one))


# What some forms are told by their page.
NEEDS: dict[str, Any] = {
    "asks_entry": True,
    "offered": ["lantern", "gravel", "tuesday", "plum"],
    "about": ("ada",),
    "near": True,
    "expected": "0" * 28,
    "settings": keys.Settings(called="Ada", zone="Europe/Berlin"),
    "can_tell": True,
    "paired": True,
    "needed": True,
}
ADDRESSES = list(addresses())  # with them every form is loaded
FORMS = sorted(set(_forms()), key=lambda one: f"{one.__module__}.{one.__name__}")


def test_every_form_is_known() -> None:
    assert len(FORMS) > 25


@pytest.mark.parametrize("form", FORMS, ids=lambda one: f"{one.__module__}.{one.__name__}")
@given(data=st.data())
@QUICK
def test_a_form_says_yes_or_no_to_whatever_is_typed(
    form: type[PrivateForm], data: st.DataObject
) -> None:
    typed = QueryDict(mutable=True)
    for name in form.base_fields:
        typed.setlist(name, data.draw(st.lists(TYPED, max_size=2)))
    needs = {name for one in form.__mro__ for name in inspect.signature(one.__init__).parameters}
    form(typed, **{name: given for name, given in NEEDS.items() if name in needs}).is_valid()


PARSERS: dict[str, Callable[[str], object]] = {
    "a recovery code": keys.read_code,
    "a passphrase": words.normalise,
    "a trial": trial.read,
    "a cookie": sessions._token,
    "an invitation": lambda text: invitation_forms.TypedCode({"code": text}).is_valid(),
    "six words": lambda text: invitation_forms.TypedWords({"words": text}).is_valid(),
    "the steps of joining": lambda text: joining.read({"name": text, "seed": text}, ("name",)),
}


@pytest.mark.parametrize("parser", list(PARSERS))
@given(text=st.one_of(TYPED, HALVES))
@QUICK
def test_a_parser_takes_any_text(parser: str, text: str) -> None:
    with suppress(UnicodeEncodeError if parser == "a passphrase" else ()):
        PARSERS[parser](text)
