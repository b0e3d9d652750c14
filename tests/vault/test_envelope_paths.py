"""Whatever two people do with an envelope, in any order: it is as a plain model says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.vault import envelopes, read
from nearer.vault.envelopes import Mine
from nearer.vault.visit import Visit
from tests.conftest import Actor
from tests.vault.samples import Card, note

pytestmark = pytest.mark.storage
SIGNS = "signs"
ACTS = ("often", "rarely", "take back", "ready", "not ready", "remove")


@dataclass
class Side:
    """What one of the two did, as they would tell it."""

    waiting: str | None = None
    ready: bool = False
    opened: str | None = None


def told(side: Side, act: str) -> None:
    """Say what an act means for one's own side."""
    match act:
        case "take back":
            side.waiting, side.ready = None, False
        case "ready":
            side.ready = side.waiting is not None
        case "not ready":
            side.ready = False
        case "remove":
            side.opened = None if side.opened is None else "removed"
        case answer:
            said = side.opened if side.waiting is None else side.waiting
            if answer != said:
                side.waiting, side.ready = answer, False


def open_both(sides: list[Side]) -> None:
    """Open both answers once both are ready; else neither."""
    if all(side.ready for side in sides):
        for side in sides:
            side.opened, side.waiting, side.ready = side.waiting, None, False


def do(visit: Visit, act: str) -> None:
    match act:
        case "take back":
            envelopes.take_back(visit, SIGNS)
        case "ready":
            envelopes.set_ready(visit, SIGNS)
        case "not ready":
            envelopes.set_not_ready(visit, SIGNS)
        case "remove":
            envelopes.replace_opened(visit, SIGNS, line("removed"))
        case answer:
            envelopes.put_in(visit, SIGNS, line(answer))


def line(text: str) -> Card:
    return Card(at=note().at, zone="UTC", day=note().day, text=text)


@contextmanager
def undone_afterwards() -> Iterator[None]:
    with transaction.atomic(), transaction.atomic(using="secrets"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="secrets")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(ACTS)), max_size=10))
def test_an_envelope_does_what_the_two_did(
    ada: Actor, ben: Actor, done: Callable[..., Any], acts: list[tuple[int, str]]
) -> None:
    sides, actors = [Side(), Side()], [ada, ben]
    with undone_afterwards():
        for who, act in acts:
            done(do, actors[who].visit, act)
            told(sides[who], act)
            open_both(sides)
        for side, actor in zip(sides, actors, strict=True):
            visit = actor.visit
            assert visit.us is not None
            own = Mine(answered=side.waiting is not None, ready=side.ready)
            assert envelopes.mine(visit, SIGNS) == own
            seen = read.everything(visit, visit.us)
            assert seen.unreadable == 0
            assert {e.author: e.record.text for e in seen.of(Card)} == {
                actor.person: side.opened
                for side, actor in zip(sides, actors, strict=True)
                if side.opened is not None
            }
