"""Every door: what is not one's own is a page that never was; a look changes nothing.

tests/house/test_matrix.py walks all routes, methods and roles; here are ids of every kind, fields
that no form has, other people's tokens, and what a look writes.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from nearer.house.routes import Who
from nearer.project import origin
from nearer.rooms.awareness.views import writing
from nearer.vault import leaving, sessions
from nearer.vault.models import RecordRow, SessionRow
from tests.attacks.doors import EXTRA, MALFORMED, changed, misspelt, rows
from tests.conftest import Actor, OurClient, pair
from tests.house.addresses import EXAMPLES, addresses
from tests.house.test_matrix import masked

ADDRESSES = list(addresses())
LOOKS = ("GET", "HEAD", "OPTIONS")
STRANGERS = ("0" * 32, "f" * 32)


@pytest.fixture
def letters(ada: Actor, ben: Actor, cleo: Actor, dan: Actor) -> dict[str, str]:
    """Return the ids of things that are not Ada's to open or to change, by what they are."""
    pair(cleo, dan)
    for actor in (ada, ben, cleo, dan):
        actor.client.send("/today", {"quiet": "close"})
    ben.client.send("/note", {"text": "Ben alone."})
    notes = set(RecordRow.objects.values_list("record", flat=True))
    dan.client.send("/words", {"text": "Thank you, Cleo.", "do": "letter"})
    ben.client.send("/words", {"text": "Thank you, Ada.", "do": "letter"})
    of = {name: actor.person for name, actor in (("ben", ben), ("dan", dan))}
    new = RecordRow.objects.exclude(record__in=notes)
    private = RecordRow.objects.filter(record__in=notes, author=ben.person)
    return {
        "alone with the other": bytes(private.values_list("record", flat=True)[0]).hex(),
        "between two others": bytes(new.filter(author=of["dan"])[0].record).hex(),
        "from the other": bytes(new.filter(author=of["ben"])[0].record).hex(),
    }


def test_what_is_not_ones_own_is_the_page_that_never_was(
    ada: Actor, letters: dict[str, str]
) -> None:
    never = masked(ada.client.get("/never-was"))
    assert ada.client.get(f"/letters/{letters['from the other']}").status_code == 200
    for kind in ("alone with the other", "between two others"):
        assert masked(ada.client.get(f"/letters/{letters[kind]}")) == never, kind
        changed = ada.client.send(f"/letters/{letters[kind]}", {"text": "x", "revision": "1"})
        assert masked(changed) == never, kind
    for nobodys in STRANGERS:
        assert masked(ada.client.get(f"/letters/{nobodys}")) == never


@pytest.mark.parametrize("entry", ["alone with the other", "between two others", *STRANGERS])
def test_nobody_removes_or_changes_what_is_not_theirs(
    ada: Actor, letters: dict[str, str], entry: str
) -> None:
    before = rows(but=[SessionRow])
    name = letters.get(entry, entry)
    for fields in ({"remove": name}, {"remove": f"awareness:{name}"}, {"change": name}):
        assert ada.client.send("/entries", fields).status_code < 500
    after = rows(but=[SessionRow])
    # The page may keep what was last removed of her own; the entry itself stands.
    assert after["record"] == before["record"]


def test_nonsense_in_place_of_an_id_is_the_page_that_never_was(ada: Actor) -> None:
    never = masked(ada.client.get("/never-was"))
    walked = 0
    for address in ADDRESSES:
        for example in set(EXAMPLES.values()) & set(address.path.split("/")):
            for path in misspelt(address, example):
                answer = ada.client.get(path)
                assert answer.status_code in (303, 404), path
                assert answer.status_code == 303 or masked(answer) == never, path
                walked += 1
    assert walked > 5 * len(MALFORMED)


def test_a_look_changes_no_byte_but_ones_own_session(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
    own = _session_of(ada)
    before, others = rows(but=[SessionRow]), _others(own)
    for address in ADDRESSES:
        for method in LOOKS:
            ada.client.generic(method, address.path, HTTP_X_TOKEN=ada.client.token)
            OurClient().generic(method, address.path)
    assert changed(before, rows(but=[SessionRow])) == []
    assert _others(own) == others


def test_a_look_that_writes_is_caught(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one page that notes each look."""
    from nearer.rooms.awareness import acts

    shown = writing.render

    def noting(request: Any, *given: Any, **more: Any) -> HttpResponse:
        if request.visit is not None:
            acts.write_note(request.visit, key=b"k" * 16, text="looked at")
        return shown(request, *given, **more)

    monkeypatch.setattr(writing, "render", noting)
    ada.client.send("/today", {"quiet": "close"})
    with pytest.raises(AssertionError):
        test_a_look_changes_no_byte_but_ones_own_session(ada, ada)


def test_fields_that_no_form_has_change_nothing(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
    before = _whose()
    for address in ADDRESSES:
        if _takes_forms(address):
            assert ada.client.send(address.path, EXTRA).status_code < 500, address.path
    grown = {row for row in _whose() - before if row[1:] != (ada.person, ada.visit.me.id)}
    assert grown == set()
    assert ben.visit.us is not None


def test_another_persons_token_and_a_foreign_origin_change_nothing(ada: Actor, ben: Actor) -> None:
    before = rows(but=[SessionRow])
    assert _enter_from_elsewhere(ada, ben) == []
    assert changed(before, rows(but=[SessionRow])) == []


def test_a_form_that_ignores_its_origin_is_caught(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a house whose doors open to any site."""
    monkeypatch.setattr(origin, "_from_our_pages", lambda request, own: True)
    assert _enter_from_elsewhere(ada, ben)


def test_a_form_that_ignores_its_token_is_caught(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a house in which any token will do."""
    from nearer.people import gate

    monkeypatch.setattr(gate, "_has_token", lambda request, token: True)
    assert _enter_from_elsewhere(ada, ben)


def _enter_from_elsewhere(ada: Actor, ben: Actor) -> list[str]:
    """Send every form with Ada's cookie from elsewhere or with Ben's token; return what came in."""
    stranger = {"token": ada.client.token}
    tries: list[tuple[dict[str, str], dict[str, Any]]] = [
        (stranger, {"HTTP_ORIGIN": "https://evil.example"}),
        (stranger, {"HTTP_ORIGIN": "null"}),
        (stranger, {"HTTP_ORIGIN": ""}),
        ({"token": ben.client.token}, {}),
    ]
    came_in = []
    for address in ADDRESSES:
        if not _takes_forms(address) or address.declaration.who is not Who.PERSON:
            continue
        for fields, headers in tries:
            answer = ada.client.post(address.path, fields, **headers)
            if answer.status_code != 403:
                came_in.append(address.path)
    bare = OurClient()
    bare.defaults.pop("HTTP_ORIGIN")
    bare.cookies = ada.client.cookies
    if bare.post("/note", stranger).status_code != 403:
        came_in.append("/note without an origin")
    return came_in


LEFT: dict[str, Callable[[Actor, Actor], Any]] = {
    "quiet": lambda ada, ben: leaving.rest(ben.visit),
    "closed": lambda ada, ben: leaving.close(ben.visit),
}


@pytest.mark.parametrize("left", list(LEFT))
def test_who_has_left_sends_nothing_in(
    ada: Actor, ben: Actor, letters: dict[str, str], left: str
) -> None:
    shared = ada.visit.us
    assert shared is not None
    LEFT[left](ada, ben)
    before = RecordRow.objects.filter(space=shared.id, author=ben.person).count()
    ben.client.send("/words", {"text": "One more thing.", "do": "letter"})
    anew = {"text": "Anew", "revision": "1"}
    ben.client.send(f"/letters/{letters['from the other']}", anew)
    ben.client.send("/talks/name/begin", {"mode": "two", "first": "me"})
    assert RecordRow.objects.filter(space=shared.id, author=ben.person).count() == before


def _whose() -> set[tuple[bytes, bytes, bytes]]:
    names = ("record", "author", "space")
    return {tuple(map(bytes, row)) for row in RecordRow.objects.values_list(*names)}  # type: ignore[misc]


def _takes_forms(address: Any) -> bool:
    ends = {"people:leave", "people:sign-in"}
    return "POST" in address.declaration.methods and address.name not in ends


def _session_of(actor: Actor) -> bytes:
    cookie = actor.client.cookies[_cookie()].value
    token = sessions._token(cookie)
    assert token is not None
    return sessions._row_key(token)


def _cookie() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)


def _others(own: bytes) -> list[str]:
    return sorted(map(repr, SessionRow.objects.exclude(key=own).values_list()))
