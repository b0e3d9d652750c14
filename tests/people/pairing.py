"""What the tests of pairing do in a browser without scripts, by the words of the pages."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from nearer.people import invitations as pairing
from nearer.people.invitations import Status
from tests.conftest import Actor, OurClient

NOTE = "Ten minutes in the evening, as we had them."
Join = Callable[[str], Actor]


def text_of(page: Any) -> str:
    """Return what a page says, without its tags."""
    html = page.content.decode()
    words = re.sub(r"<(script|style|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", words)).split())


def go_on_without_the_questions(actor: Actor, path: str) -> None:
    """Skip the private questions, which come before the first thing for two."""
    assert "how to leave quickly" in text_of(actor.client.get(path))
    answer = actor.client.send(path, {"quiet": "skip"})
    assert (answer.status_code, answer["Location"]) == (303, path)


def invites(actor: Actor, note: str = "") -> str:
    """Make an invitation and return its code as the page gives it."""
    go_on_without_the_questions(actor, "/invite")
    answer = actor.client.send("/invite", {"note": note})
    assert (answer.status_code, answer["Location"]) == (303, "/invite")
    return code_on(actor.client.get("/invite"))


def code_on(page: Any) -> str:
    """Return the code that the inviter's page shows to be typed by hand."""
    groups = re.findall(r"<span>([0-9A-Z]{4})</span>", page.content.decode())
    assert len(groups) == 7
    return "".join(groups)


def speaks(actor: Actor) -> str:
    """Make six words and return them as the page gives them."""
    answer = actor.client.send("/invite/aloud", {"do": "speak"})
    assert (answer.status_code, answer["Location"]) == (303, "/invite#aloud")
    found = re.search(r'<p class="voice big" dir="ltr">([^<]+)</p>', page_of(actor))
    assert found is not None
    return found[1]


def page_of(actor: Actor, path: str = "/invite") -> str:
    """Return a page's HTML."""
    html: str = actor.client.get(path).content.decode()
    return html


def reads(browser: OurClient, code: str) -> Any:
    """Type a code on the page for it; signed in, follow to the invitation."""
    answer = browser.send("/j", {"code": code})
    return browser.get("/j") if answer.status_code == 303 else answer


def says_yes(actor: Actor, code: str) -> Any:
    """Accept an invitation, signed in."""
    return actor.client.send("/j", {"invitation": code, "do": "yes"})


def takes_up(actor: Actor, code: str) -> None:
    """Read an invitation and accept it, by the pages."""
    assert actor.client.send("/j", {"code": code})["Location"] == "/j"
    if "how to leave quickly" in text_of(actor.client.get("/j")):
        actor.client.send("/j", {"quiet": "skip"})
    answer = says_yes(actor, code)
    assert (answer.status_code, answer["Location"]) == (303, "/invite/words")


def confirms(actor: Actor) -> str:
    """Say that the words match; return where that leads."""
    answer = actor.client.send("/invite/words", {"do": "match"})
    assert answer.status_code == 303
    address: str = answer["Location"]
    return address


def four_words(actor: Actor) -> str:
    """Return the four words on the page to compare."""
    found = re.search(r'<p class="question" dir="ltr">([^<]+)</p>', page_of(actor, "/invite/words"))
    assert found is not None
    return found[1]


def how_far(actor: Actor) -> Status:
    """Return how far somebody is with pairing."""
    return pairing.status(actor.visit)
