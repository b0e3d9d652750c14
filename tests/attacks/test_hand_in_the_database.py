"""A hand in the database swaps, replays, cuts, flips and relabels rows while the pages are read.

Nobody ever sees a word that is not theirs, no page breaks, and what was damaged says so.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import models

from nearer.article import Direction
from nearer.rooms.awareness import acts
from nearer.vault import accounts, invitations, keys, spoken
from nearer.vault import record as records
from nearer.vault.models import (
    EnvelopeRow,
    InvitationRow,
    KeyringRow,
    Person,
    PinRow,
    RecordRow,
    RecoverySlot,
    SessionRow,
    SpaceRow,
    SpokenRow,
)
from nearer.vault.models import Slot as SlotRow
from tests.attacks import hands
from tests.attacks.nursery import plant_in_reading
from tests.attacks.undoing import undone
from tests.conftest import PASSPHRASE, Actor, OurClient
from tests.people.test_quick import DEVICE, PIN

pytestmark = pytest.mark.storage
TABLES: tuple[type[models.Model], ...] = (
    RecordRow, EnvelopeRow, KeyringRow, SpaceRow, Person, SlotRow, RecoverySlot, SessionRow,
    PinRow, InvitationRow, SpokenRow,
)  # fmt: skip
# ATTACKS_EACH=0 does all that can be done to every row: some minutes.
OF_EACH = int(os.environ.get("ATTACKS_EACH", "3"))
PAGES = ("/today", "/entries", "/envelope", "/letters")
# What these hold, pages read; what the others hold, ways in.
READ_BY_PAGES = (RecordRow, EnvelopeRow, KeyringRow, SpaceRow)
WORD = re.compile(r"(\w+)-(private|shared|note)-quince")


@dataclass
class Town:
    """A pair and one on their own; the ways in that somebody may try; the rows of before."""

    people: list[Actor]
    ways: list[Callable[[], Any]]
    old: dict[type[models.Model], list[hands.Row]]

    def read(self, *, by: tuple[str, ...] = PAGES) -> list[str]:
        """Let everybody read these pages; return what is amiss."""
        return [told for actor in self.people for told in self._read_by(actor, by)]

    def enter(self) -> list[str]:
        """Try every way in; return what is amiss."""
        statuses = [way().status_code for way in self.ways]
        return [f"a way in is {status}" for status in statuses if status >= 500]

    def after(self, kind: type[models.Model]) -> list[str]:
        """Return what is amiss after a table was damaged."""
        if kind in READ_BY_PAGES:
            return self.read()
        return self.read(by=("/you",)) + self.enter()

    def _read_by(self, actor: Actor, pages: tuple[str, ...]) -> Iterator[str]:
        pair = {"Ada", "Ben"} & {actor.name} and {"Ada", "Ben"}
        kept = dict(actor.client.cookies)
        for path in pages:
            answer = actor.client.get(path)
            if answer.status_code >= 500:
                yield f"{actor.name} {path} is {answer.status_code}"
            for name, place in WORD.findall(answer.content.decode()):
                if name != actor.name and not (place == "shared" and name in pair):
                    yield f"{actor.name} reads what is {name}'s at {path}"
        actor.client.cookies.clear()
        actor.client.cookies.update(kept)


@pytest.fixture
def town(ada: Actor, ben: Actor, cleo: Actor) -> Town:
    """Live a little, so that every table has rows, and words in them that belong to somebody."""
    people = [ada, ben, cleo]
    for actor in people:
        actor.client.raise_request_exception = False
        actor.client.send("/today", {"quiet": "close"})
        actor.client.send("/note", {"text": f"{actor.name}-private-quince"})
    ways = [way for actor in people for way in _ways(actor)]
    for actor in (ada, ben):
        actor.client.send("/words", {"text": f"{actor.name}-shared-quince", "do": "letter"})
        acts.answer(
            actor.visit,
            begun=actor.visit.today,
            direction=Direction.RECEIVE,
            item="time-1",
            answer=4,
        )
        acts.seal(actor.visit)
    code = invitations.offer(cleo.visit, note="Cleo-note-quince")
    spoken.speak(cleo.visit, lambda seed: [seed.hex()[n : n + 2] for n in range(6)])
    ways.append(lambda: _stranger().send("/j", {"code": code}))
    old = hands.copy_of(*TABLES)
    for actor in people:
        actor.client.send("/note", {"text": f"{actor.name}-private-quince, later"})
    acts.take_back(ada.visit)
    acts.seal(ada.visit)
    return Town(people, ways, old)


def _stranger() -> OurClient:
    return OurClient(raise_request_exception=False)


def _ways(actor: Actor) -> Iterator[Callable[[], Any]]:
    code = keys.fresh_code()
    accounts.add_recovery(actor.visit, code)
    actor.client.send("/settings/quick", {"pin": PIN, "again": PIN, "pass": PASSPHRASE})
    device = actor.client.cookies[DEVICE].value

    def quick() -> Any:
        browser = _stranger()
        browser.cookies[DEVICE] = device
        return browser.post("/sign-in/quick", {"pin": PIN})

    told = {"name": actor.name.lower(), "pass": PASSPHRASE}
    yield lambda: _stranger().post("/sign-in", told)
    yield lambda: _stranger().post("/lost", {"code": code})
    yield quick


def test_untouched_everybody_reads_their_own(town: Town) -> None:
    """The control of the readers: words are there, and every way in opens."""
    assert town.read() == []
    for actor in town.people:
        assert f"{actor.name}-private-quince" in actor.client.get("/entries").content.decode()
    assert "Ben-shared-quince" in town.people[0].client.get("/letters").content.decode()
    *signing_in, looking = (way() for way in town.ways)
    assert {answer.status_code for answer in signing_in} == {303}
    assert "Cleo-note-quince" in looking.content.decode()


def test_whatever_was_done_to_a_row_nobody_reads_anothers_word_and_no_page_breaks(
    town: Town,
) -> None:
    for kind in TABLES:
        found = list(hands.damages(kind, town.old[kind]))
        assert len(found) > 8
        assert _do(town, hands.some(found, of=OF_EACH)), kind


@pytest.mark.skipif(not hands.is_sqlite(), reason="PostgreSQL holds each column to its type")
def test_what_has_another_type_than_it_should_breaks_no_page(town: Town) -> None:
    for kind in TABLES:
        assert _do(town, hands.some(list(hands.untyped(kind)), of=OF_EACH)), kind


def _do(town: Town, damages: list[hands.Damage]) -> int:
    """Do one damage after the other, each undone; return how many the database let be."""
    done = 0
    for damage in damages:
        with undone():
            done += damage.do()
            assert town.after(damage.model) == [], str(damage)
    return done


def test_what_was_damaged_says_that_it_cannot_be_opened_and_the_rest_reads(town: Town) -> None:
    ada = town.people[0]
    row = RecordRow.objects.filter(author=ada.person, space=ada.visit.me.id).order_by("id").first()
    assert row is not None
    assert "cannot be opened" not in ada.client.get("/today").content.decode()
    RecordRow.objects.filter(pk=row.pk).update(blob=bytes(row.blob)[::-1])
    assert "One entry cannot be opened" in ada.client.get("/today").content.decode()
    entries = ada.client.get("/entries").content.decode()
    assert "Ada-private-quince, later" in entries
    for other in town.people[1:]:
        assert "cannot be opened" not in other.client.get("/today").content.decode()


@pytest.mark.parametrize(("fault", "told"), [("remembers", "reads what is"), ("breaks", "is 500")])
def test_the_readers_find_a_fault_that_is_planted(
    town: Town, monkeypatch: pytest.MonkeyPatch, fault: str, told: str
) -> None:
    monkeypatch.setattr(records, "open_record", records.open_record)  # put back afterwards
    plant_in_reading(fault)
    assert town.read() == []
    found = hands.damages(RecordRow, town.old[RecordRow])
    swaps = [one for one in found if (one.how, [*one.columns]) == ("swapped", ["blob"])]
    amiss: list[str] = []
    for damage in hands.some(swaps, of=12):
        with undone():
            damage.do()
            amiss += town.read()
    assert [line for line in amiss if told in line]
