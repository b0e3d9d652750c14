"""Every route x every method x every role: from the code itself, so that no page is forgotten."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from nearer.house.routes import Who, declaration_of, every_view_is_declared
from nearer.vault import invitations
from nearer.vault import secrets as vault_secrets
from tests.conftest import Actor, OurClient
from tests.house.addresses import METHODS, Address, addresses

pytestmark = pytest.mark.django_db(databases=["default", "snapshot", "secrets"])

ADDRESSES = list(addresses())
ENDS_THE_SESSION = {"people:leave"}
OPEN = [a for a in ADDRESSES if a.declaration.who is Who.ANYONE]
CLOSED = [a for a in ADDRESSES if a.declaration.who is Who.PERSON]


def _name(address: Address) -> str:
    return address.name


@pytest.fixture(params=["alone", "paired", "inviting", "invited"])
def somebody(request: pytest.FixtureRequest, join: Callable[[str], Actor]) -> Actor:
    """One of the people that there can be, signed in."""
    role = request.param
    if role == "paired":
        request.getfixturevalue("ben")
        return request.getfixturevalue("ada")  # type: ignore[no-any-return]
    person = join("Eve")
    if role == "inviting":
        invitations.offer(person.visit)
    if role == "invited":
        invitations.accept(person.visit, invitations.offer(join("Finn").visit))
    return person


def test_every_view_says_who_may_use_it() -> None:
    assert every_view_is_declared() == []
    assert len(ADDRESSES) > 15


def test_a_view_that_says_nothing_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from nearer.house import routes
    from nearer.safety import views

    monkeypatch.setattr(routes, "declaration_of", lambda view: None)
    assert routes.every_view_is_declared()
    assert declaration_of(views) is None


@pytest.mark.parametrize("address", CLOSED, ids=_name)
@pytest.mark.parametrize("method", METHODS)
def test_signed_out_every_private_address_is_the_same_page(
    address: Address, method: str, db: None
) -> None:
    never = masked(OurClient().generic(method, "/never-was"))
    assert masked(OurClient().generic(method, address.path)) == never
    assert never[0] == 401
    if method != "HEAD":
        assert b"passphrase" in never[1].lower()


@pytest.mark.parametrize("address", OPEN, ids=_name)
def test_an_open_page_opens_for_anybody(address: Address, db: None) -> None:
    if "GET" in address.declaration.methods:
        assert OurClient().get(address.path).status_code in (200, 303)


@pytest.mark.parametrize("address", ADDRESSES, ids=_name)
def test_only_declared_methods_are_answered(address: Address, somebody: Actor) -> None:
    for method in METHODS:
        response = _ask(somebody.client, method, address.path)
        declared = method in address.declaration.methods
        assert (response.status_code == 405) is not declared, method
        assert response.status_code < 500


@pytest.mark.parametrize("address", CLOSED, ids=_name)
def test_a_private_page_opens_for_its_person(address: Address, somebody: Actor) -> None:
    if "GET" in address.declaration.methods:
        assert somebody.client.get(address.path).status_code in (200, 303)


@pytest.mark.parametrize("address", ADDRESSES, ids=_name)
def test_a_post_needs_our_origin_and_the_sessions_token(address: Address, somebody: Actor) -> None:
    if "POST" not in address.declaration.methods:
        return
    fields = dict.fromkeys(address.declaration.fields, "1")
    foreign = somebody.client.post(address.path, fields, HTTP_ORIGIN="https://evil.example")
    null = somebody.client.post(address.path, fields, HTTP_ORIGIN="null")
    if address.name in ENDS_THE_SESSION:
        assert (foreign.status_code, null.status_code) == (303, 303)
        assert somebody.client.token, "a foreign page must not end the session"
        return
    assert (foreign.status_code, null.status_code) == (403, 403)
    if address.name == "people:sign-in":
        return
    for token in ("", "x" * 32):
        answer = somebody.client.post(address.path, {**fields, "token": token})
        assert answer.status_code == 403


@pytest.mark.parametrize("address", CLOSED, ids=_name)
def test_a_cookie_of_somebody_erased_is_nobodys(address: Address, somebody: Actor) -> None:
    vault_secrets.erase_server_secret(somebody.person)
    answer = masked(somebody.client.get(address.path))
    assert answer == masked(OurClient().get("/never-was"))


def test_signed_in_what_never_was_is_one_404(somebody: Actor) -> None:
    pages = [somebody.client.get(path) for path in ("/never-was", "/x/" + "y" * 300, "/%00")]
    assert {page.status_code for page in pages} == {404}
    assert len({masked(page)[1] for page in pages}) == 1


def masked(response: Any) -> tuple[int, bytes]:
    """Return status and bytes, with the random form keys blanked."""
    return response.status_code, re.sub(rb"[0-9a-f]{32,}", b"#", response.content)


def _ask(client: OurClient, method: str, path: str) -> Any:
    cookies = client.cookies.output()
    if method == "POST":
        response = client.post(path, {"token": client.token, "key": secrets.token_hex(16)})
    else:
        response = client.generic(method, path, HTTP_X_TOKEN=client.token)
    if client.cookies.output() != cookies:
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return response


def test_the_walk_knows_a_page_that_leaks(ada: Actor) -> None:
    """The control: the comparison above sees a page that tells a signed-out visitor more."""
    signed_in = masked(ada.client.get("/today"))
    assert signed_in != masked(OurClient().get("/never-was"))
    assert settings.SESSION_COOKIE_NAME
