"""Records and secrets in two PostgreSQL databases: served, copied, brought back, looked over."""

import os
import re
from pathlib import Path

import pytest

from tests.operate.browsing import Browser
from tests.operate.copies import Place, place
from tests.operate.test_backup import ADA, back_up, served
from tests.stores import own_store

pytestmark = [
    pytest.mark.storage,
    pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="no PostgreSQL is named"),
]


def in_postgres(folder: Path) -> Place:
    """Return a place whose records and secrets lie in a new database each."""
    made = place(folder)
    store = own_store() | {"NEARER_SECRETS": own_store()["DATABASE_URL"]}
    made.store = store | {"XDG_DATA_HOME": str(folder)}
    return made


@pytest.fixture
def home(tmp_path: Path) -> Place:
    """A lived-in copy."""
    return in_postgres(tmp_path / "home").fill()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Place:
    """Another machine, where nothing is."""
    return in_postgres(tmp_path / "elsewhere")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Another disk."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def findings(copy: Place) -> dict[str, str]:
    """Return what the doctor says of each thing, whether or not something is wrong."""
    said = copy.python("-m", "nearer", "doctor").stdout
    return {about: level for level, about in re.findall(r"^(\w+) +([\w -]+):", said, re.MULTILINE)}


def query(copy: Place, store: str, what: str) -> list[tuple[object, ...]]:
    import psycopg

    with psycopg.connect(copy.store[store]) as connection:
        return connection.execute(what.encode()).fetchall()


def test_it_is_served_and_no_secret_lies_in_a_file_or_among_the_records(home: Place) -> None:
    with served(home) as port:
        ada = Browser("localhost", port)
        assert ada.asks("/sign-in", ADA)[0].status == 303
        assert "data-token" in ada.follows("/today")
    assert query(home, "NEARER_SECRETS", "SELECT count(*) FROM server_secret") == [(2,)]
    # Whether or not the tables stand there, too: nothing of the secrets lies in them.
    for table in ("server_secret", "dated_secret", "folder_key"):
        there = query(home, "DATABASE_URL", f"SELECT to_regclass('{table}')")
        if there != [(None,)]:
            assert query(home, "DATABASE_URL", f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608
    assert list(home.folder.rglob("*.sqlite3")) == []
    assert findings(home)["secrets"] == "good"


def test_two_backups_bring_it_back_on_another_machine(
    home: Place, elsewhere: Place, shelf: Path
) -> None:
    lived = home.contents()
    assert lived["ada"]["us"] != []
    with served(home):
        records, secrets = back_up(home, shelf)
    assert "The records of 20" in elsewhere.run("restore", records, secrets)
    assert elsewhere.contents() == lived
    assert query(elsewhere, "NEARER_SECRETS", "SELECT count(*) FROM dated_secret") == [(0,)]
    with served(elsewhere):
        pass
    assert findings(elsewhere)["secrets"] == "good"


def test_a_restore_that_fails_puts_all_back_and_leaves_nothing_aside(
    home: Place, tmp_path: Path, shelf: Path
) -> None:
    stranger = in_postgres(tmp_path / "stranger")
    with served(stranger):
        pass
    other = str(shelf / "other.nearer")
    stranger.run("backup", other, "--of", "secrets")
    records, _ = back_up(home, shelf)
    # A copy whose secrets once lay in a folder has a key there still.
    key = home.folder / "nearer" / "secrets" / "django.key"
    key.parent.mkdir(parents=True)
    key.write_text("of before")
    lived = home.contents()
    said = home.run("restore", records, other, "--force", fails=True)
    assert "two different copies" in said
    assert home.contents() == lived
    assert key.read_text() == "of before"
    assert list(home.folder.rglob("before-restore-*")) == []
    assert findings(home)["secrets"] == "good"


def test_lost_secrets_are_given_up_by_the_same_command(home: Place, tmp_path: Path) -> None:
    home.store["NEARER_SECRETS"] = own_store()["DATABASE_URL"]
    assert home.python("-m", "nearer", "code").returncode == 0
    assert findings(home)["secrets"] == "WRONG"
    assert "Nobody is deleted" in home.run("doctor", "--accept-folder", typed="lost\n")
    assert findings(home)["secrets"] == "good"
