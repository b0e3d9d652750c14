"""Every route x every method x every role: from the code itself, so that no page is forgotten."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any

import msgspec
import pytest
from django.conf import settings

from nearer.house.routes import Who, declaration_of, every_view_is_declared
from nearer.people import copies
from nearer.vault import factors, invitations, leaving, sessions
from nearer.vault import secrets as vault_secrets
from nearer.vault.restored import Restored
from tests.conftest import Actor, OurClient, pair
from tests.house.addresses import METHODS, Address, addresses

pytestmark = pytest.mark.django_db(databases=["default", "snapshot", "secrets"])

ADDRESSES = list(addresses())
ENDS_THE_SESSION = {"people:leave"}
# Their pages were made before the session that they meet; our Origin is asked of them too.
WAYS_IN = {"people:sign-in", "people:sign-in-quick", "people:step", "people:lost"}
OPEN = [a for a in ADDRESSES if a.declaration.who is Who.ANYONE]
CLOSED = [a for a in ADDRESSES if a.declaration.who is Who.PERSON]


def _inviting(eve: Actor, finn: Actor, restore: Path) -> None:
    invitations.offer(eve.visit)


def _invited(eve: Actor, finn: Actor, restore: Path) -> None:
    invitations.accept(eve.visit, invitations.offer(finn.visit))


def _paired(eve: Actor, finn: Actor, restore: Path) -> None:
    pair(eve, finn)


def _resting(eve: Actor, finn: Actor, restore: Path) -> None:
    pair(eve, finn)
    leaving.rest(eve.visit)


def _closed(eve: Actor, finn: Actor, restore: Path) -> None:
    pair(eve, finn)
    leaving.close(finn.visit)
    assert eve.visit.over is not None


def _restored(eve: Actor, finn: Actor, restore: Path) -> None:
    pair(eve, finn)
    us, now = eve.visit.us, datetime.now(UTC)
    assert us is not None
    made = Restored(id="1", of=now, at=now, spaces=frozenset({us.id.hex()}))
    restore.write_bytes(msgspec.json.encode(made))


def _confirmed(eve: Actor, finn: Actor, restore: Path) -> None:
    _restored(eve, finn, restore)
    copies.confirm(eve.visit)
    assert copies.waits_for_other(eve.visit)


ROLES: dict[str, Callable[[Actor, Actor, Path], None]] = {
    "alone": lambda eve, finn, restore: None,
    "inviting": _inviting,
    "invited": _invited,
    "paired": _paired,
    "resting": _resting,
    "closed": _closed,
    "restored": _restored,
    "restored and confirmed": _confirmed,
}


@pytest.fixture(params=list(ROLES))
def somebody(
    request: pytest.FixtureRequest,
    join: Callable[[str], Actor],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Actor:
    """One of the people that there can be, signed in."""
    restore = tmp_path / "restored.json"
    monkeypatch.setattr(settings, "NEARER_RESTORED", restore)
    eve = join("Eve")
    ROLES[request.param](eve, join("Finn"), restore)
    return eve


@pytest.fixture
def half(ada: Actor) -> OurClient:
    """Somebody whose passphrase was right, and whose second step is still to come."""
    factors.set_totp(ada.visit, b"s" * 20, step=1)
    browser = OurClient()
    value, _ = sessions.start(ada.person, ada.master, minutes=15, now=int(time()), waits=True)
    browser.cookies[settings.SESSION_COOKIE_NAME] = value
    return browser


def test_every_view_says_who_may_use_it() -> None:
    assert every_view_is_declared() == []
    assert len(ADDRESSES) > 15


def test_a_view_that_says_nothing_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    from nearer.house import routes
    from nearer.safety import views

    monkeypatch.setattr(routes, "declaration_of", lambda view: None)
    assert routes.every_view_is_declared()
    assert declaration_of(views) is None


# Addresses of one entry: the example's is nobody's, which looks like what never was.
NOBODYS = {"conversation:letter"}


def test_signed_out_every_private_address_is_the_same_page(db: None) -> None:
    for method in METHODS:
        never = masked(OurClient().generic(method, "/never-was"))
        assert never[0] == 401
        assert method == "HEAD" or b"passphrase" in never[1].lower()
        for address in CLOSED:
            assert masked(OurClient().generic(method, address.path)) == never, address.name


def test_half_signed_in_every_private_address_is_that_page_too(half: OurClient) -> None:
    never = {method: masked(OurClient().generic(method, "/never-was")) for method in METHODS}
    assert half.token
    for address in CLOSED:
        for method in METHODS:
            answer = half.generic(method, address.path, HTTP_X_TOKEN=half.token)
            assert masked(answer) == never[method], (address.name, method)
        assert masked(half.send(address.path)) == never["POST"], address.name
    assert half.get("/sign-in/step").status_code == 200, "the walk ended the session that waits"


def test_half_signed_in_an_open_page_tells_no_more_than_to_anybody(half: OurClient) -> None:
    for address in OPEN:
        if "GET" in address.declaration.methods and address.name != "people:step":
            answer = masked(half.get(address.path))
            assert answer == masked(OurClient().get(address.path)), address.name


def test_an_open_page_opens_for_anybody(db: None) -> None:
    for address in OPEN:
        if "GET" in address.declaration.methods:
            assert OurClient().get(address.path).status_code in (200, 302, 303), address.name


def test_only_declared_methods_are_answered(somebody: Actor) -> None:
    for address in ADDRESSES:
        for method in METHODS:
            response = _ask(somebody, method, address)
            declared = method in address.declaration.methods
            assert (response.status_code == 405) is not declared, (address.name, method)
            assert response.status_code < 500, (address.name, method)


def test_a_private_page_opens_for_its_person(somebody: Actor) -> None:
    for address in CLOSED:
        if "GET" in address.declaration.methods:
            answer = somebody.client.get(address.path)
            expected = (404,) if address.name in NOBODYS else (200, 204, 302, 303)
            assert answer.status_code in expected, address.name


def test_a_post_needs_our_origin_and_the_sessions_token(somebody: Actor) -> None:
    for address in ADDRESSES:
        if "POST" in address.declaration.methods and address.name not in ENDS_THE_SESSION:
            fields = dict.fromkeys(address.declaration.fields, "1")
            for origin in ("https://evil.example", "null"):
                answer = somebody.client.post(address.path, fields, HTTP_ORIGIN=origin)
                assert answer.status_code == 403, (address.name, origin)
            for token in () if address.name in WAYS_IN else ("", "x" * 32):
                answer = somebody.client.post(address.path, {**fields, "token": token})
                assert answer.status_code == 403, (address.name, token)


def test_leave_from_elsewhere_ends_nothing_and_never_refuses(somebody: Actor) -> None:
    for origin in ("https://evil.example", "null"):
        assert somebody.client.post("/leave", HTTP_ORIGIN=origin).status_code == 303
    assert somebody.client.token
    assert somebody.client.post("/leave").status_code == 303
    assert not somebody.client.token


def test_a_cookie_of_somebody_erased_is_nobodys(somebody: Actor) -> None:
    vault_secrets.erase_server_secret(somebody.person)
    never = masked(OurClient().get("/never-was"))
    for address in CLOSED:
        kept = somebody.client.cookies[settings.SESSION_COOKIE_NAME].value
        assert masked(somebody.client.get(address.path)) == never, address.name
        somebody.client.cookies[settings.SESSION_COOKIE_NAME] = kept


def test_signed_in_what_never_was_is_one_404(somebody: Actor) -> None:
    pages = [somebody.client.get(path) for path in ("/never-was", "/x/" + "y" * 300, "/%00")]
    assert {page.status_code for page in pages} == {404}
    assert len({masked(page)[1] for page in pages}) == 1


def masked(response: Any) -> tuple[int, bytes]:
    """Return status and bytes, with the random form keys blanked."""
    return response.status_code, re.sub(rb"[0-9a-f]{32,}", b"#", response.content)


def test_the_walk_knows_a_page_that_leaks(ada: Actor) -> None:
    """The control: the comparison above sees a page that tells a signed-out visitor more."""
    assert masked(ada.client.get("/today")) != masked(OurClient().get("/never-was"))


def _ask(somebody: Actor, method: str, address: Address) -> Any:
    """Ask with the token, and be signed in again after an address that ends the session."""
    kept = somebody.client.cookies[settings.SESSION_COOKIE_NAME].value
    if method != "POST":
        return somebody.client.generic(method, address.path, HTTP_X_TOKEN=somebody.client.token)
    response = somebody.client.send(address.path)
    somebody.client.cookies[settings.SESSION_COOKIE_NAME] = kept
    if address.name in ENDS_THE_SESSION:
        kept, _ = sessions.start(somebody.person, somebody.master, minutes=15, now=int(time()))
        somebody.client.cookies[settings.SESSION_COOKIE_NAME] = kept
    return response
