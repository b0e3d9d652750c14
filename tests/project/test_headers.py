"""The headers that every answer has, whoever gives it."""

from collections.abc import Iterator

import pytest

from nearer.project.bridge import Bridge
from nearer.project.headers import App, Receive, Scope, Send, house_headers
from tests.project.running import Running, running

EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self' https://weather.example; "
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'; "
        "worker-src 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def failing(bridge: Bridge) -> App:
    """Fail above the pages, where no page of Django's can answer."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/loop-fault":
            raise ZeroDivisionError
        await bridge(scope, receive, send)

    return app


@pytest.fixture(scope="module")
def house() -> Iterator[Running]:
    """A server with the small app, for all these tests."""
    with running(wrap=failing) as house:
        yield house


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/static/a.css", 200), ("/fault", 500), ("/loop-fault", 500)],
)
def test_every_answer_has_them(house: Running, path: str, status: int) -> None:
    answer = house.ask(path)
    assert answer.status == status
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Permissions-Policy"].count("=()") > 20


def test_a_refusal_from_the_loop_has_them(house: Running) -> None:
    answer = house.ask(method="POST", body=b"x" * 11_000_000)
    assert answer.status == 413
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert answer.headers["Cache-Control"] == "no-store"


def test_even_what_is_not_http_is_refused_with_them(house: Running) -> None:
    with house.raw(b"nonsense\r\n\r\n") as connection:
        answer = connection.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 400")
    for name, value in EVERYWHERE.items():
        assert f"{name.lower()}: {value}\r\n" in answer.lower().replace(value.lower(), value)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "no-store"),
        ("/today", "no-store"),
        ("/fault", "no-store"),
        ("/static/a.css", "no-cache"),
        ("/help", "no-cache"),
        ("/sw.js", "no-cache"),
        ("/manifest.webmanifest", "no-cache"),
    ],
)
def test_only_what_is_nobodys_may_be_kept(house: Running, path: str, kept: str) -> None:
    assert house.ask(path).headers["Cache-Control"] == kept


def test_a_header_value_has_no_space_before_it(house: Running) -> None:
    assert house.ask().headers["Set-Cookie"] == "x=1"


def test_nothing_names_the_software(house: Running) -> None:
    assert "Server" not in house.ask().headers


def test_tls_is_asked_for_again_only_where_there_is_tls() -> None:
    plain = dict(house_headers(secure=False, leave_origins=[]))
    safe = dict(house_headers(secure=True, leave_origins=[]))
    assert b"strict-transport-security" not in plain
    assert safe[b"strict-transport-security"] == b"max-age=31536000; includeSubDomains"
