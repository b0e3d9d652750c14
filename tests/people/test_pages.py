"""The doors: the first page, signing in, the lost passphrase, what is private, leaving."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from nearer.people import sessions
from nearer.vault import accounts, keys
from nearer.vault.models import SessionRow
from tests.conftest import PASSPHRASE, Actor, OurClient

COOKIE = settings.SESSION_COOKIE_NAME
pytestmark = pytest.mark.usefixtures("db")


def signs_in(client: OurClient, name: str, passphrase: str, **extra: Any) -> Any:
    return client.post("/sign-in", {"name": name, "pass": passphrase}, **extra)


def test_the_first_page_offers_all_ways_in_and_keeps_no_row() -> None:
    page = OurClient().get("/")
    text = page.content.decode()
    assert page.status_code == 200
    for way in (
        'action="/sign-in"',
        'href="/join"',
        'href="/lost"',
        'href="/limits"',
        "Sam Okafor",
    ):
        assert way in text
    assert not SessionRow.objects.exists()
    assert not page.cookies


def test_who_is_signed_in_goes_on_to_today(ada: Actor) -> None:
    for path in ("/", "/sign-in", "/join"):
        page = ada.client.get(path)
        assert (page.status_code, page["Location"]) == (303, "/today")


def test_name_and_passphrase_open_in_any_capitals(ada: Actor) -> None:
    browser = OurClient()
    page = signs_in(browser, " ADA ", PASSPHRASE)
    assert (page.status_code, page["Location"]) == (303, "/today")
    cookie = page.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]
    assert browser.get("/")["Location"] == "/today"


def test_signing_in_ends_the_browsers_earlier_session(ada: Actor) -> None:
    before = ada.client.cookies[COOKIE].value
    signs_in(ada.client, "ada", PASSPHRASE)
    assert ada.client.cookies[COOKIE].value != before
    assert not sessions.is_known_token(before)


def test_a_wrong_name_and_a_wrong_passphrase_get_the_same_bytes(ada: Actor) -> None:
    known = signs_in(OurClient(), "ada", "not her four words")
    unknown = signs_in(OurClient(), "eve", "not her four words")
    assert "This did not open. Check the name and the passphrase" in known.content.decode()
    assert known.status_code == unknown.status_code
    assert known.content.replace(b'value="ada"', b"") == unknown.content.replace(
        b'value="eve"', b""
    )
    assert known.headers == unknown.headers
    assert not known.cookies


def test_a_wrong_name_costs_one_derivation_as_a_right_one_does(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    cheap = keys.stretch
    monkeypatch.setattr(keys, "stretch", lambda *a: asked.append("") or cheap(*a))
    for name, passphrase in (("ada", PASSPHRASE), ("ada", "wrong"), ("eve", "wrong")):
        asked.clear()
        signs_in(OurClient(), name, passphrase)
        assert len(asked) == 1


def test_many_wrong_tries_lock_nobody_out(ada: Actor) -> None:
    for _ in range(30):
        signs_in(OurClient(), "ada", "wrong")
    assert signs_in(OurClient(), "ada", PASSPHRASE).status_code == 303


def test_a_passphrase_never_comes_back_in_a_page(ada: Actor) -> None:
    page = signs_in(OurClient(), "ada", "a very secret thing")
    assert "a very secret thing" not in page.content.decode()


def test_every_private_address_real_or_not_is_the_same_locked_page(db: None) -> None:
    stranger = OurClient()
    pages = [stranger.get(path) for path in ("/today", "/steps", "/join/code", "/no/such/page")]
    assert {page.status_code for page in pages} == {401}
    assert len({page.content for page in pages}) == 1
    assert "Locked" in pages[0].content.decode()


def test_unlocking_leads_back_to_the_page_that_was_asked_for(ada: Actor) -> None:
    asked = {"HTTP_REFERER": "http://testserver/steps"}
    assert signs_in(OurClient(), "ada", PASSPHRASE, **asked)["Location"] == "/steps"


def test_a_second_try_still_leads_back(ada: Actor) -> None:
    browser = OurClient()
    page = signs_in(browser, "ada", "wrong", HTTP_REFERER="http://testserver/steps")
    assert '<input type="hidden" name="to" value="/steps">' in page.content.decode()
    page = browser.post("/sign-in", {"name": "ada", "pass": PASSPHRASE, "to": "/steps"})
    assert page["Location"] == "/steps"


@pytest.mark.parametrize(
    "to", ["//elsewhere.example", "https://elsewhere.example/steps", "/leave", "/stay", "/nothing"]
)
def test_unlocking_leads_nowhere_but_to_a_private_page_of_ours(ada: Actor, to: str) -> None:
    page = OurClient().post("/sign-in", {"name": "ada", "pass": PASSPHRASE, "to": to})
    assert page["Location"] == "/today"
    elsewhere = {"HTTP_REFERER": "https://elsewhere.example/steps"}
    assert signs_in(OurClient(), "ada", PASSPHRASE, **elsewhere)["Location"] == "/today"


def test_the_cover_is_lifted_by_the_person_it_hides(ada: Actor) -> None:
    headers = {"HTTP_X_AGAIN": "1", "HTTP_X_TOKEN": ada.client.token}
    before = ada.client.cookies[COOKIE].value
    answer = signs_in(ada.client, "ada", PASSPHRASE, **headers)
    assert answer.status_code == 204
    assert answer["X-Token"] == ada.client.token
    assert ada.client.cookies[COOKIE].value != before


def test_the_cover_is_lifted_by_nobody_else(ada: Actor, cleo: Actor) -> None:
    headers = {"HTTP_X_AGAIN": "1", "HTTP_X_TOKEN": ada.client.token}
    wrong = signs_in(ada.client, "ada", "wrong", **headers)
    other = signs_in(ada.client, "cleo", PASSPHRASE, **headers)
    for answer in (wrong, other):
        assert answer.status_code == 422
        assert not answer.content
        assert not answer.cookies


def test_a_recovery_code_opens_without_name_and_passphrase(ada: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    browser = OurClient()
    typed = f" {code[:14].lower()}-{code[14:]} "
    assert browser.post("/lost", {"code": typed})["Location"] == "/settings/key/code"
    assert browser.get("/")["Location"] == "/today"


def test_whoever_is_signed_in_and_has_lost_the_passphrase_comes_in_by_the_code(ada: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    assert 'href="/lost"' in ada.client.get("/settings/key").content.decode()
    form = re.search(r'name="token" value="([^"]*)"', ada.client.get("/lost").content.decode())
    assert form is not None
    answer = ada.client.post("/lost", {"code": code, "token": form[1]})
    assert (answer.status_code, answer["Location"]) == (303, "/settings/key/code")
    assert ada.client.get("/settings/key/code").status_code == 200


@pytest.mark.parametrize("typed", ["", "short", "0" * 28, "not/a#code"])
def test_a_code_that_opens_nothing_says_so_and_is_not_shown_again(db: None, typed: str) -> None:
    page = OurClient().post("/lost", {"code": typed})
    assert page.status_code == 422
    assert not typed or f'value="{typed}"' not in page.content.decode()


def test_lost_and_limits_say_what_cannot_be_mended(db: None) -> None:
    assert "lost, for good" in OurClient().get("/lost").content.decode()
    limits = OurClient().get("/limits").content.decode()
    assert "Sam Okafor runs this copy." in limits
    assert "while you are signed in" in limits


def test_leave_ends_the_session_and_goes_to_the_neutral_page(ada: Actor) -> None:
    before = ada.client.cookies[COOKIE].value
    page = ada.client.post("/leave")
    assert (page.status_code, page["Location"]) == (303, settings.NEARER_LEAVE)
    assert page["Clear-Site-Data"] == '"cache"'
    assert page.cookies[COOKIE].value == ""
    assert not sessions.is_known_token(before)


def test_leave_from_elsewhere_ends_nothing_and_goes_all_the_same(ada: Actor) -> None:
    page = ada.client.post("/leave", HTTP_ORIGIN="https://elsewhere.example")
    assert (page.status_code, page["Location"]) == (303, settings.NEARER_LEAVE)
    assert ada.client.get("/")["Location"] == "/today"


def test_leave_works_signed_out_and_is_no_page_to_look_at(db: None) -> None:
    assert OurClient().post("/leave").status_code == 303
    assert OurClient().get("/leave").status_code == 405


def test_staying_needs_a_session_and_its_token(ada: Actor) -> None:
    assert ada.client.post("/stay", HTTP_X_TOKEN=ada.client.token).status_code == 204
    assert ada.client.post("/stay").status_code == 403
    assert OurClient().post("/stay").status_code == 401


def test_after_leave_by_script_the_next_sign_in_holds(ada: Actor) -> None:
    ada.client.cookies[sessions.leave_cookie()] = "1"
    signs_in(ada.client, "ada", PASSPHRASE)
    assert ada.client.get("/")["Location"] == "/today"


def test_signing_in_is_in_the_lane(join: Callable[[str], Actor]) -> None:
    from nearer.people import signup, views

    assert views.sign_in.declaration.slow
    assert signup.lock.declaration.slow
