"""A thief of all that lies on the disk after a hard stop finds no word that anybody sent."""

import os
import secrets as random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connections

from tests.attacks import canaries, loot
from tests.attacks.crash import PEOPLE, Served, Writer, join
from tests.attacks.private_acts import SETTINGS
from tests.house.addresses import addresses
from tests.operate.browsing import Browser
from tests.operate.copies import Place, place

pytestmark = pytest.mark.storage
IDS = {"id", "record", "space", "author", "bucket", "person", "guard", "folder", "key"}
# Anybody guesses it. Sign-up does not take it, but somebody may have one like it all the same.
WEAK = "summer2024"
# They end the session, or begin an end; nothing that is typed there is kept.
LAST = ("/leave", "/sign-in", "/lost")
# What is saved as it was typed: a form of which every field is right, but for its words.
RIGHT = (
    ("/note", {"text": "*"}),
    ("/words", {"text": "*", "do": "keep"}),
    ("/words", {"text": "*", "do": "talk"}),
    ("/words", {"text": "*", "do": "letter"}),
    ("/learned/1", {"text": "*"}),
    ("/noticed", {"what": "theirs-missed", "text": "*"}),
    ("/aside", {"text": "*", "part": "1"}),
    ("/questions", {"do": "own", "text": "*"}),
    ("/talks/name", {"name-moment": "*"}),
    ("/settings", SETTINGS | {"called": "*"}),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A lived-in copy, the same for all of these."""
    return place(tmp_path_factory.mktemp("thief") / "home").fill()


@dataclass
class Sender:
    """Ada, who sends a word of its own in every field of every page."""

    ada: Writer
    words: list[str] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)

    def fresh(self) -> str:
        """Return the next word."""
        self.words.append(canaries.word(len(self.words)))
        return self.words[-1]

    def send(self, path: str, fields: dict[str, str]) -> None:
        """Send a form; a word stands wherever a star does."""
        told = {name: self.fresh() if text == "*" else text for name, text in fields.items()}
        whole = {"token": self.ada.token, "key": random.token_hex(16)} | told
        answer, _ = self.ada.browser.asks(path, whole)
        self.statuses[path] = answer.status

    def send_everything(self) -> None:
        """Send the right forms, then every field of every page, and a query to each address."""
        for path, fields in RIGHT:
            self.send(path, fields)
            assert self.statuses[path] in (200, 204, 303), (path, self.statuses[path])
        pages = sorted(addresses(), key=lambda one: one.path in LAST)
        for page in pages:
            if "POST" in page.declaration.methods:
                self.send(page.path, dict.fromkeys(page.declaration.fields, "*"))
            if "GET" in page.declaration.methods and page.path != "/live":
                self.ada.browser.asks(f"{page.path}?{self.fresh()}={self.fresh()}")


def signed_in(served: Served, name: str = "ada") -> Writer:
    writer = Writer(Browser("localhost", served.port), 0)
    writer.sign_in(name)
    return writer


def test_no_word_lies_anywhere_after_a_hard_stop(home: Place) -> None:
    begun = time.time()
    with Served(home) as served:
        sender = Sender(signed_in(served))
        sender.send_everything()
        assert "heliotrope" in signed_in(served).browser.follows("/entries")
    for name in ("records", "secrets"):
        home.run("backup", str(home.folder / f"{name}.nearer"), "--of", name)
    files = loot.taken(home, since=begun)
    records = "record" if home.store else "records.sqlite3"
    names = {path.name for path in files}
    assert {records, "secrets.sqlite3", "console.txt", "records.nearer"} <= names
    assert loot.lying(files, loot.blobs(home)) == len(loot.blobs(home))
    assert len(sender.words) > 150
    assert canaries.found(files, sender.words) == []


@pytest.mark.parametrize("kind", [name for name, _ in canaries.planted("")])
def test_the_search_finds_a_word_that_was_written_in_clear(tmp_path: Path, kind: str) -> None:
    raw = dict(canaries.planted(canaries.word(7)))[kind]
    (tmp_path / "planted").write_bytes(raw)
    assert canaries.found(tmp_path.iterdir(), [canaries.word(6), canaries.word(7)]) == [
        f"{canaries.word(7)} in planted"
    ]


def test_the_search_finds_a_word_in_a_row_that_was_not_sealed(home: Place) -> None:
    begun, word = time.time(), canaries.word(1000 + random.randbelow(9000))
    [(row, blob)] = loot.query(home, "SELECT id, blob FROM record ORDER BY id DESC LIMIT 1")
    loot.query(home, "UPDATE record SET blob = ? WHERE id = ?", word.encode(), row)
    found = canaries.found(loot.taken(home, since=begun), [word])
    loot.query(home, "UPDATE record SET blob = ? WHERE id = ?", blob, row)
    assert f"{word} in {'record' if home.store else 'records.sqlite3'}" in found
    # In the server's files, too, wherever they can be read: the table, and the log of writes.
    assert len(found) >= (3 if home.store and loot.heap(home) else 1)


def test_a_new_secrets_folder_and_the_right_passphrase_open_nothing(home: Place) -> None:
    join(home, "cleo", WEAK)
    people = PEOPLE | {"cleo": WEAK}
    with Served(home) as served:
        assert [name for name in people if _opens(served, name, people[name])] == [*people]
    shutil.move(home.secrets, home.folder / "kept")
    try:
        with Served(home) as served:
            assert [name for name in people if _opens(served, name, people[name])] == []
    finally:
        shutil.rmtree(home.secrets, ignore_errors=True)
        shutil.move(home.folder / "kept", home.secrets)


def _opens(served: Served, name: str, passphrase: str) -> bool:
    browser = Browser("localhost", served.port)
    return browser.asks("/sign-in", {"name": name, "pass": passphrase})[0].status == 303


def test_of_somebody_who_was_deleted_no_blob_lies_in_any_file(home: Place) -> None:
    """In PostgreSQL: in no table, and in no file of one once it was written anew."""
    before = loot.blobs(home)
    if home.store:
        loot.query(home, "ANALYZE")  # it does so by itself, and keeps samples of what it saw
    with Served(home) as served:
        assert loot.lying(_records(home), before) == len(before)
        ada = signed_in(served)
        told = {"token": ada.token, "key": random.token_hex(16)}
        answer, _ = ada.browser.asks(
            "/settings/end", told | {"pass": PEOPLE["ada"], "when": "now", "do": "end"}
        )
        assert answer.status == 303
    after = loot.blobs(home)
    gone = before - after
    assert len(gone) > 10
    assert loot.lying(_records(home), gone) == 0
    assert loot.lying(_records(home), after) == len(after)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite keeps no samples")
def test_no_planner_keeps_samples_of_what_is_sealed_or_secret(db: None) -> None:
    """Whatever column comes anew and is no id belongs into a migration like `no_samples`."""
    sampled = """SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0
        AND atttypid = 'bytea'::regtype AND attstattarget IS DISTINCT FROM 0"""
    for alias in ("default", "secrets"):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute(sampled)
                names = {name for (name,) in cursor.fetchall()}
            assert names, alias
            assert names <= IDS, alias


def _records(home: Place) -> list[Path]:
    """Return the files of the records; in PostgreSQL what it keeps of them once it is told to."""
    if not home.store:
        return [path for path in home.data.iterdir() if path.is_file()]
    loot.query(home, "VACUUM FULL")
    loot.query(home, "CHECKPOINT")
    return [*loot.tables(home), *loot.heap(home)]
