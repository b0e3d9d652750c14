"""The rules of speech and sight, on what the pages of two people really say.

tests/safety/test_words.py reads the templates; here are the answers, with two lives in them, the
pages of those who have left, refusals, and what other programs are told.
"""

import json
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse

from nearer.vault import leaving
from tests.attacks.private_acts import answers_all
from tests.attacks.speech import NEUTRAL, amiss
from tests.attacks.test_two_worlds import in_the_middle
from tests.conftest import Actor, OurClient
from tests.house.addresses import addresses

LOOKED_AT = [one.path for one in addresses() if "GET" in one.declaration.methods]


def said_to(client: OurClient) -> list[str]:
    """Return what is amiss on any page that somebody can get."""
    answers = [(path, client.get(path)) for path in (*LOOKED_AT, "/never-was")]
    return [one for path, answer in answers if not answer.streaming for one in amiss(path, answer)]


def test_nothing_amiss_is_said_to_two_in_the_middle(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
    in_the_middle(ada, ben)
    assert said_to(ada.client) == []


@pytest.mark.parametrize("left", [leaving.rest, leaving.close], ids=["rests", "closed"])
def test_nothing_amiss_is_said_once_the_other_has_left(ada: Actor, ben: Actor, left: Any) -> None:
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
        answers_all(actor)
    left(ben.visit)
    assert said_to(ada.client) == []


def test_nothing_amiss_is_said_to_a_stranger_or_in_a_refusal(db: None) -> None:
    assert said_to(OurClient()) == []
    for headers in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_HOST": "elsewhere.example"}):
        refused = OurClient().post("/sign-in", {"name": "ada"}, **headers)
        assert refused.status_code in (400, 403)
        assert amiss("/sign-in", refused) == []


def test_what_other_programs_are_told_is_neutral(db: None) -> None:
    manifest = json.loads(OurClient().get("/manifest.webmanifest").content)
    assert {manifest["name"], manifest["short_name"]} == {NEUTRAL}
    told = [settings.SESSION_COOKIE_NAME, *map(str, manifest.values())]
    answer = HttpResponse("<title>Notes</title>")
    assert [one for word in told for one in amiss(word, answer)] == []


def test_nothing_is_mailed() -> None:
    """There is no mail: nothing in the house can send one."""
    assert not hasattr(settings, "EMAIL_HOST_USER") or not settings.EMAIL_HOST_USER
    assert "django.contrib.messages" not in settings.INSTALLED_APPS


@pytest.mark.parametrize(
    ("path", "page", "rule"),
    [
        ("/today", "<p>Last seen today at nine</p>", "R1"),
        ("/today", "<p>Ben is typing</p>", "R1"),
        ("/today", "<p>Ben has answered 3</p>", "R1"),
        ("/today", "<p>Ben was here: 5 minutes ago</p>", "R1"),
        ("/today", "<p>A streak of 4 weeks</p>", "R1"),
        ("/today", "<p>40 % complete</p>", "R1"),
        ("/today", "<title>Leaving my partner</title>", "R4"),
        ("/safety-check", "<p>Hello</p>", "R5"),
        ("/you/close", "<p>This needs Ben's approval</p>", "R6"),
        ("/today", "<p>Tell your partner what you fear</p>", "R7"),
        ("/today", "<p>committed suicide</p>", "2.9"),
    ],
)
def test_a_planted_word_is_found_and_named(path: str, page: str, rule: str) -> None:
    assert [one.split()[0] for one in amiss(path, HttpResponse(page))] == [rule]


def test_a_telling_cookie_or_file_name_is_found() -> None:
    answer = HttpResponse("")
    answer.set_cookie("couple", "1")
    answer["Content-Disposition"] = 'attachment; filename="abuse-report.zip"'
    assert [one.split()[0] for one in amiss("/today", answer)] == ["R5", "R5"]
