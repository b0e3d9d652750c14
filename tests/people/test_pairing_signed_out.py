"""From a link to a pair for whoever has no account yet, or is not signed in."""

import re
from html import unescape
from time import time
from typing import Any

import pytest
from django.test import override_settings

from nearer.people.invitations import Status
from nearer.vault.models import InvitationRow, Person
from tests.conftest import PASSPHRASE, Actor, OurClient
from tests.people.pairing import (
    NOTE,
    Join,
    confirms,
    four_words,
    how_far,
    invites,
    reads,
    speaks,
    text_of,
)

WHO = {"name": "eve", "called": "Eve", "zone": "Europe/Lisbon"}


@pytest.fixture
def ada(join: Join) -> Actor:
    return join("Ada")


def form_to(page: Any, address: str) -> dict[str, str]:
    """Return the hidden fields of a page's form for an address, as a browser would send them."""
    html = page.content.decode()
    start = next(m for m in re.finditer(r"<form\b[^>]*>", html) if f'action="{address}"' in m[0])
    form = html[start.end() :].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def signs_up(browser: OurClient, page: Any) -> Any:
    """Go from an invitation's page through sign-up; return the answer to its second step."""
    page = browser.post("/join", form_to(page, "/join"))
    page = browser.post("/join", {**form_to(page, "/join"), **WHO})
    words = re.search(r'<p class="voice big">([^<]+)</p>', page.content.decode())
    assert words is not None
    fields = {**form_to(page, "/join/key"), "adult": "on", "pass": words[1]}
    return browser.post("/join/key", fields)


def eve_at(browser: OurClient) -> Actor:
    return Actor("Eve", b"", b"", browser)


def test_an_invitation_is_read_without_an_account_and_leaves_nothing(ada: Actor) -> None:
    code = invites(ada, NOTE)
    browser = OurClient()
    page = reads(browser, code)
    assert page.status_code == 200
    assert not browser.cookies
    said = text_of(page)
    for words in ("Ada gave you this", NOTE, "You need no account to decide", "Not now"):
        assert words in said
    assert "invitation" not in ada.visit.held


def test_from_a_link_through_sign_up_to_a_pair(ada: Actor) -> None:
    code, browser = invites(ada), OurClient()
    answer = signs_up(browser, reads(browser, code))
    assert (answer.status_code, answer["Location"]) == (303, "/join/code")
    eve = eve_at(browser)
    assert how_far(eve) is Status.COMPARING
    answer = browser.send("/join/code", {"do": "without"})
    assert (answer.status_code, answer["Location"]) == (303, "/invite/words")
    assert "how to leave quickly" in text_of(browser.get("/invite/words"))
    browser.send("/invite/words", {"quiet": "skip"})
    assert four_words(eve) == four_words(ada)
    assert "Eve" in text_of(ada.client.get("/invite/words"))
    assert confirms(eve) == "/invite/words"
    assert confirms(ada) == "/today"
    assert ada.visit.partner is not None
    assert ada.visit.partner.called == "Eve"


def test_from_six_words_through_sign_up(ada: Actor) -> None:
    invites(ada)
    browser = OurClient()
    page = browser.post("/j/words", {"words": speaks(ada), "key": "0f" * 16})
    assert "Ada gave you this" in text_of(page)
    signs_up(browser, page)
    assert how_far(eve_at(browser)) is Status.COMPARING


def test_a_mistake_in_sign_up_does_not_lose_the_invitation(ada: Actor) -> None:
    code, browser = invites(ada), OurClient()
    page = browser.post("/join", form_to(reads(browser, code), "/join"))
    page = browser.post("/join", {**form_to(page, "/join"), **WHO, "called": ""})
    assert page.status_code == 422
    page = browser.post("/join", {**form_to(page, "/join"), **WHO})
    page = browser.post("/join/key", {**form_to(page, "/join/key"), "adult": "on", "pass": "x"})
    assert page.status_code == 422
    assert form_to(page, "/join/key")["invitation"] == code


def test_an_invitation_that_ends_during_sign_up_is_said_so_and_the_account_stays(
    ada: Actor,
) -> None:
    code, browser = invites(ada), OurClient()
    page = reads(browser, code)
    ada.client.send("/invite", {"do": "back"})
    assert signs_up(browser, page)["Location"] == "/join/code"
    answer = browser.send("/join/code", {"do": "without"})
    assert answer["Location"] == "/j"
    browser.send("/j", {"quiet": "skip"})
    page = browser.get("/j")
    assert page.status_code == 410
    assert "This invitation has ended" in text_of(page)
    assert how_far(eve_at(browser)) is Status.NONE
    assert Person.objects.count() == 2


def test_a_doubled_end_of_sign_up_takes_the_invitation_up_once(ada: Actor) -> None:
    code, browser = invites(ada), OurClient()
    page = browser.post("/join", form_to(reads(browser, code), "/join"))
    page = browser.post("/join", {**form_to(page, "/join"), **WHO})
    words = re.search(r'<p class="voice big">([^<]+)</p>', page.content.decode())
    assert words is not None
    fields = {**form_to(page, "/join/key"), "adult": "on", "pass": words[1]}
    again = OurClient()
    for one in (browser, again):
        assert one.post("/join/key", fields)["Location"] == "/join/code"
    assert how_far(eve_at(again)) is Status.COMPARING
    assert again.send("/join/code", {"do": "without"})["Location"] == "/invite/words"


def test_who_has_an_account_signs_in_on_the_same_page_and_reads_it_again(
    ada: Actor, join: Join
) -> None:
    join("Ben")
    code, browser = invites(ada), OurClient()
    fields = form_to(reads(browser, code), "/sign-in")
    wrong = browser.post("/sign-in", {**fields, "name": "ben", "pass": "wrong"})
    assert wrong.status_code == 422
    answer = browser.post(
        "/sign-in", {**form_to(wrong, "/sign-in"), "name": "ben", "pass": PASSPHRASE}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/j")
    browser.send("/j", {"quiet": "skip"})
    assert "Ada gave you this" in text_of(browser.get("/j"))
    browser.send("/j", {"invitation": code, "do": "yes"})
    assert how_far(eve_at(browser)) is Status.COMPARING


def test_a_made_up_invitation_does_not_disturb_a_sign_in(join: Join) -> None:
    join("Ben")
    fields = {"name": "ben", "pass": PASSPHRASE, "invitation": "<made up>"}
    assert OurClient().post("/sign-in", fields)["Location"] == "/today"


def test_signed_out_nobody_can_say_yes(ada: Actor) -> None:
    code = invites(ada)
    page = OurClient().send("/j", {"invitation": code, "do": "yes"})
    assert page.status_code == 422
    assert how_far(ada) is Status.OFFERED


def test_an_invitation_lets_in_where_a_code_is_asked(ada: Actor) -> None:
    code, browser = invites(ada), OurClient()
    with override_settings(NEARER_SIGN_UP="code"):
        page = reads(browser, code)
        assert signs_up(browser, page)["Location"] == "/join/code"
    assert how_far(eve_at(browser)) is Status.COMPARING


def test_where_nobody_new_can_join_the_page_says_so(ada: Actor) -> None:
    code = invites(ada)
    with override_settings(NEARER_SIGN_UP="closed"):
        page = text_of(reads(OurClient(), code))
    assert "Yes, together" not in page
    assert "Nobody new can join this copy just now." in page
    assert "I have an account" in page


def test_a_code_that_ran_out_between_reading_and_signing_in_is_said_so(
    ada: Actor, join: Join
) -> None:
    join("Ben")
    code, browser = invites(ada), OurClient()
    fields = form_to(reads(browser, code), "/sign-in")
    InvitationRow.objects.update(expires=int(time()))
    browser.post("/sign-in", {**fields, "name": "ben", "pass": PASSPHRASE})
    browser.send("/j", {"quiet": "skip"})
    assert browser.get("/j").status_code == 410
    assert "The code" in text_of(browser.get("/j/words"))


def test_back_from_sign_up_leads_to_the_invitation_again(ada: Actor) -> None:
    code, browser = invites(ada, NOTE), OurClient()
    page = browser.post("/join", form_to(reads(browser, code), "/join"))
    for step in (page, browser.post("/join", form_to(page, "/join"))):  # also after an error
        assert 'class="top-link" form="back"' in step.content.decode()
        again = browser.post("/j", form_to(step, "/j"))
        assert "Ada gave you this" in text_of(again)
        assert NOTE in text_of(again)
        assert form_to(again, "/join")["invitation"] == code


def test_back_from_sign_up_leads_to_the_tried_answers_again() -> None:
    browser = OurClient()
    tried = browser.post("/try", {"key": "0" * 32, "signs": "receive:44514543"})
    page = browser.post("/join", form_to(tried, "/join"))
    for step in (page, browser.post("/join", form_to(page, "/join"))):
        assert 'class="top-link" form="back"' in step.content.decode()
        again = browser.post("/try", form_to(step, "/try"))
        assert "Keep this" in text_of(again)
        assert form_to(again, "/join")["signs"] == "receive:44514543"


@pytest.mark.usefixtures("db")
def test_with_nothing_in_hand_back_leads_to_the_first_page() -> None:
    page = OurClient().get("/join").content.decode()
    assert '<a class="top-link" href="/">' in page
    assert 'id="back"' not in page
