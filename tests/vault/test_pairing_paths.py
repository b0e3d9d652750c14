"""Whatever three people do with invitations, in any order: a pair is two, whole, and stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.vault import invitations, keys, sweep
from nearer.vault.errors import AlreadyTwo, InvitationEnded
from nearer.vault.models import EnvelopeRow, KeyringRow, SpaceRow
from nearer.vault.visit import Visit
from tests.conftest import Actor

pytestmark = pytest.mark.storage
ACTS = ("offer", "accept", "match", "drop", "finish", "a week later")


@contextmanager
def undone_afterwards() -> Iterator[None]:
    with transaction.atomic(), transaction.atomic(using="secrets"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="secrets")


class World:
    """Three people, the codes that went from hand to hand, and a clock."""

    def __init__(self, actors: list[Actor], monkeypatch: pytest.MonkeyPatch) -> None:
        self.actors, self.codes, self.now = actors, [""], datetime.now(UTC)
        for module in ("invitations", "secrets"):
            monkeypatch.setattr(f"nearer.vault.{module}.time", self.seconds)

    def seconds(self) -> float:
        return self.now.timestamp()

    def visit(self, who: int) -> Visit:
        person, master = self.actors[who].person, self.actors[who].master
        blob = KeyringRow.objects.get(person=person).blob
        keyring = keys.open_keyring(master, person, bytes(blob))
        return Visit(person=person, master=master, keyring=keyring, now=self.now)

    def do(self, who: int, act: str) -> None:
        match act:
            case "offer":
                self.codes.append(invitations.offer(self.visit(who)))
            case "accept":
                invitations.accept(self.visit(who), self.codes[-1])
            case "match":
                invitations.match(self.visit(who))
            case "drop":
                invitations.drop(self.visit(who))
            case "finish":
                invitations.finish(self.visit(who))
            case _:
                self.now += timedelta(days=7, minutes=1)
                sweep.sweep(self.now)

    def pairs(self) -> dict[int, tuple[bytes, int]]:
        """Return for each who has an open `us`: its id, and who the other is."""
        persons = [actor.person for actor in self.actors]
        found = {}
        for who in range(3):
            visit = self.visit(who)
            if visit.us is not None and visit.partner is not None:
                found[who] = (visit.us.id, persons.index(visit.partner.person))
        return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(ACTS)), max_size=14))
def test_a_pair_is_two_whole_and_stays(
    ada: Actor,
    cleo: Actor,
    dan: Actor,
    monkeypatch: pytest.MonkeyPatch,
    done: Callable[..., Any],
    acts: list[tuple[int, str]],
) -> None:
    with undone_afterwards(), monkeypatch.context() as patched:
        world = World([ada, cleo, dan], patched)
        before: dict[int, tuple[bytes, int]] = {}
        for who, act in acts:
            with suppress(InvitationEnded, AlreadyTwo):
                done(world.do, who, act)
            pairs = world.pairs()
            assert {who: pairs.get(who) for who in before} == before
            for one, (space, other) in pairs.items():
                assert other != one
                assert pairs[other] == (space, one)
                assert SpaceRow.objects.filter(id=space).count() == 1
                assert EnvelopeRow.objects.filter(space=space).count() == 2
            before = pairs


def test_the_walk_can_reach_a_pair(
    ada: Actor, cleo: Actor, dan: Actor, monkeypatch: pytest.MonkeyPatch, done: Callable[..., Any]
) -> None:
    world = World([ada, cleo, dan], monkeypatch)
    for who, act in ((0, "offer"), (1, "accept"), (0, "match"), (1, "match"), (0, "a week later")):
        done(world.do, who, act)
    assert set(world.pairs()) == {0, 1}
