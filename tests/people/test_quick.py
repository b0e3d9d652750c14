"""Quick unlock and the second step: what they open, what they tell a stranger, how they end."""

from time import time
from typing import Any

import pyotp
import pytest
from django.conf import settings

from nearer.people import authenticator, pins
from nearer.vault import accounts, factors, keys
from nearer.vault.models import DatedSecret
from tests.conftest import PASSPHRASE, Actor, OurClient

PIN = "804921"
DEVICE = "d" + settings.SESSION_COOKIE_NAME.removeprefix("s")
QUICK, STEP, SECOND = "/sign-in/quick", "/sign-in/step", "/settings/second"


def sets(actor: Actor, **more: str) -> Any:
    fields = {"pin": PIN, "again": PIN, "pass": PASSPHRASE} | more
    return actor.client.send("/settings/quick", fields)


def signed_out(actor: Actor) -> OurClient:
    """Return the same device after its session has ended."""
    browser = OurClient()
    browser.cookies[DEVICE] = actor.client.cookies[DEVICE].value
    return browser


def signs_in(name: str = "ada") -> OurClient:
    browser = OurClient()
    assert browser.post("/sign-in", {"name": name, "pass": PASSPHRASE}).status_code == 303
    return browser


# A PIN -------------------------------------------------------------------------------------------


def test_a_pin_opens_on_its_device_and_asks_for_nothing_else(ada: Actor) -> None:
    assert sets(ada).status_code == 303
    cookie = ada.client.cookies[DEVICE]
    assert cookie["httponly"]
    assert cookie["max-age"]
    browser = signed_out(ada)
    page = browser.get("/you")
    shown = page.content.decode()
    assert page.status_code == 401
    assert 'name="pin"' in shown
    for told in ('name="name"', 'name="pass"', "Ada", "ada"):
        assert told not in shown
    answered = browser.post(QUICK, {"pin": PIN, "to": "/you"})
    assert (answered.status_code, answered["Location"]) == (303, "/you")
    assert browser.get("/you").status_code == 200


def test_without_the_devices_cookie_there_is_no_field(ada: Actor) -> None:
    sets(ada)
    assert 'name="pin"' not in OurClient().get("/you").content.decode()
    stranger = OurClient()
    stranger.cookies[DEVICE] = "A" * 43
    assert 'name="pin"' not in stranger.get("/you").content.decode()
    assert stranger.post(QUICK, {"pin": PIN}).status_code == 422


def test_the_first_page_of_that_device_leads_to_its_field(ada: Actor) -> None:
    sets(ada)
    assert signed_out(ada).get("/")["Location"] == "/today"
    assert signed_out(ada).get("/sign-in").status_code == 200


@pytest.mark.parametrize("pin", ["12345", "123456", "111111", "240490", "12a456", ""])
def test_a_pin_that_is_tried_first_is_refused(ada: Actor, pin: str) -> None:
    assert sets(ada, pin=pin, again=pin).status_code == 422
    assert DEVICE not in ada.client.cookies


def test_a_pin_is_set_only_with_the_passphrase_and_typed_twice(ada: Actor) -> None:
    assert sets(ada, **{"pass": "wrong"}).status_code == 422
    assert sets(ada, again="804922").status_code == 422
    assert DEVICE not in ada.client.cookies


def test_after_ten_wrong_ones_only_the_passphrase_opens(ada: Actor) -> None:
    sets(ada)
    browser = signed_out(ada)
    for _ in range(9):
        page = browser.post(QUICK, {"pin": "731902"})
        assert page.status_code == 422
        assert 'name="pin"' in page.content.decode()
    last = browser.post(QUICK, {"pin": "731902"})
    assert 'name="pass"' in last.content.decode()
    assert browser.post(QUICK, {"pin": PIN}).status_code == 422


def test_a_pin_does_not_stand_in_for_the_passphrase(ada: Actor) -> None:
    sets(ada)
    browser = signed_out(ada)
    browser.post(QUICK, {"pin": PIN})
    assert browser.send("/settings/key", {"pass": PIN}).status_code == 422
    assert browser.send("/settings/end", {"pass": PIN, "when": "now"}).status_code == 422


def test_a_device_is_forgotten_from_elsewhere(ada: Actor, cleo: Actor) -> None:
    sets(ada)
    id = pins.devices(ada.visit)[0].id.hex()
    cleo.client.send("/settings/sessions", {"do": "forget", "device": id})
    assert pins.devices(ada.visit)
    other = signs_in()
    assert id in other.get("/settings/sessions").content.decode()
    other.send("/settings/sessions", {"do": "forget", "device": id})
    assert not pins.devices(ada.visit)
    assert 'name="pin"' not in signed_out(ada).get("/you").content.decode()


def test_the_device_in_hand_is_forgotten_twice_without_harm(ada: Actor) -> None:
    sets(ada)
    for _ in range(2):
        assert ada.client.send("/settings/quick", {"do": "forget"}).status_code == 303
    assert not pins.devices(ada.visit)


def test_what_was_typed_comes_along_through_the_field(ada: Actor) -> None:
    sets(ada)
    browser = signed_out(ada)
    fields = {
        "called": "Ada the second",
        "pronouns": "",
        "token": ada.client.token,
        "key": "0" * 32,
    }
    page = browser.post("/settings", fields)
    assert page.status_code == 401
    assert 'name="pin"' in page.content.decode()
    assert "Ada the second" in page.content.decode()


def test_in_a_second_tab_the_field_opens_and_what_was_typed_is_not_lost(ada: Actor) -> None:
    sets(ada)
    browser = signed_out(ada)
    fields = {"called": "Ada the second", "token": ada.client.token, "key": "0" * 32}
    parcel = browser.post("/settings", fields).context["parcel"]
    assert browser.post(QUICK, {"pin": PIN}).status_code == 303  # the first tab
    carried = {"carried": parcel.carried, "carried_tag": parcel.tag}
    shown = browser.post(QUICK, {"pin": PIN, **carried}).content.decode()
    assert "Ada the second" in shown
    assert browser.get("/you").status_code == 200


# Six digits --------------------------------------------------------------------------------------


def has_app(actor: Actor) -> pyotp.TOTP:
    """Set up an app through the pages; return it."""
    actor.client.send(SECOND, {"pass": PASSPHRASE})
    actor.client.send(SECOND, {"do": "app"})
    secret = bytes.fromhex(actor.visit.held["app"])
    page = actor.client.get(SECOND).content.decode()
    assert authenticator.letters(secret) in page
    app = pyotp.TOTP(authenticator.letters(secret))
    earlier = app.at(int(time()) - 30)
    assert actor.client.send(SECOND, {"do": "digits", "code": earlier}).status_code == 303
    assert "The app is set." in actor.client.get(SECOND).content.decode()
    return app


def test_digits_are_asked_after_the_passphrase_and_nothing_opens_before(ada: Actor) -> None:
    app = has_app(ada)
    browser = OurClient()
    answered = browser.post("/sign-in", {"name": "ada", "pass": PASSPHRASE})
    assert answered["Location"] == STEP
    assert browser.get("/you").status_code == 401
    asked = browser.get(STEP)
    assert asked.status_code == 200
    assert 'inputmode="numeric"' in asked.content.decode()  # a phone shows its digits
    assert browser.get("/you").status_code == 401
    opened = browser.post(STEP, {"code": app.now()})
    assert (opened.status_code, opened["Location"]) == (303, "/today")
    assert browser.get("/you").status_code == 200


def test_digits_open_once(ada: Actor) -> None:
    digits = has_app(ada).now()
    first, second = signs_in(), signs_in()
    assert first.post(STEP, {"code": digits}).status_code == 303
    answered = second.post(STEP, {"code": digits})
    assert answered.status_code == 422
    assert second.get("/you").status_code == 401


def test_after_five_wrong_ones_the_passphrase_is_asked_again(ada: Actor) -> None:
    app = has_app(ada)
    browser = signs_in()
    for _ in range(5):
        assert browser.post(STEP, {"code": "000000"}).status_code == 422
    assert browser.post(STEP, {"code": app.now()})["Location"] == "/sign-in"
    assert browser.get("/you").status_code == 401


def test_digits_without_a_passphrase_open_nothing(ada: Actor) -> None:
    app = has_app(ada)
    browser = OurClient()
    assert browser.post(STEP, {"code": app.now()}).status_code == 303
    assert browser.get("/you").status_code == 401


def test_the_recovery_code_takes_the_second_step_away(ada: Actor) -> None:
    has_app(ada)
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    browser = OurClient()
    assert browser.post("/lost", {"code": code})["Location"] == "/settings/key/code"
    assert browser.get("/you").status_code == 200
    assert not factors.are_set(ada.visit.keyring)


def test_an_app_is_set_and_let_go_only_after_the_passphrase(ada: Actor) -> None:
    assert ada.client.send(SECOND, {"do": "app"}).status_code == 422
    has_app(ada)
    other = signs_in()
    assert other.get("/you").status_code == 401
    ada.client.send(SECOND, {"do": "no app"})
    assert not factors.are_set(ada.visit.keyring)


def test_a_quick_unlock_asks_for_the_digits_too(ada: Actor) -> None:
    sets(ada)
    has_app(ada)
    browser = signed_out(ada)
    assert browser.post(QUICK, {"pin": PIN})["Location"] == STEP
    assert browser.get("/you").status_code == 401


def test_the_cover_of_an_ended_session_asks_for_the_digits_too(ada: Actor) -> None:
    app, token = has_app(ada), ada.client.token
    headers = {"HTTP_X_AGAIN": "1", "HTTP_X_TOKEN": token}
    browser = OurClient()
    asked = browser.post("/sign-in", {"name": "ada", "pass": PASSPHRASE}, **headers)
    assert (asked.status_code, asked.json()) == (428, {"digits": True, "passkey": ""})
    assert browser.get("/you").status_code == 401
    assert browser.post(STEP, {"code": "000000"}, **headers).status_code == 422
    whole = browser.post(STEP, {"code": app.now()}, **headers)
    assert whole.status_code == 204
    assert whole["X-Token"] == browser.token
    assert browser.get("/you").status_code == 200


def test_nobody_else_lifts_the_cover_by_their_second_step(ada: Actor, cleo: Actor) -> None:
    app = has_app(ada)
    browser = signs_in()
    headers = {"HTTP_X_AGAIN": "1", "HTTP_X_TOKEN": cleo.client.token}
    assert browser.post(STEP, {"code": app.now()}, **headers).status_code == 410
    assert OurClient().post(STEP, {"code": app.now()}, **headers).status_code == 410
    assert browser.get("/you").status_code == 401


def test_on_the_cover_five_tries_begin_with_the_passphrase_again(ada: Actor) -> None:
    app = has_app(ada)
    headers = {"HTTP_X_AGAIN": "1", "HTTP_X_TOKEN": ada.client.token}
    browser = signs_in()
    tried = [browser.post(STEP, {"code": "000000"}, **headers).status_code for _ in range(5)]
    assert tried == [422] * 5
    assert browser.post(STEP, {"code": app.now()}, **headers).status_code == 410


def wastes_the_day(name: str = "ada") -> None:
    """Type ten wrong digits, as somebody could who knows the passphrase."""
    for _ in range(2):
        browser = signs_in(name)
        for _ in range(5):
            assert browser.post(STEP, {"code": "000000"}).status_code == 422


def test_ten_wrong_digits_a_day_are_all_whatever_the_session(ada: Actor) -> None:
    app = has_app(ada)
    signs_in().get(STEP)
    assert DatedSecret.objects.filter(kind="digits").count() == 0, "a look counted as a try"
    wastes_the_day()
    browser = signs_in()
    page = browser.get(STEP).content.decode()
    assert "No digits today" in page
    assert 'name="code"' not in page
    assert browser.post(STEP, {"code": app.now()}).status_code == 422
    assert browser.get("/you").status_code == 401
    assert ada.client.get("/you").status_code == 200, "a session that stands was ended"


def test_whoever_wastes_the_day_locks_nobody_out(ada: Actor, cleo: Actor) -> None:
    has_app(ada)
    app_of_cleo = has_app(cleo)
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    wastes_the_day()
    assert signs_in("cleo").post(STEP, {"code": app_of_cleo.now()}).status_code == 303
    browser = OurClient()
    assert browser.post("/lost", {"code": code})["Location"] == "/settings/key/code"
    assert browser.get("/you").status_code == 200


def test_the_cover_says_that_digits_are_used_up_today(ada: Actor) -> None:
    app = has_app(ada)
    wastes_the_day()
    headers = {"HTTP_X_AGAIN": "1", "HTTP_X_TOKEN": ada.client.token}
    browser = OurClient()
    asked = browser.post("/sign-in", {"name": "ada", "pass": PASSPHRASE}, **headers)
    assert asked.json() == {"digits": False, "passkey": ""}
    assert browser.post(STEP, {"code": app.now()}, **headers).status_code == 429


def test_a_form_comes_along_through_the_second_step(ada: Actor) -> None:
    app = has_app(ada)
    fields = {"called": "Ada the second", "token": ada.client.token, "key": "0" * 32}
    unlock = OurClient().post("/settings", fields)
    parcel = unlock.context["parcel"]
    carried = {"carried": parcel.carried, "carried_tag": parcel.tag}
    browser = OurClient()
    page = browser.post("/sign-in", {"name": "ada", "pass": PASSPHRASE, **carried})
    assert 'name="code"' in page.content.decode()
    shown = browser.post(STEP, {"code": app.now(), **carried})
    assert "This was not saved yet" in shown.content.decode()
    assert "Ada the second" in shown.content.decode()


def test_in_a_second_tab_the_step_shows_what_came_along_too(ada: Actor) -> None:
    app = has_app(ada)
    fields = {"called": "Ada the second", "token": ada.client.token, "key": "0" * 32}
    parcel = OurClient().post("/settings", fields).context["parcel"]
    browser = signs_in()
    digits = app.now()
    assert browser.post(STEP, {"code": digits}).status_code == 303  # the first tab
    carried = {"carried": parcel.carried, "carried_tag": parcel.tag}
    assert "Ada the second" in browser.post(STEP, {"code": digits, **carried}).content.decode()
    assert browser.post(STEP, {"code": digits})["Location"] == "/today"


def test_wrong_digits_set_no_app(ada: Actor) -> None:
    ada.client.send(SECOND, {"pass": PASSPHRASE})
    ada.client.send(SECOND, {"do": "app"})
    assert ada.client.send(SECOND, {"do": "digits", "code": "000000"}).status_code == 422
    assert not factors.are_set(ada.visit.keyring)


# A passkey ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "works"),
    [("localhost:8000", True), ("one.localhost:8000", True), ("127.0.0.1:8000", False)],
)
def test_a_passkey_is_offered_where_browsers_give_one(
    ada: Actor, settings: Any, host: str, works: bool
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    ada.client.send(SECOND, {"pass": PASSPHRASE})
    page = ada.client.get(SECOND, HTTP_HOST=host).content.decode()
    assert ("Add a passkey" in page) is works
    assert ("Not at this address" in page) is not works


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id":"x","rawId":"x","response":{}}'])
def test_a_forged_answer_makes_no_passkey(ada: Actor, settings: Any, answer: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    local = {"HTTP_HOST": "localhost", "HTTP_ORIGIN": "http://localhost"}
    ada.client.send(SECOND, {"pass": PASSPHRASE}, **local)
    ada.client.send(SECOND, {"do": "passkey"}, **local)
    assert "data-options" in ada.client.get(SECOND, HTTP_HOST="localhost").content.decode()
    ada.client.send(SECOND, {"do": "made", "passkey": answer}, **local)
    assert not factors.are_set(ada.visit.keyring)
