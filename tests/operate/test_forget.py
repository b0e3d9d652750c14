"""`nearer forget`: a deletion that somebody asked the operator for, asked once more, and whole."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.operate.copies import PEOPLE, Place

PERSONAL = ("person", "slot", "recovery_slot", "keyring", "session")
COUNT = {table: f"SELECT 1 FROM {table}" for table in PERSONAL}  # noqa: S608  names of our own


def rows(copy: Place) -> dict[str, int]:
    """Return how many rows each table of persons has."""
    with closing(sqlite3.connect(copy.data / "records.sqlite3")) as database:
        return {table: len(database.execute(COUNT[table]).fetchall()) for table in PERSONAL}


def forget(copy: Place, name: str, *, typed: str) -> tuple[int, str]:
    done = copy.python("-m", "nearer", "forget", name, typed=typed)
    return done.returncode, done.stdout + done.stderr


def test_it_asks_once_more_and_stops_at_anything_else(home: Place) -> None:
    before = rows(home)
    status, said = forget(home, "ada", typed="yes\n")
    assert (status, "Nobody was deleted." in said) == (1, True)
    assert rows(home) == before


def test_a_name_that_nobody_has_is_told(home: Place) -> None:
    status, said = forget(home, "dan", typed="dan\n")
    assert (status, "nobody was deleted" in said) == (2, True)


@pytest.mark.parametrize("a_folder_stands", [True, False])
def test_without_the_secrets_it_does_not_say_that_nobody_has_the_name(
    home: Place, a_folder_stands: bool
) -> None:
    before = rows(home)
    shutil.rmtree(home.secrets)
    if a_folder_stands:
        home.secrets.mkdir(mode=0o700)
    status, said = forget(home, "ada", typed="ada\n")
    assert status == 2
    assert "nobody was deleted: without the secrets" in said
    assert "no one signs in here" not in said
    assert not (home.secrets / "secrets.sqlite3").exists()
    assert rows(home) == before


def test_what_was_theirs_goes_and_what_was_shared_stays_with_the_other(
    home: Place, tmp_path: Path
) -> None:
    lived = home.contents()
    assert lived["ada"]["me"] != []
    ids = {entry["id"] for entry in lived["ada"]["me"]}
    assert stored(home) & ids == ids
    assert forget(home, "ada", typed="ada\n")[0] == 0
    assert rows(home) == {"person": 1, "slot": 1, "recovery_slot": 1, "keyring": 1, "session": 0}
    assert stored(home) & ids == set()
    shared = {entry["id"] for entry in lived["ben"]["us"]}
    assert stored(home) & shared == shared
    only_ben = tmp_path / "ben.json"
    people = json.loads(PEOPLE.read_text(encoding="utf-8"))["people"]
    only_ben.write_text(json.dumps({"people": {"ben": people["ben"]}}))
    assert home.contents(only_ben)["ben"]["me"] == lived["ben"]["me"]


def test_a_restored_backup_does_not_bring_them_back(home: Place, tmp_path: Path) -> None:
    backup = str(tmp_path / "records.nearer")
    home.run("backup", backup)
    assert forget(home, "ada", typed="ada\n")[0] == 0
    home.run("restore", backup, "--force")
    assert rows(home)["person"] == 1


def stored(copy: Place) -> set[str]:
    with closing(sqlite3.connect(copy.data / "records.sqlite3")) as database:
        return {bytes(id).hex() for (id,) in database.execute("SELECT record FROM record")}
