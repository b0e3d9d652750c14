"""Who goes alone for now (care level 2 and up) is never advised to raise it with the other."""

import re
from html import unescape

import msgspec
import pytest

from nearer.vault.write import change_keyring
from tests.conftest import Actor
from tests.people.pairing import Join, confirms, invites, page_of, takes_up

LEVELS = pytest.mark.parametrize("level", [2, 3, 4])
ADVICE = re.compile(
    r"calm moment|out loud|\baloud|by voice|(?:to|with) each other|side by side|across the table"
    r"|\byes, together|\b(?:ask|show|send) (?:at|it|him|her|them)\b|give it in"
    r"|talk (?:it|about|tomorrow)|do you both|share as an invitation|(?-i:They match)|sit where",
    re.IGNORECASE,
)
PAGES = ("/today", "/steps", "/check", "/check/end", "/picture", "/envelope", "/you", "/invite")


def goes_alone(actor: Actor, level: int) -> None:
    change_keyring(actor.visit, lambda ring: msgspec.structs.replace(ring, care=level))


def advice_on(actor: Actor, path: str) -> list[str]:
    """Return what a page advises or offers unasked; what is folded is opened on purpose."""
    page = actor.client.get(path, follow=True).content.decode()
    shown = re.sub(r"<details\b.*?</details>|<template\b.*?</template>", " ", page, flags=re.DOTALL)
    return ADVICE.findall(unescape(re.sub(r"<[^>]+>", " ", shown)))


def test_the_advice_is_found_where_it_may_stand(cleo: Actor) -> None:
    goes_alone(cleo, 0)
    assert "calm moment" in advice_on(cleo, "/invite")


@LEVELS
@pytest.mark.parametrize("path", PAGES)
def test_alone_nobody_is_sent_to_the_other(cleo: Actor, path: str, level: int) -> None:
    goes_alone(cleo, level)
    assert advice_on(cleo, path) == []


@LEVELS
@pytest.mark.parametrize("path", PAGES)
def test_of_two_who_share_nobody_is_sent_to_the_other(
    ada: Actor, ben: Actor, path: str, level: int
) -> None:
    goes_alone(ada, level)
    assert advice_on(ada, path) == []


@LEVELS
def test_an_invitation_under_way_presses_nobody_on(join: Join, level: int) -> None:
    ada, ben = join("Ada"), join("Ben")
    code = invites(ada)
    goes_alone(ada, level)
    found = {"ready": advice_on(ada, "/invite")}
    takes_up(ben, code)
    found["compare"] = advice_on(ada, "/invite/words")
    confirms(ada)
    found["said"] = advice_on(ada, "/invite/words")
    ada.client.send("/invite/words", {"do": "differ"})
    found["ended"] = advice_on(ada, "/invite")
    assert found == {"ready": [], "compare": [], "said": [], "ended": []}


@LEVELS
def test_the_way_stays_open_behind_a_fold_and_the_stop_before_it(join: Join, level: int) -> None:
    ada = join("Ada")
    goes_alone(ada, level)
    assert "Invite someone all the same" in page_of(ada)
    assert ada.client.send("/invite", {"note": ""}).status_code == 303
    page = page_of(ada)
    folded = "".join(re.findall(r"<details\b.*?</details>", page, flags=re.DOTALL))
    assert "The link as a QR code" in folded
    assert "Take it back" in page.replace(folded, "")
