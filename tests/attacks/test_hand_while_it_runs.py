"""A hand in the database of a running copy, beneath its people while they read.

What that can do to every column, in all ways, is in test_hand_in_the_database.py; here the server
is a process of its own, and every change is there at once for whatever it is doing.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connections, models

from nearer.vault.models import EnvelopeRow, KeyringRow, RecordRow, SessionRow, SpaceRow
from tests.attacks import hands
from tests.attacks.crash import PEOPLE, Served, Writer, going_on, join
from tests.attacks.hands import Damage, Row
from tests.operate.browsing import Browser
from tests.operate.copies import Place

pytestmark = pytest.mark.storage
TABLES: tuple[type[models.Model], ...] = (RecordRow, EnvelopeRow, KeyringRow, SpaceRow, SessionRow)
# ATTACKS_EACH=0 does all that can be done to the newest rows of each table.
OF_EACH = int(os.environ.get("ATTACKS_EACH", "3"))
NEWEST = 9
PAGES = ("/today", "/entries", "/letters")
BENEATH = "beneath"
CLEO = "kettle orchard seven lamp"
WORD = re.compile(r"(\w+)-(private|shared)-quince")
SAID = "cannot be opened"
PATIENCE = 60.0


@dataclass
class Reader:
    """Somebody who reads one page after the other; what is amiss, and which pages speak of damage.

    rounds: how often they have read all of them. saw: how often they read a word of their own.
    """

    name: str
    writer: Writer
    rounds: int = 0
    saw: int = 0
    said: int = 0
    amiss: list[str] = field(default_factory=list)

    def read_until(self, over: Event) -> None:
        """Read until it is over."""
        cookie = self.writer.browser.cookie
        while not over.is_set():
            for path in PAGES:
                self.writer.browser.cookie = cookie
                self._read(path)
            self.rounds += 1

    def _read(self, path: str) -> None:
        try:
            answer, text = self.writer.browser.asks(path)
        except (OSError, HTTPException) as error:
            self.amiss.append(f"{self.name} {path}: {error!r}")
            return
        if answer.status >= 500:
            self.amiss.append(f"{self.name} {path} is {answer.status}")
        self.said += SAID in text
        for name, place in WORD.findall(text):
            self.saw += name == self.name
            pair = {"ada", "ben"} >= {name, self.name}
            if name != self.name and not (place == "shared" and pair):
                self.amiss.append(f"{self.name} reads what is {name}'s at {path}")


@dataclass
class Town:
    """A served copy, all of whose people read; its rows now, and as they were before.

    mine: the row of an entry that is Ada's alone.
    """

    readers: dict[str, Reader]
    mine: int
    now: dict[type[models.Model], list[Row]]
    old: dict[type[models.Model], list[Row]]

    def all_have_read(self) -> None:
        """Wait until everybody has read every page from now on."""
        until = monotonic() + PATIENCE
        rounds = {name: reader.rounds for name, reader in self.readers.items()}
        # The round that is on its way may have begun before.
        while any(self.readers[name].rounds < rounds[name] + 2 for name in rounds):
            assert monotonic() < until, "they read no more"
            sleep(0.01)

    def under(self, damage: Damage) -> list[str]:
        """Do it, let everybody read, put it back; return what was amiss."""
        if damage.do():
            self.all_have_read()
            hands.put_back({damage.model: self.now[damage.model]}, using=BENEATH)
        return self.amiss()

    def amiss(self) -> list[str]:
        """Return what was amiss for anybody so far."""
        return [line for reader in self.readers.values() for line in reader.amiss]

    def of(self, kind: type[models.Model]) -> list[Damage]:
        """Return all that can be done to a table's newest rows, which hold the words."""
        now, old = self.now[kind][-NEWEST:], self.old[kind][-NEWEST:]
        return list(hands.damages_among(now, old, kind=kind, using=BENEATH))


@contextmanager
def beneath(home: Place) -> Iterator[None]:
    """Reach the records of a copy as a database of this process."""
    named = urlsplit(home.store.get("DATABASE_URL", "")).path.removeprefix("/")
    name = named or str(home.data / "records.sqlite3")
    connections.databases[BENEATH] = {**connections["default"].settings_dict, "NAME": name}
    try:
        yield
    finally:
        connections[BENEATH].close()
        del connections[BENEATH], connections.databases[BENEATH]


@contextmanager
def town(home: Place, blocker: Any, fault: str = "") -> Iterator[Town]:
    """Serve a copy in which three have written, and let them read."""
    join(home, "cleo", CLEO)
    with Served(home, fault) as served, blocker.unblock(), beneath(home):
        readers = {name: _signed_in(served, name) for name in (*PEOPLE, "cleo")}
        for reader in readers.values():
            _sends(reader, "/today", quiet="close")
            _sends(reader, "/note", text=f"{reader.name}-private-quince")
        for name in PEOPLE:
            text = f"{name}-shared-quince"
            _sends(readers[name], "/words", text=text, do="letter")
        old = hands.copy_of(*TABLES, using=BENEATH)
        for reader in readers.values():
            _sends(reader, "/note", text=f"{reader.name}-private-quince, later")
        mine = _written_by(readers["ada"])
        with going_on([one.read_until for one in readers.values()], within=PATIENCE):
            found = Town(readers, mine, hands.copy_of(*TABLES, using=BENEATH), old)
            found.all_have_read()
            yield found


def _signed_in(served: Served, name: str) -> Reader:
    writer = Writer(Browser("localhost", served.port), 0)
    writer.sign_in(name, PEOPLE.get(name, CLEO))
    return Reader(name, writer)


def _written_by(reader: Reader) -> int:
    """Return the row of a note that somebody writes now."""
    rows = RecordRow.objects.using(BENEATH)
    before = {row.pk for row in rows.all()}
    _sends(reader, "/note", text=f"{reader.name}-private-quince, last")
    [row] = rows.exclude(pk__in=before)
    return row.pk


def _sends(reader: Reader, path: str, **fields: str) -> None:
    writer = reader.writer
    told = {"token": writer.token, "key": os.urandom(16).hex(), **fields}
    answer, _ = writer.browser.asks(path, told)
    assert answer.status == 303, (path, answer.status)


def test_while_it_runs_nobody_reads_anothers_word_and_no_page_breaks(
    home: Place, django_db_blocker: Any
) -> None:
    with town(home, django_db_blocker) as people:
        assert people.amiss() == []
        assert all(reader.saw for reader in people.readers.values())
        for kind in TABLES:
            for damage in hands.some(people.of(kind), of=OF_EACH):
                assert people.under(damage) == [], str(damage)
        _it_says_so(people)
        _all_is_as_before(people)


@pytest.mark.parametrize(("fault", "told"), [("remembers", "reads what is"), ("breaks", "is 500")])
def test_a_fault_that_is_planted_in_what_is_served_is_found(
    home: Place, django_db_blocker: Any, fault: str, told: str
) -> None:
    with town(home, django_db_blocker, fault) as people:
        swaps = [
            one
            for one in people.of(RecordRow)
            if (one.how, [*one.columns]) == ("swapped", ["blob"])
        ]
        found = (people.under(damage) for damage in hands.some(swaps, of=12))
        assert any(told in line for lines in found for line in lines)


def _it_says_so(people: Town) -> None:
    """Damage an entry of Ada's own: it is said to her, and to nobody else."""
    ada, *others = people.readers.values()
    for reader in people.readers.values():
        reader.said = 0
    for how in ("flipped", "cut"):
        before = ada.said
        [damage] = [
            one
            for one in people.of(RecordRow)
            if (one.pk, one.how, [*one.columns]) == (people.mine, how, ["blob"])
        ]
        assert people.under(damage) == []
        assert ada.said > before, how
    assert [reader.said for reader in others] == [0] * len(others)


def _all_is_as_before(people: Town) -> None:
    for reader in people.readers.values():
        reader.saw = 0
    people.all_have_read()
    assert all(reader.saw for reader in people.readers.values())
    assert people.amiss() == []
