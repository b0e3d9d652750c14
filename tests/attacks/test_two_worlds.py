"""Two worlds: in one Ben does something private, in the other he does not; Ada's are the same.

The acts are done a few at a time; NEARER_LONG=1 looks at everything after each.
"""

import os
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.apps import apps

from nearer.vault import news
from tests.attacks.private_acts import Act, private_acts, shared_acts, signed_in_anew
from tests.attacks.worlds import World, fetched, listening, undone
from tests.conftest import Actor

ACTS = dict(private_acts())
SHARED = dict(shared_acts())
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


def after(ada: Actor, ben: Actor, acts: Iterable[Act]) -> tuple[World, list[Act]]:
    """Return Ada's world after Ben's acts, and those that wrote nothing; then take all back."""
    idle = []
    with undone():
        with listening(ada) as told:
            for act in acts:
                again = signed_in_anew(ben)
                before = rows()
                act(again)
                idle += [act] * (rows() == before)
        return World(fetched(ada), told=len(told)), idle


def without(ada: Actor) -> World:
    """Return Ada's world where Ben did nothing."""
    return after(ada, ada, ())[0]


def differences(ada: Actor, ben: Actor, acts: Iterable[Act]) -> list[str]:
    """Return what differs each time; a minute that passed meanwhile differs once."""
    acts = tuple(acts)
    found = after(ada, ben, acts)[0].differs_from(without(ada))
    return after(ada, ben, acts)[0].differs_from(without(ada)) if found else []


def chains() -> Iterator[list[str]]:
    """Yield the acts a few at a time: each looked at alone takes minutes."""
    length = 1 if os.environ.get("NEARER_LONG") else 6
    names = list(ACTS)
    while names:
        end = next((n for n, name in enumerate(names[:length]) if name in LAST), length - 1)
        yield names[: end + 1]
        del names[: end + 1]


def alone_together(ada: Actor, ben: Actor) -> None:
    """They have paired, and nothing more."""


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
    "in the middle": in_the_middle,
}


@pytest.fixture(params=list(WORLDS))
def both(request: pytest.FixtureRequest, ada: Actor, ben: Actor) -> tuple[Actor, Actor]:
    """Ada and Ben, the private questions of this session behind them."""
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
    WORLDS[request.param](ada, ben)
    return ada, ben


def test_nothing_private_of_ben_shows_in_anything_that_ada_can_fetch(
    both: tuple[Actor, Actor],
) -> None:
    ada, ben = both
    base = without(ada)
    assert len(base.pages) > 60
    assert not without(ada).differs_from(base), "two renderings differ by themselves"
    leaks: dict[str, list[str]] = {}
    idle: list[Act] = []
    for chain in chains():
        world, wrote_nothing = after(ada, ben, [ACTS[name] for name in chain])
        idle += wrote_nothing
        if world.differs_from(base):
            leaks |= {name: differences(ada, ben, [ACTS[name]]) for name in chain}
    assert {name: found for name, found in leaks.items() if found} == {}
    assert {name for name, act in ACTS.items() if act in idle} == KEEPS_NOTHING


@pytest.mark.parametrize("name", list(SHARED))
def test_the_comparison_finds_what_ada_does_see(ada: Actor, ben: Actor, name: str) -> None:
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})
    assert differences(ada, ben, [SHARED[name]]) != []
