"""A thief of all that lies on the disk after a hard stop finds no word that anybody sent."""

import os
import secrets as random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.attacks import canaries
from tests.attacks.crash import PEOPLE, Served, Writer
from tests.attacks.private_acts import SETTINGS
from tests.house.addresses import addresses
from tests.operate.browsing import Browser
from tests.operate.copies import Place

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="looks into files; in PostgreSQL the rows are searched"
)
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
    with Served(home) as served:
        sender = Sender(signed_in(served))
        sender.send_everything()
        assert "heliotrope" in signed_in(served).browser.follows("/entries")
    for name in ("records", "secrets"):
        home.run("backup", str(home.folder / f"{name}.nearer"), "--of", name)
    names = {path.name for path in home.folder.rglob("*")}
    assert {"records.sqlite3", "secrets.sqlite3", "console.txt", "records.nearer"} <= names
    assert len(sender.words) > 150
    assert canaries.found(home.folder, sender.words) == []


@pytest.mark.parametrize("kind", [name for name, _ in canaries.planted("")])
def test_the_search_finds_a_word_that_was_written_in_clear(tmp_path: Path, kind: str) -> None:
    raw = dict(canaries.planted(canaries.word(7)))[kind]
    (tmp_path / "planted").write_bytes(raw)
    assert canaries.found(tmp_path, [canaries.word(6), canaries.word(7)]) == [
        f"{canaries.word(7)} in planted"
    ]


def test_the_search_finds_a_word_in_a_row_that_was_not_sealed(home: Place) -> None:
    row = "UPDATE record SET blob = ? WHERE id = (SELECT max(id) FROM record)"
    with closing(sqlite3.connect(home.data / "records.sqlite3")) as database, database:
        database.execute(row, (canaries.word(3).encode(),))
    assert canaries.found(home.folder, [canaries.word(3)])


def test_a_new_secrets_folder_and_the_right_passphrase_open_nothing(home: Place) -> None:
    with Served(home) as served:
        assert _opens(served)
    shutil.move(home.secrets, home.folder / "kept")
    with Served(home) as served:
        assert not _opens(served)


def _opens(served: Served) -> bool:
    browser = Browser("localhost", served.port)
    return browser.asks("/sign-in", {"name": "ada", "pass": PEOPLE["ada"]})[0].status == 303


def test_of_somebody_who_was_deleted_no_blob_lies_in_any_file(home: Place) -> None:
    before = _blobs(home)
    with Served(home) as served:
        assert _lying(home, before) == len(before)
        ada = signed_in(served)
        told = {"token": ada.token, "key": random.token_hex(16)}
        answer, _ = ada.browser.asks(
            "/settings/end", told | {"pass": PEOPLE["ada"], "when": "now", "do": "end"}
        )
        assert answer.status == 303
    after = _blobs(home)
    gone = before - after
    assert len(gone) > 10
    assert _lying(home, gone) == 0
    assert _lying(home, after) == len(after)


def _blobs(home: Place) -> set[bytes]:
    """Return forty bytes from within each sealed row: enough to know it again, on one page."""
    with closing(sqlite3.connect(home.data / "records.sqlite3")) as database:
        tables = ("record", "keyring", "slot", "recovery_slot")
        rows = [row for name in tables for row in database.execute(f"SELECT blob FROM {name}")]  # noqa: S608
    return {bytes(blob)[40:80] for (blob,) in rows}


def _lying(home: Place, blobs: set[bytes]) -> int:
    files = [path.read_bytes() for path in home.data.iterdir() if path.is_file()]
    return sum(any(blob in raw for raw in files) for blob in blobs)
