"""A form that was sent after its session's end is shown once more, to its writer only."""

import re
from html import unescape
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from nearer.house.routes import Who, page
from tests.conftest import PASSPHRASE, Actor, OurClient

TEXT = 'We were tired, and I said "never" & left.'
KEY = "0f" * 16
pytestmark = pytest.mark.usefixtures("db", "a_diary")


@pytest.fixture
def a_diary(settings: Any) -> list[dict[str, str]]:
    """A page that takes a text, as a room would have it; gives what it was sent."""
    written: list[dict[str, str]] = []

    @page(Who.PERSON, post=("key", "text", "secret"), carries=("text",))
    def diary(request: HttpRequest) -> HttpResponse:
        written.append(request.POST.dict())
        return HttpResponse(status=303, headers={"Location": "/today"})

    urls = ModuleType("urls_with_a_diary")
    urls.urlpatterns = [  # type: ignore[attr-defined]
        path("diary", diary),
        path("", include(settings.ROOT_URLCONF)),
    ]
    settings.ROOT_URLCONF = urls
    return written


def sends_late(ada: Actor, **more: str) -> Any:
    """Ada writes; her session ends; she sends the form."""
    form = {"token": ada.client.token, "key": KEY, "text": TEXT, "secret": "hush", **more}
    ada.client.cookies.clear()
    return ada.client.post("/diary", form)


def hidden(page: Any) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()
    )
    return {name: unescape(value) for name, value in found}


def unlocks(client: OurClient, name: str, locked: Any, **more: str) -> Any:
    fields = {**hidden(locked), "name": name, "pass": PASSPHRASE, **more}
    return client.post("/sign-in", fields, HTTP_REFERER="http://testserver/diary")


def test_the_writer_sees_the_text_again_and_one_more_tap_saves_it(
    ada: Actor, a_diary: list[dict[str, str]]
) -> None:
    locked = sends_late(ada)
    assert locked.status_code == 401
    assert "It comes along" in locked.content.decode()
    shown = unlocks(ada.client, "ada", locked)
    assert shown.status_code == 200
    assert "We were tired, and I said &quot;never&quot; &amp; left." in shown.content.decode()
    assert a_diary == []
    fields = hidden(shown)
    assert fields["token"] == ada.client.token
    answer = ada.client.post("/diary", fields)
    assert answer.status_code == 303
    assert [(sent["text"], sent["key"]) for sent in a_diary] == [(TEXT, KEY)]


def test_only_declared_fields_are_carried(ada: Actor) -> None:
    locked = sends_late(ada)
    assert "tired" in locked.content.decode()
    assert "hush" not in locked.content.decode()


def test_a_wrong_try_does_not_lose_the_text(ada: Actor) -> None:
    locked = sends_late(ada)
    wrong = unlocks(ada.client, "ada", locked, **{"pass": "wrong"})
    assert wrong.status_code == 422
    assert "tired" in unlocks(ada.client, "ada", wrong).content.decode()


def test_nobody_else_is_shown_the_text(ada: Actor, cleo: Actor) -> None:
    locked = sends_late(ada)
    page = unlocks(ada.client, "cleo", locked)
    assert page.status_code == 303
    assert "tired" not in page.content.decode()


def test_a_text_that_was_changed_on_the_way_is_dropped(ada: Actor) -> None:
    locked = sends_late(ada)
    carried = hidden(locked)["carried"]
    for spoilt in (carried.replace("tired", "awake"), "", "{}", "é"):
        page = unlocks(ada.client, "ada", locked, carried=spoilt)
        assert page.status_code == 303


def test_a_form_without_the_persons_token_is_nobodys(ada: Actor) -> None:
    for token in ("", "x", "A" * 32, "é"):
        locked = sends_late(ada, token=token)
        assert unlocks(ada.client, "ada", locked).status_code == 303


def test_more_than_64_kilobytes_is_not_carried(ada: Actor) -> None:
    assert "carried" not in hidden(sends_late(ada, text="é" * 40_000))
    assert "carried" in hidden(sends_late(ada, text="é" * 30_000))


def test_another_site_cannot_put_a_text_there(ada: Actor) -> None:
    ada.client.cookies.clear()
    answer = ada.client.post("/diary", {"text": TEXT}, HTTP_ORIGIN="https://elsewhere.example")
    assert answer.status_code == 403
    assert "tired" not in answer.content.decode()


def test_the_form_of_an_earlier_session_is_shown_again_at_once(
    ada: Actor, a_diary: list[dict[str, str]]
) -> None:
    before = ada.client.token
    ada.client.post("/sign-in", {"name": "ada", "pass": PASSPHRASE})
    assert ada.client.token != before
    form = {"token": before, "key": KEY, "text": TEXT}
    shown = ada.client.post("/diary", form)
    assert "We were tired" in shown.content.decode()
    assert a_diary == []
    assert ada.client.post("/diary", hidden(shown)).status_code == 303


def test_a_form_of_somebody_elses_session_changes_nothing(ada: Actor, cleo: Actor) -> None:
    form = {"token": ada.client.token, "key": KEY, "text": TEXT}
    answer = cleo.client.post("/diary", form)
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert "tired" not in answer.content.decode()


def test_nothing_of_it_is_in_the_cookie_or_the_session(ada: Actor) -> None:
    shown = unlocks(ada.client, "ada", sends_late(ada))
    assert "tired" not in shown.cookies.output()
    assert ada.visit.held == {}
    assert settings.SESSION_COOKIE_NAME in shown.cookies
