"""Two worlds: in one Ben does something private, in the other he does not; Ada's are the same.

The acts are done a few at a time; ATTACKS_LONG=1 looks at everything after each.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest
from django.apps import apps

from nearer.vault import news
from tests.attacks import leaks
from tests.attacks.private_acts import (
    Act,
    answers_all,
    private_acts,
    shared_acts,
    signed_in_anew,
)
from tests.attacks.undoing import undone
from tests.attacks.worlds import World, fetched, listening
from tests.conftest import Actor, OurClient

ACTS = dict(private_acts())
SHARED = dict(shared_acts())
LONG = bool(os.environ.get("ATTACKS_LONG"))
SHORT = re.compile("quiet|answer|seal|ready|note|talk|settings|takes a copy|fails")
# What Ada is to see, and where.
SHOWN = {
    "gives a letter": "/letters",
    "begins a talk": "/talks",
    "closes": "/you",
    "is ready and then not": "/picture",
}
# After these Ben is not where the next act would find him.
LAST = {"changes the passphrase", "recovers by code", "asks to be deleted", "rests", "leaves"}
# These keep nothing at all, by design or because there is nothing to keep.
KEEPS_NOTHING = {
    "reads everything",
    "fails to sign in thirty times",
    "closes the quiet questions",
    "tries words",
    "has words heard",
    "fills a form",
}


@pytest.fixture(autouse=True)
def told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let words reach open pages though the test's own transaction is never committed."""
    monkeypatch.setattr(news.transaction, "on_commit", lambda call, **_: call())


def rows() -> dict[str, set[tuple[object, ...]]]:
    """Return all rows of both databases."""
    return {
        model._meta.db_table: {tuple(map(_plain, row)) for row in model.objects.values_list()}
        for model in apps.get_models()
    }


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def after(
    ada: Actor, ben: Actor, acts: Iterable[Act], only: Sequence[str] = ()
) -> tuple[World, list[Act]]:
    """Return Ada's world after Ben's acts, and those that wrote nothing; then take all back."""
    idle = []
    with undone():
        with listening(ada) as told:
            for act in acts:
                again = signed_in_anew(ben)
                before = rows()
                act(again)
                idle += [act] * (rows() == before)
        return World(fetched(ada, only), told=len(told)), idle


def without(ada: Actor, only: Sequence[str] = ()) -> World:
    """Return Ada's world where Ben did nothing."""
    return after(ada, ada, (), only)[0]


def differences(ada: Actor, ben: Actor, acts: Iterable[Act], only: Sequence[str] = ()) -> list[str]:
    """Return what differs each time; a minute that passed meanwhile differs once."""
    acts = tuple(acts)
    for _ in range(2):
        base = without(ada, only)
        found = after(ada, ben, acts, only)[0].differs_from(base)
        if not found:
            break
    return found


def chains(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield the acts some at a time: each looked at alone takes minutes."""
    length = 1 if LONG else 12
    names = list(names)
    while names:
        end = next((n for n, name in enumerate(names[:length]) if name in LAST), length - 1)
        yield names[: end + 1]
        del names[: end + 1]


def alone_together(ada: Actor, ben: Actor) -> None:
    """They have paired, and nothing more."""


def ada_waits(ada: Actor, ben: Actor) -> None:
    """Ada has sealed her answers and is ready; Ben has written a note."""
    answers_all(ada)
    ada.client.send("/envelope", {"do": "seal"})
    ada.client.send("/envelope", {"do": "ready"})
    ben.client.send("/note", {"text": "A note of Ben."})


def in_the_middle(ada: Actor, ben: Actor) -> None:
    """Both have answered and opened, each has given a letter, and a talk stands open."""
    for actor in (ada, ben):
        for number in range(1, 9):
            actor.client.send(f"/check/receive/{number}", {"answer": "4", "length": "short"})
        actor.client.send("/envelope", {"do": "seal"})
    for actor in (ada, ben):
        actor.client.send("/envelope", {"do": "ready"})
        actor.client.send("/words", {"text": f"Thank you, says {actor.name}.", "do": "letter"})
        actor.client.send("/note", {"text": f"A note of {actor.name}."})
    ada.client.send("/talks/name/begin", {"mode": "two", "first": "me"})


WORLDS: dict[str, Callable[[Actor, Actor], None]] = {
    "a new pair": alone_together,
    "Ada waits": ada_waits,
    "in the middle": in_the_middle,
}
# Where the other waits already, being ready opens both: that is seen, and shall be.
OPENS = "is ready and then not"


def looked_at(world: str) -> set[str]:
    """Return the acts of a world: all in the middle; before it those that lead there."""
    left_out = {OPENS} if world == "Ada waits" else set()
    if LONG or world == "in the middle":
        return ACTS.keys() - left_out
    return {name for name in ACTS if SHORT.search(name)} - left_out


@pytest.fixture(params=list(WORLDS))
def world(request: pytest.FixtureRequest) -> str:
    """The name of where the two stand."""
    return str(request.param)


def stand(ada: Actor, ben: Actor, world: str) -> None:
    """Bring both there, the private questions of this session behind them."""
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
    WORLDS[world](ada, ben)


def test_nothing_private_of_ben_shows_in_anything_that_ada_can_fetch(
    ada: Actor, ben: Actor, world: str
) -> None:
    stand(ada, ben, world)
    base = without(ada)
    assert len(base.pages) > 60
    assert not without(ada).differs_from(base), "two renderings differ by themselves"
    names = [name for name in ACTS if name in looked_at(world)]
    leaked: dict[str, list[str]] = {}
    idle: list[Act] = []
    for chain in chains(names):
        seen, wrote_nothing = after(ada, ben, [ACTS[name] for name in chain])
        idle += wrote_nothing
        if seen.differs_from(base):
            leaked |= {name: differences(ada, ben, [ACTS[name]]) for name in chain}
    assert {name: found for name, found in leaked.items() if found} == {}
    assert {name for name in names if ACTS[name] in idle} <= KEEPS_NOTHING


@pytest.mark.parametrize(
    ("leak", "act"),
    [
        (leaks.last_seen, "reads everything"),
        (leaks.entries, "writes a note"),
        (leaks.sizes, "prepares a talk"),
        (leaks.keyrings, "remembers the answers"),
    ],
)
def test_a_page_that_leaks_is_caught(
    ada: Actor,
    ben: Actor,
    leak: Callable[[], Any],
    act: str,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand(ada, ben, "a new pair")
    assert differences(ada, ben, [ACTS[act]], ["/today"]) == []
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.attacks.leaks.leaking"]
    monkeypatch.setattr(leaks, "LEAK", [leak()])
    anew = OurClient()  # which loads the middleware with the leak in it
    anew.cookies = ada.client.cookies
    ada.client = anew
    assert differences(ada, ben, [ACTS[act]], ["/today"]) == ["/today"]


def test_a_word_to_an_open_page_is_caught(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaks.tells_the_room(monkeypatch)
    found = differences(ada, ben, [ACTS["writes a note"]], ["/today"])
    assert found == ["a word to an open page"]


@pytest.mark.parametrize(("name", "page"), SHOWN.items())
def test_the_comparison_finds_what_ada_does_see(
    ada: Actor, ben: Actor, name: str, page: str
) -> None:
    stand(ada, ben, "Ada waits")
    act = SHARED.get(name) or ACTS[name]
    assert page in differences(ada, ben, [act], [page])
