"""Where an unsafe request may come from, and what a refusal says."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from nearer.project import origin
from nearer.project.origin import OriginMiddleware

OURS = "http://testserver"


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Callable[..., HttpResponse]:
    """Send a request through the middleware; a page says whether it came from elsewhere."""
    monkeypatch.setattr(origin, "reverse", lambda name: {"people:leave": "/leave"}[name])

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(f"foreign={request.foreign}")  # type: ignore[attr-defined]

    def asked(method: str = "POST", path: str = "/sign-in", **said: str) -> HttpResponse:
        headers = {name.replace("_", "-"): value for name, value in said.items()}
        return OriginMiddleware(page)(RequestFactory(headers=headers).generic(method, path))

    return asked


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_safe_request_may_come_from_anywhere(
    ask: Callable[..., HttpResponse], method: str
) -> None:
    assert ask(method, Origin="https://elsewhere.example").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_an_unsafe_request_must_come_from_our_pages(
    ask: Callable[..., HttpResponse], method: str
) -> None:
    assert ask(method, Origin=OURS).status_code == 200
    assert ask(method, Sec_Fetch_Site="same-origin").status_code == 200
    assert ask(method).status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:81"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "null", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Referer": "http://testserver/"},
    ],
)
def test_all_else_is_refused(ask: Callable[..., HttpResponse], said: dict[str, str]) -> None:
    assert ask(**said).status_code == 403


def test_the_configured_address_is_the_only_one(
    ask: Callable[..., HttpResponse], settings: pytest.FixtureRequest
) -> None:
    settings.NEARER_ORIGIN = "https://notes.example.org"  # type: ignore[attr-defined]
    assert ask(Origin="https://notes.example.org").status_code == 200
    assert ask(Origin=OURS).status_code == 403


def test_leave_is_never_refused_and_says_where_it_came_from(
    ask: Callable[..., HttpResponse],
) -> None:
    assert ask(path="/leave", Origin=OURS).content == b"foreign=False"
    assert ask(path="/leave", Origin="https://elsewhere.example").content == b"foreign=True"
    assert ask(path="/leave").content == b"foreign=True"


@pytest.fixture
def any_host(settings: Any) -> None:
    """A copy that answers to any name, as one with a certificate of its own does."""
    settings.ALLOWED_HOSTS = ["*"]


@pytest.mark.usefixtures("any_host")
def test_a_refusal_names_the_setting_and_the_value(ask: Callable[..., HttpResponse]) -> None:
    text = ask(Origin="https://notes.example.org", Host="Notes.example.org").content.decode()
    assert "<code>NEARER_URL=https://notes.example.org</code>" in text
    assert "This copy answers at http://notes.example.org" in text


@pytest.mark.parametrize(
    "said",
    ["https://elsewhere.example", "http://testserver:81", "http://testserver.elsewhere.example"],
)
def test_the_address_of_another_site_is_never_suggested(
    ask: Callable[..., HttpResponse], said: str
) -> None:
    text = ask(Origin=said).content.decode()
    assert "NEARER_URL" not in text
    assert "elsewhere" not in text


@pytest.mark.usefixtures("any_host")
def test_a_refusal_names_no_value_that_would_not_be_accepted(
    ask: Callable[..., HttpResponse], settings: Any
) -> None:
    settings.NEARER_ORIGIN = "https://notes.example.org"
    text = ask(Origin="http://192.168.0.7:8000", Host="192.168.0.7:8000").content.decode()
    assert "<code>NEARER_URL=https://192.168.0.7:8000</code>" in text
    text = ask(Origin="http://localhost:9000", Host="localhost:9000").content.decode()
    assert "<code>NEARER_URL=http://localhost:9000</code>" in text


def test_a_refusal_repeats_nothing_that_is_not_an_address(
    ask: Callable[..., HttpResponse],
) -> None:
    text = ask(Origin="https://<b>lantern</b>").content.decode()
    assert "NEARER_URL" not in text
    assert "lantern" not in text


def test_a_name_that_this_copy_does_not_answer_to_is_refused_with_the_way_out(
    ask: Callable[..., HttpResponse],
) -> None:
    answer = ask("GET", Host="notes.example.org")
    assert answer.status_code == 400
    assert "<code>NEARER_URL=https://notes.example.org</code>" in answer.content.decode()


def test_a_refusal_is_a_whole_page_with_help_and_leave(ask: Callable[..., HttpResponse]) -> None:
    text = ask().content.decode()
    assert re.findall(r"<title>(.*?)</title>", text) == ["Notes"]
    assert 'href="/help"' in text
    assert 'action="/leave"' in text
