"""The unlock page carries what was typed, shows it again to its writer, and saves it by a tap only.

tests/people/test_carried.py proves it on a page made for the test; here on every page of the house
that carries a field.
"""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings

from nearer.people import carried
from nearer.vault.models import RecordRow
from tests.conftest import PASSPHRASE, Actor, OurClient
from tests.house.addresses import Address, addresses

TEXT = "We were tired and said nothing"
EVIL = {"HTTP_ORIGIN": "https://evil.example"}
CARRYING = [address for address in addresses() if address.declaration.carries]
# One letter that is nobody's; a page of it says so after the unlock.
NOBODYS = "conversation:letter"


def test_pages_that_carry_are_many() -> None:
    assert len(CARRYING) > 6


def late(actor: Actor, address: Address, **headers: str) -> Any:
    """Send a form after its session's end."""
    fields = {**dict.fromkeys(address.declaration.fields, TEXT), "key": "0f" * 16}
    fields["token"] = actor.client.token
    del actor.client.cookies[settings.SESSION_COOKIE_NAME]
    return actor.client.post(address.path, fields, **headers)


def hidden(page: Any) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()
    )
    return {name: unescape(value) for name, value in found}


def unlock(client: OurClient, name: str, locked: Any) -> Any:
    """Sign in at the unlock page as somebody."""
    return client.post("/sign-in", {**hidden(locked), "name": name, "pass": PASSPHRASE})


def written() -> int:
    """Return how much is stored."""
    return RecordRow.objects.count()


@pytest.mark.parametrize("address", CARRYING, ids=lambda one: one.name)
def test_what_is_carried_is_shown_again_and_not_saved(ada: Actor, address: Address) -> None:
    assert saved_by_the_unlock(ada, "ada", address) == 0


@pytest.mark.parametrize("address", CARRYING, ids=lambda one: one.name)
def test_another_persons_unlock_neither_shows_nor_saves_it(
    ada: Actor, cleo: Actor, address: Address
) -> None:
    before = written()
    answer = unlock(ada.client, "cleo", late(ada, address))
    assert answer.status_code == 303
    assert TEXT not in answer.content.decode()
    assert written() == before


@pytest.mark.parametrize("address", CARRYING, ids=lambda one: one.name)
def test_a_form_from_another_site_is_carried_nowhere(ada: Actor, address: Address) -> None:
    before = written()
    for headers in (EVIL, {"HTTP_ORIGIN": "null"}):
        kept = ada.client.cookies.copy()
        refused = late(ada, address, **headers)
        assert refused.status_code == 403
        assert TEXT not in refused.content.decode()
        assert "carried" not in hidden(refused)
        ada.client.cookies = kept
    assert written() == before


def test_a_tap_saves_it_once(ada: Actor) -> None:
    ada.client.send("/today", {"quiet": "close"})
    note = next(one for one in CARRYING if one.path == "/note")
    token = ada.client.token
    del ada.client.cookies[settings.SESSION_COOKIE_NAME]
    locked = ada.client.post("/note", {"token": token, "key": "0f" * 16, "text": TEXT})
    shown = unlock(ada.client, "ada", locked)
    assert written() == 0
    for _ in range(2):
        assert ada.client.post(note.path, hidden(shown)).status_code == 303
    assert written() == 1


def test_an_unlock_that_saves_at_once_is_caught(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: an unlock that sends on what it carried."""
    shown = carried.show_again

    def saves(request: Any, visit: Any, found: carried.Carried) -> Any:
        from nearer.rooms.awareness import acts

        acts.write_note(visit, key=bytes.fromhex(found.key), text=TEXT)
        return shown(request, visit, found)

    monkeypatch.setattr(carried, "show_again", saves)
    note = next(one for one in CARRYING if one.path == "/note")
    assert saved_by_the_unlock(ada, "ada", note) == 1


def test_an_unlock_that_shows_it_to_anybody_is_caught(
    ada: Actor, cleo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a house that takes every token for the visitor's own."""
    monkeypatch.setattr(carried.sessions, "is_token_of", lambda person, token: True)
    note = next(one for one in CARRYING if one.path == "/note")
    assert TEXT in unlock(ada.client, "cleo", late(ada, note)).content.decode()


def saved_by_the_unlock(actor: Actor, name: str, address: Address) -> int:
    """Send a form late, unlock, and return how many records came of it; it is shown again."""
    before = written()
    locked = late(actor, address)
    assert locked.status_code == 401
    shown = unlock(actor.client, name, locked)
    assert shown.status_code == 200
    assert TEXT in shown.content.decode()
    return written() - before
