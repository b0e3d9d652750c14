"""One's own settings: saved safely, seen by nobody, and true about what the other knows."""

from typing import Any

import pytest

from nearer.vault import accounts, sessions
from nearer.vault.models import SessionRow
from tests.conftest import PASSPHRASE, Actor, OurClient

FIELDS = {
    "called": "Ada",
    "pronouns": "",
    "zone": "Europe/Berlin",
    "minutes": "15",
    "theme": "system",
    "icon": "neutral",
}


def save(actor: Actor, **changed: Any) -> None:
    answered = actor.client.send("/settings", FIELDS | changed)
    assert (answered.status_code, answered["Location"]) == (303, "/settings")


def text(actor: Actor, path: str = "/settings") -> str:
    shown = actor.client.get(path)
    assert shown.status_code == 200
    return shown.content.decode()


def signs_in(actor: Actor) -> None:
    answered = actor.client.post("/sign-in", {"name": actor.name, "pass": PASSPHRASE})
    assert answered.status_code == 303


def test_settings_open_from_you_and_are_saved_once_and_for_all(ada: Actor) -> None:
    assert 'href="/settings"' in text(ada, "/you")
    save(ada, called="Adele", pronouns="she", zone="Asia/Tokyo", minutes="45", theme="dark")
    chosen = ada.visit.keyring.settings
    assert (chosen.called, chosen.pronouns, chosen.zone) == ("Adele", "she", "Asia/Tokyo")
    assert (chosen.minutes, chosen.theme) == (45, "dark")
    assert "That is saved." in text(ada)
    assert 'data-theme="dark"' in text(ada)


def test_the_session_that_is_open_takes_the_new_length(ada: Actor) -> None:
    save(ada, minutes="60")
    session = ada.visit.session
    assert session is not None
    assert session.payload.minutes == 60


def test_the_title_stays_neutral_unless_the_own_one_is_chosen(ada: Actor) -> None:
    assert "<title>Notes</title>" in text(ada)
    save(ada, icon="own")
    assert "<title>Nearer</title>" in text(ada)
    assert "<title>Notes</title>" in OurClient().get("/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("called", ""),
        ("called", "x" * 41),
        ("zone", "Europe/Nowhere"),
        ("minutes", "4"),
        ("minutes", "61"),
        ("theme", "pink"),
        ("icon", "calculator"),
    ],
)
def test_what_cannot_be_saved_stays_on_the_page(ada: Actor, field: str, value: str) -> None:
    answered = ada.client.send("/settings", FIELDS | {field: value})
    assert answered.status_code == 422
    assert ada.visit.keyring.settings.called == "Ada"


def test_fields_that_are_no_settings_change_nothing(ada: Actor) -> None:
    save(ada, care="0", language="xx", person="x", author_key="x")
    assert ada.visit.keyring.settings.language == "en"


def test_two_tabs_and_a_doubled_tap_leave_the_last_choice(ada: Actor) -> None:
    for name in ("Adele", "Adele", "Adi"):
        save(ada, called=name)
    assert ada.visit.keyring.settings.called == "Adi"


# What the other knows ----------------------------------------------------------------------------


def test_a_new_name_stays_ones_own_until_it_is_told(ada: Actor, ben: Actor) -> None:
    save(ada, called="Adele")
    signs_in(ben)
    assert "Adele" not in text(ben, "/you")
    assert "<bdi>Ben</bdi> knows you as <bdi>Ada</bdi>" in text(ada)
    assert "What you are called: <bdi>Ada</bdi>" in text(ada, "/you")


def test_a_name_that_is_told_shows_from_the_others_next_sign_in(ada: Actor, ben: Actor) -> None:
    save(ada, called="Adele", pronouns="they", tell="on")
    assert "Adele" not in text(ben, "/you")
    signs_in(ben)
    partner = ben.visit.partner
    assert partner is not None
    assert (partner.called, partner.pronouns) == ("Adele", "they")
    assert "What you are called: <bdi>Adele</bdi>, <bdi>they</bdi>" in text(ada, "/you")
    save(ada, called="Adi")
    signs_in(ben)
    assert "Adi" not in text(ben, "/you")
    assert "<bdi>Ben</bdi> knows you as <bdi>Adele</bdi>" in text(ada)


def test_who_is_alone_is_not_asked_to_tell_anybody(cleo: Actor) -> None:
    assert 'name="tell"' not in text(cleo)
    save(cleo, called="Clea", tell="on")
    assert "Nobody sees it" in text(cleo)


# Where one is signed in --------------------------------------------------------------------------


def another(actor: Actor) -> OurClient:
    browser = OurClient()
    answered = browser.post("/sign-in", {"name": actor.name, "pass": PASSPHRASE})
    assert answered.status_code == 303
    return browser


def test_sessions_are_listed_coarsely_and_end_elsewhere(ada: Actor, cleo: Actor) -> None:
    other = another(ada)
    shown = text(ada, "/settings/sessions")
    assert "This browser" in shown
    assert shown.count("Another, since today") == 1
    assert ada.client.send("/settings/sessions", {"do": "elsewhere"}).status_code == 303
    assert other.get("/you").status_code == 401
    assert "Only this browser is signed in now." in text(ada, "/settings/sessions")
    assert cleo.client.get("/you").status_code == 200


def test_signing_out_everywhere_ends_this_browser_too(ada: Actor, cleo: Actor) -> None:
    other = another(ada)
    answered = ada.client.send("/settings/sessions", {"do": "everywhere"})
    assert (answered.status_code, answered["Location"]) == (303, "/")
    assert ada.client.get("/you").status_code == 401
    assert other.get("/you").status_code == 401
    assert SessionRow.objects.count() == 1
    assert accounts.unlock("ada", PASSPHRASE)
    assert sessions.is_known(cleo.client.cookies.popitem()[1].value)
