"""An upgrade goes all the way, or everything is as it was; nothing is served between the two."""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.operate.copies import Place, place

NOW, LATER = "nearer.project.settings", "tests.operate.later.settings"
START = ("-m", "tests.operate.later.start")


def starts(copy: Place, version: str) -> None:
    done = copy.python(*START, version)
    assert (done.returncode, done.stdout) == (0, "begins\n"), done.stderr


def knows(copy: Place) -> set[str]:
    """Return the tables of the records."""
    with closing(sqlite3.connect(copy.data / "records.sqlite3")) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master")}


def kill_amid_an_upgrade(copy: Place, *, after: float) -> None:
    process = subprocess.Popen(
        [sys.executable, *START, LATER],
        env=copy.environment,
        cwd=copy.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    process.kill()
    process.communicate(timeout=60)


def copies_left(copy: Place) -> list[str]:
    return [path.name for path in copy.folder.glob("*/before-upgrade*")]


def is_amid(copy: Place) -> bool:
    """Return whether a whole copy waits to be put back."""
    return any(copy.folder.glob("*/before-upgrade/whole"))


@pytest.mark.storage
def test_a_later_version_finds_every_record(home: Place) -> None:
    lived = home.contents()
    starts(home, LATER)
    assert home.contents() == lived
    assert copies_left(home) == []


@pytest.mark.storage
@pytest.mark.parametrize("alias", ["default", "secrets"])
def test_a_failure_takes_all_of_it_back(home: Place, alias: str) -> None:
    lived = home.contents()
    home.store["LATER_FAILS"] = alias
    done = home.python(*START, LATER)
    assert done.returncode == 1
    assert "ValueError" in done.stderr
    assert "they are as they were" in done.stderr
    assert "lantern" not in done.stderr
    assert copies_left(home) == []
    starts(home, NOW)
    assert home.contents() == lived
    del home.store["LATER_FAILS"]
    starts(home, LATER)
    assert home.contents() == lived


def test_a_kill_at_any_moment_loses_nothing_whichever_version_starts_next(tmp_path: Path) -> None:
    chance = random.Random(20261125)
    lived = place(tmp_path / "control").fill().contents()
    hits: list[str] = []
    for number in range(20):
        copy = place(tmp_path / str(number)).fill()
        kill_amid_an_upgrade(copy, after=chance.uniform(0.05, 1.0))
        if is_amid(copy):
            hits.append(NOW if len(hits) % 2 else LATER)
            starts(copy, hits[-1])
            assert ("later" in knows(copy)) is (hits[-1] == LATER)
        elif copies_left(copy):  # before the copy was whole, or when all was done
            starts(copy, LATER)
        assert copy.contents() == lived
        assert copies_left(copy) == []
        if len(hits) == 4:
            break
    assert len(hits) == 4, "hardly a kill came amid the upgrade"


def test_a_copy_of_a_later_version_is_left_alone(home: Place) -> None:
    starts(home, LATER)
    lived = home.contents()
    said = home.run("--port", "0", fails=True)
    assert "later_" in said
    assert "start that version" in said
    assert home.contents() == lived


def test_nothing_is_copied_where_nothing_is_to_be_done(home: Place) -> None:
    starts(home, NOW)
    before = (home.data / "records.sqlite3").stat().st_ino
    starts(home, NOW)
    assert (home.data / "records.sqlite3").stat().st_ino == before
    assert copies_left(home) == []


@pytest.mark.parametrize("done", [False, True], ids=["before it was whole", "when all was done"])
def test_what_a_kill_left_of_a_copy_goes_with_the_next_start(home: Place, done: bool) -> None:
    if done:
        starts(home, LATER)
    lived = home.contents()
    for folder in (home.data, home.secrets):
        (folder / "before-upgrade").mkdir()
        (folder / "before-upgrade" / "secrets.sqlite3").write_bytes(b"half of a copy")
    starts(home, LATER if done else NOW)
    assert copies_left(home) == []
    assert home.contents() == lived
