"""Sign-up: three short steps, nothing stored before the end of the second."""

import logging
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError

from nearer.house.door import Door
from nearer.people import accounts as acts
from nearer.people import codes, words
from nearer.vault import accounts, invitations, keys, read, secrets
from nearer.vault.models import KeyringRow, Person, RecordRow, ServerSecret, SessionRow, SignUpCode
from tests.conftest import Actor, OurClient
from tests.people.samples import Kept, kept

pytestmark = pytest.mark.usefixtures("db")

COOKIE = settings.SESSION_COOKIE_NAME
WHO = {"name": "Eve", "called": "Eve B", "pronouns": "she", "zone": "Europe/Lisbon"}
KEY = "0f" * 16
OWN = "the kettle sings before the rain"


def hidden(page: Any) -> dict[str, str]:
    """Return the hidden fields of a page's first form, as a browser would send them."""
    form = page.content.decode().split('method="post"', 1)[1].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def answers_step_one(browser: OurClient, **more: str) -> Any:
    return browser.post("/join", {"step": "1", "key": KEY, **WHO, **more})


def offered(page: Any) -> str:
    found = re.search(r'<p class="voice big">([^<]+)</p>', page.content.decode())
    assert found is not None
    return found[1]


def locks(browser: OurClient, page: Any, **more: str) -> Any:
    return browser.post("/join/key", {**hidden(page), "adult": "on", **more})


def joins(browser: OurClient, **more: str) -> Any:
    page = answers_step_one(browser, **more)
    return locks(browser, page, **{"pass": offered(page)})


def test_three_steps_lead_in_without_a_script() -> None:
    browser = OurClient()
    assert 'name="zone"' in browser.get("/join").content.decode()
    page = answers_step_one(browser)
    assert "Step 2 of 3" in page.content.decode()
    page = locks(browser, page, **{"pass": offered(page).upper() + "."})
    assert (page.status_code, page["Location"]) == (303, "/join/code")
    shown = browser.get("/join/code").content.decode()
    code = "".join(re.findall(r"<strong>([0-9A-Z]{4})</strong>", shown))
    assert keys.read_code(code) == code
    page = browser.send("/join/code", {"code": code.lower()})
    assert (page.status_code, page["Location"]) == (303, "/today")
    assert browser.get("/join/code")["Location"] == "/today"
    opened = accounts.unlock_by_code(code)
    assert opened is not None
    assert opened[0] == bytes(Person.objects.get().id)


def test_what_was_said_is_in_the_keyring_and_nowhere_else() -> None:
    browser = OurClient()
    joins(browser)
    actor = Actor("Eve", b"", b"", browser)
    chosen = actor.visit.keyring.settings
    assert (chosen.called, chosen.pronouns, chosen.zone) == ("Eve B", "she", "Europe/Lisbon")
    blobs = b"".join(bytes(row.blob) for row in KeyringRow.objects.all())
    assert b"Eve" not in blobs
    assert b"Eve" not in bytes(Person.objects.get().name_tag)


def test_nothing_is_stored_before_the_end_of_step_two() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    assert page.status_code == 200
    assert not page.cookies
    for model in (Person, ServerSecret, SessionRow, KeyringRow):
        assert not model.objects.exists()


def test_a_name_and_a_time_zone_must_be_chosen() -> None:
    page = OurClient().post("/join", {"step": "1", "key": KEY, "called": "x" * 41})
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count("This is still empty.") == 2  # beside the field, and in the list on top
    assert "Choose the nearest one" in text
    assert "longer than 40 letters" in text


def test_the_key_that_was_posted_stays_the_forms_key() -> None:
    assert hidden(answers_step_one(OurClient()))["key"] == KEY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (0, "This is still empty."),
        (1, "One word so far."),
        (2, "Two words so far."),
        (3, "Three words so far. The last one,"),
    ],
)
def test_missing_words_are_counted_kindly(typed: int, said: str) -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    part = " ".join(offered(page).split()[:typed])
    page = locks(browser, page, **{"pass": part})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_a_wrong_word_is_named_and_too_many_are_too_many() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    first, _, *rest = offered(page).split()
    wrong = locks(browser, page, **{"pass": " ".join([first, "zzyzx", *rest])})
    assert "The second word above is" in wrong.content.decode()
    more = locks(browser, page, **{"pass": offered(page) + " zzyzx"})
    assert "more words here than the four above" in more.content.decode()


def test_the_same_words_come_again_after_an_error() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    assert offered(locks(browser, page, **{"pass": "no"})) == offered(page)


def test_other_words_come_when_asked_for_and_five_where_the_operator_is_near() -> None:
    browser = OurClient()
    first = answers_step_one(browser)
    other = browser.post("/join", {**hidden(first), "step": "1", "do": "other"})
    assert offered(other) != offered(first)
    near = browser.post("/join", {**hidden(first), "step": "1", "do": "near"})
    assert offered(near).split()[:4] == offered(first).split()
    assert len(offered(near).split()) == words.MORE
    assert "another copy is safer" in near.content.decode()
    four = locks(browser, near, **{"pass": offered(first)})
    assert four.status_code == 422
    assert locks(browser, near, **{"pass": offered(near)}).status_code == 303


def test_back_leads_to_step_one_with_everything_kept() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    back = browser.post("/join", {**hidden(page), "step": "1", "do": "back"})
    text = back.content.decode()
    assert 'value="Eve B"' in text
    assert '<option value="Europe/Lisbon" selected>' in text
    assert hidden(back)["seed"] == hidden(page)["seed"]


def own(browser: OurClient, **more: str) -> Any:
    page = answers_step_one(browser)
    page = browser.post("/join", {**hidden(page), "step": "1", "do": "own"})
    assert "12 letters or more" in page.content.decode()
    return locks(browser, page, **more)


def test_a_passphrase_of_ones_own_is_typed_twice_and_signs_in_as_it_was_typed() -> None:
    typed = "The Kettle Sings, before the Rain."
    browser = OurClient()
    assert own(browser, **{"pass": typed, "again": typed}).status_code == 303
    enters = OurClient()
    page = enters.post("/sign-in", {"name": "eve", "pass": typed.lower()})
    assert page.status_code == 422
    page = enters.post("/sign-in", {"name": "eve", "pass": typed})
    assert page.status_code == 303


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("short", "short", "fewer than 12 letters"),
        ("x" * 129, "x" * 129, "more than 128 letters"),
        ("password1234", "password1234", "A machine could guess this one soon"),
        (OWN, OWN + "!", "The two are not the same"),
        (OWN, "", "The two are not the same"),
    ],
)
def test_a_weak_or_mistyped_passphrase_is_not_taken(first: str, second: str, said: str) -> None:
    page = own(OurClient(), **{"pass": first, "again": second})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Person.objects.exists()


def test_no_word_and_no_passphrase_ever_stands_in_a_value() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    four = offered(page)
    wrong = locks(browser, page, **{"pass": four.rsplit(" ", 1)[0]})
    mistyped = own(OurClient(), **{"pass": OWN, "again": OWN + "!"})
    for text in (p.content.decode() for p in (page, wrong, mistyped)):
        values = " ".join(re.findall(r'value="([^"]*)"', text))
        assert "Eve B" in values
        assert OWN not in text
        assert not any(word in values.split() for word in four.split())


def test_the_tick_for_eighteen_is_needed_and_stored_nowhere() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    without = browser.post("/join/key", {**hidden(page), "pass": offered(page)})
    assert without.status_code == 422
    assert "18 and over" in without.content.decode()
    young = browser.post("/join", {**hidden(page), "step": "1", "do": "young"})
    text = young.content.decode()
    assert 'href="/help"' in text
    assert "Eve" not in text
    assert not Person.objects.exists()


def test_the_operator_is_named_and_where_unset_said_to_be_unnamed(settings: Any) -> None:
    page = answers_step_one(OurClient()).content.decode()
    assert "Sam Okafor." in page
    assert "Could that be the person you live with" in page
    settings.NEARER_OPERATOR = ""
    assert (
        "It does not say. Ask before you write." in answers_step_one(OurClient()).content.decode()
    )


def test_a_name_that_is_taken_says_so_and_keeps_the_words(ada: Actor) -> None:
    browser = OurClient()
    page = answers_step_one(browser, name="ADA")
    assert page.status_code == 200  # step 1 tells nobody who is here
    taken = locks(browser, page, **{"pass": offered(page)})
    assert "This name is not free here" in taken.content.decode()
    assert hidden(taken)["seed"] == hidden(page)["seed"]
    page = browser.post("/join", {**hidden(taken), "step": "1", **WHO})
    assert locks(browser, page, **{"pass": offered(page)}).status_code == 303


def test_a_doubled_tap_makes_one_person_and_both_answers_lead_in() -> None:
    first, second = OurClient(), OurClient()
    page = answers_step_one(first)
    for browser in (first, second):
        answer = locks(browser, page, **{"pass": offered(page)})
        assert answer["Location"] == "/join/code"
        assert browser.get("/join/code").status_code == 200
    assert Person.objects.count() == ServerSecret.objects.count() == 1


def test_who_sends_sign_up_again_later_keeps_the_recovery_code() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    locks(browser, page, **{"pass": offered(page)})
    code = acts.held_code(Actor("Eve", b"", b"", browser).visit)
    browser.send("/join/code", {"code": code})
    again = OurClient()
    assert locks(again, page, **{"pass": offered(page)})["Location"] == "/join/code"
    assert again.get("/join/code")["Location"] == "/today"
    assert code is not None
    assert accounts.unlock_by_code(code) is not None


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda code: "", "This is still empty."),
        (lambda code: code[:20], "20 letters so far; the code has 28."),
        (lambda code: code + "A", "more letters here than the code has"),
        (lambda code: code[:8] + "____" + code[12:], "24 letters so far"),
        (
            lambda code: code[:8] + ("A" if code[8] != "A" else "B") + code[9:],
            "Look at the third group once more",
        ),
    ],
)
def test_a_mistyped_recovery_code_is_compared_kindly(
    spoil: Callable[[str], str], said: str
) -> None:
    browser = OurClient()
    joins(browser)
    code = acts.held_code(Actor("Eve", b"", b"", browser).visit)
    assert code is not None
    page = browser.send("/join/code", {"code": spoil(code)})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert acts.held_code(Actor("Eve", b"", b"", browser).visit) == code


def test_the_recovery_code_may_be_refused_knowingly() -> None:
    browser = OurClient()
    joins(browser)
    assert "I go without" in browser.get("/join/code").content.decode()
    page = browser.send("/join/code", {"do": "without"})
    assert page["Location"] == "/today"
    assert not accounts.has_recovery(bytes(Person.objects.get().id))
    assert browser.get("/join/code")["Location"] == "/today"


@pytest.fixture
def a_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A room that keeps two fields of what was tried before sign-up."""

    def carry(visit: Any, fields: Mapping[str, str]) -> None:
        kept(visit, fields["tried"])
        if fields["tried"] == "breaks":
            raise DatabaseError

    door = Door(room="a room", offers=lambda *_: [], carry=carry, carried_fields=("tried", "way"))
    monkeypatch.setattr(acts, "rooms", lambda: [door])


@pytest.mark.usefixtures("a_room")
def test_what_was_tried_before_comes_along_and_is_written_with_the_person() -> None:
    browser = OurClient()
    page = browser.post("/join", {"tried": "3 & 4", "way": "give", "other": "x"})
    assert "Your answers come along" in page.content.decode()
    assert hidden(page) | {"tried": "3 & 4", "way": "give"} == hidden(page)
    assert "other" not in hidden(page)
    page = browser.post("/join", {**hidden(page), **WHO, "key": KEY})
    assert hidden(page)["tried"] == "3 & 4"
    locks(browser, page, **{"pass": offered(page)})
    visit = Actor("Eve", b"", b"", browser).visit
    assert [entry.record.text for entry in read.recent(visit).of(Kept)] == ["3 & 4"]


@pytest.mark.usefixtures("a_room")
def test_if_the_answers_cannot_be_written_there_is_no_person_either() -> None:
    browser = OurClient(raise_request_exception=False)
    page = joins(browser, tried="breaks")
    assert page.status_code == 500
    for model in (Person, ServerSecret, RecordRow, SessionRow):
        assert not model.objects.exists()


@pytest.mark.usefixtures("a_room")
def test_more_than_fits_is_not_carried() -> None:
    page = answers_step_one(OurClient(), tried="x" * 20_000)
    assert "tried" not in hidden(page)


def test_a_closed_copy_takes_nobody_and_says_so_kindly(settings: Any) -> None:
    settings.NEARER_SIGN_UP = "closed"
    browser = OurClient()
    assert "Begin on my own" not in browser.get("/").content.decode()
    for page in (browser.get("/join"), answers_step_one(browser)):
        assert "Nobody new can join here just now" in page.content.decode()
    page = browser.post("/join/key", {**WHO, "key": KEY, "pass": OWN, "again": OWN, "own": "1"})
    assert "Nobody new can join here just now" in page.content.decode()
    assert not Person.objects.exists()


def test_a_code_lets_one_person_in_once(settings: Any) -> None:
    settings.NEARER_SIGN_UP = "code"
    code = codes.make_code()
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    assert code.replace("-", "").encode() not in bytes(SignUpCode.objects.get().tag)
    for wrong in ("", "AAAA-BBBB"):
        assert answers_step_one(OurClient(), entry=wrong).status_code == 422
    browser = OurClient()
    page = answers_step_one(browser, entry=code.lower().replace("-", " "))
    answer = locks(browser, page, **{"pass": offered(page)})
    assert answer["Location"] == "/join/code"
    doubled = OurClient()
    assert locks(doubled, page, **{"pass": offered(page)})["Location"] == "/join/code"
    assert doubled.get("/join/code").status_code == 200
    assert Person.objects.count() == 1
    assert not SignUpCode.objects.exists()
    late = answers_step_one(OurClient(), name="Dan", entry=code)
    assert "opens nothing here" in late.content.decode()


def test_who_signs_up_again_after_a_crash_uses_their_code_up(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NEARER_SIGN_UP = "code"
    code = codes.make_code()
    browser = OurClient()
    page = answers_step_one(browser, entry=code)
    with monkeypatch.context() as crashed:
        # The records committed; the process ended before the secrets did.
        crashed.setattr(codes, "spend", lambda typed: True)
        locks(browser, page, **{"pass": offered(page)})
    assert (Person.objects.count(), SignUpCode.objects.count()) == (1, 1)
    assert locks(OurClient(), page, **{"pass": offered(page)})["Location"] == "/join/code"
    assert (Person.objects.count(), SignUpCode.objects.count()) == (1, 0)


@pytest.mark.usefixtures("a_room")
def test_a_code_is_still_good_when_no_person_could_be_made(settings: Any) -> None:
    settings.NEARER_SIGN_UP = "code"
    code = codes.make_code()
    page = joins(OurClient(raise_request_exception=False), entry=code, tried="breaks")
    assert page.status_code == 500
    assert codes.is_good(code)
    assert joins(OurClient(), entry=code).status_code == 303


def test_who_has_no_code_learns_no_name_and_waits_as_long(
    settings: Any, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NEARER_SIGN_UP = "code"
    stretched: list[str] = []
    stretch = keys.stretch
    monkeypatch.setattr(
        keys, "stretch", lambda word, salt: stretched.append(word) or stretch(word, salt)
    )
    seed = {"seed": "00" * words.SEED_BYTES, "count": "4", "key": KEY, "adult": "on"}
    typed = " ".join(words.suggest(bytes(words.SEED_BYTES), secrets.index_key()))
    for name in ("ada", "nobody"):
        fields = {**WHO, **seed, "name": name, "entry": "AAAA", "pass": typed}
        page = OurClient().post("/join/key", fields)
        assert page.status_code == 422
        assert "opens nothing here" in page.content.decode()
        assert "not free" not in page.content.decode()
    assert len(stretched) == 2


@pytest.mark.usefixtures("a_room")
def test_who_keeps_a_check_with_the_name_they_have_keeps_it() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    four = offered(page)
    locks(browser, page, **{"pass": four})
    later = OurClient()
    for _ in range(2):
        answer = locks(later, page, **{"pass": four, "tried": "3 & 4"})
        assert answer["Location"] == "/join/code"
        later.cookies.clear()
    locks(later, page, **{"pass": four})
    visit = Actor("Eve", b"", b"", later).visit
    assert [entry.record.text for entry in read.recent(visit).of(Kept)] == ["3 & 4"]
    assert Person.objects.count() == 1


def enters(name: str, passphrase: str) -> tuple[OurClient, str]:
    """Sign in from another browser; return it and where it was led."""
    browser = OurClient()
    return browser, browser.post("/sign-in", {"name": name, "pass": passphrase})["Location"]


def test_who_left_before_the_code_was_typed_back_is_shown_a_new_one() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    four = offered(page)
    locks(browser, page, **{"pass": four})
    lost = acts.held_code(Actor("Eve", b"", b"", browser).visit)
    browser.post("/leave")
    again, led_to = enters("eve", four)
    assert led_to == "/join/code"
    code = acts.held_code(Actor("Eve", b"", b"", again).visit)
    assert code not in (None, lost)
    assert again.send("/join/code", {"code": code})["Location"] == "/today"
    assert enters("eve", four)[1] == "/today"
    assert accounts.unlock_by_code(str(code)) is not None
    assert accounts.unlock_by_code(str(lost)) is None


def test_who_goes_without_a_code_is_never_shown_another() -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    four = offered(page)
    locks(browser, page, **{"pass": four})
    browser.send("/join/code", {"do": "without"})
    assert enters("eve", four)[1] == "/today"


def test_a_code_is_given_back_when_the_name_is_taken(settings: Any, ada: Actor) -> None:
    settings.NEARER_SIGN_UP = "code"
    code = codes.make_code()
    browser = OurClient()
    page = answers_step_one(browser, name="ada", entry=code)
    assert "not free here" in locks(browser, page, **{"pass": offered(page)}).content.decode()
    assert codes.is_good(code)


def test_an_invitation_from_somebody_here_lets_one_in_as_a_code_does(
    settings: Any, ada: Actor
) -> None:
    settings.NEARER_SIGN_UP = "code"
    invitation = invitations.offer(ada.visit)
    page = answers_step_one(OurClient(), invitation=invitation)
    assert page.status_code == 200
    assert hidden(page)["invitation"] == invitation
    assert answers_step_one(OurClient(), invitation="0" * 28).status_code == 422


def test_who_was_invited_may_send_sign_up_twice(settings: Any, ada: Actor) -> None:
    settings.NEARER_SIGN_UP = "code"
    invitation = invitations.offer(ada.visit)
    first, second = OurClient(), OurClient()
    page = answers_step_one(first, invitation=invitation)
    for browser in (first, second):
        answer = locks(browser, page, **{"pass": offered(page)})
        assert answer["Location"] == "/join/code"
        code = acts.held_code(Actor("Eve", b"", b"", browser).visit)
        assert code is not None
    done = second.send("/join/code", {"code": code})
    assert done["Location"] == "/invite/words"
    assert Person.objects.count() == 2
    other = answers_step_one(OurClient(), invitation=invitation, name="Dan")
    assert other.status_code == 422


def test_neither_names_nor_words_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    browser = OurClient()
    page = answers_step_one(browser)
    locks(browser, page, **{"pass": "no"})
    locks(browser, page, **{"pass": offered(page)})
    browser.post("/sign-in", {"name": "Eve B", "pass": "wrong words"})
    logged = caplog.text.replace("Eve, ", "")
    for word in ("Eve", "wrong words", *offered(page).split()):
        assert word not in logged


def test_the_words_follow_from_the_seed_and_this_copys_key() -> None:
    page = answers_step_one(OurClient())
    seed = bytes.fromhex(hidden(page)["seed"])
    assert offered(page) == " ".join(words.suggest(seed, secrets.index_key()))


@pytest.mark.parametrize("spoilt", ["", "zz", "00" * 15, "<script>"])
def test_a_spoilt_seed_begins_anew(spoilt: str) -> None:
    page = answers_step_one(OurClient(), seed=spoilt)
    assert len(hidden(page)["seed"]) == 2 * words.SEED_BYTES


def test_of_two_taps_at_once_the_slower_is_the_same_person(monkeypatch: pytest.MonkeyPatch) -> None:
    browser = OurClient()
    page = answers_step_one(browser)
    locks(browser, page, **{"pass": offered(page)})
    # The slower one looked before the other had written.
    looks, real = iter([False]), accounts.is_taken
    monkeypatch.setattr(accounts, "is_taken", lambda name: next(looks, real(name)))
    slower = OurClient()
    assert locks(slower, page, **{"pass": offered(page)})["Location"] == "/join/code"
    assert Person.objects.count() == ServerSecret.objects.count() == 1


def test_a_code_that_somebody_was_quicker_with_makes_no_person(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NEARER_SIGN_UP = "code"
    monkeypatch.setattr(codes, "is_good", lambda typed: True)
    browser = OurClient()
    page = answers_step_one(browser, entry="AAAA-BBBB-CCCC-DDDD")
    late = locks(browser, page, **{"pass": offered(page)})
    assert "opens nothing here" in late.content.decode()
    assert not Person.objects.exists()
