"""`nearer backup` and `nearer restore`: two files and two commands bring it all back."""

import argparse
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from nearer.cli import COMMANDS
from nearer.cli.backup import LEFT_OUT
from nearer.cli.serve import OPTIONS
from nearer.vault import restored
from nearer.vault.models import InSecrets
from tests.operate.browsing import Browser
from tests.operate.copies import ROOT, Place, place

# What a copy of the secrets must hold; a new table of the folder belongs here or in LEFT_OUT.
KEPT = {"folder_key", "server_secret", "secret_tombstone"}


ADA = {"name": "ada", "pass": "lantern gravel tuesday plum"}
SAID = "This is a copy of"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Another disk."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


@contextmanager
def served(copy: Place) -> Iterator[int]:
    """Serve a copy for a while; gives its port."""
    command = [sys.executable, "-m", "nearer", "--port", "0"]
    process = subprocess.Popen(
        command, env=copy.environment, cwd=copy.folder, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said.startswith("Nearer is at ")
    try:
        yield int(said.strip().rpartition(":")[2])
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def back_up(copy: Place, shelf: Path) -> tuple[str, str]:
    """Make both backups."""
    records, secrets = str(shelf / "records.nearer"), str(shelf / "secrets.nearer")
    copy.run("backup", records)
    copy.run("backup", secrets, "--of", "secrets")
    return records, secrets


def the_docs_say(heading: str, shelf: Path) -> list[list[str]]:
    """Return the commands below a heading of the docs, with both disks on the shelf."""
    page = (ROOT / "docs/operate.md").read_text(encoding="utf-8")
    below = page.partition(f"\n## {heading}\n")[2]
    block = re.findall(r"```sh\n(.+?)```", below, re.DOTALL)[0]
    for disk in ("one", "two"):
        (shelf / disk).mkdir(exist_ok=True)
    lines = block.replace("/media/", f"{shelf}/").splitlines()
    return [line.removeprefix("nearer ").split() for line in lines]


@pytest.mark.storage
def test_the_drill_brings_every_record_back_on_another_machine(
    home: Place, elsewhere: Place, shelf: Path
) -> None:
    with served(home):
        for command in the_docs_say("Two backups, apart", shelf):
            home.run(*command)
    lived = home.contents()
    shutil.rmtree(home.folder)
    for command in the_docs_say("Bring a copy back, or move it to another machine", shelf):
        said = elsewhere.run(*command)
        assert "The records of 20" in said
    assert elsewhere.contents() == lived
    assert lived["ada"]["us"] != []
    made = json.loads(zipfile.ZipFile(shelf / "one/records.nearer").read("about.json"))
    kept = restored.read(elsewhere.data / "restored.json")
    assert kept is not None
    assert kept.of == datetime.fromisoformat(made["at"])
    assert kept.day == kept.of.date()
    assert len(kept.spaces) == 1
    with served(elsewhere):
        pass
    assert elsewhere.contents() == lived


def test_backups_are_their_owners_alone_and_leave_nothing_beside(home: Place, shelf: Path) -> None:
    back_up(home, shelf)
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in shelf.iterdir()}
    assert found == {"records.nearer": 0o600, "secrets.nearer": 0o600}


def test_a_backup_is_not_written_over_unless_told(home: Place, shelf: Path) -> None:
    path = shelf / "records.nearer"
    path.write_text("something else")
    assert "--force" in home.run("backup", str(path), fails=True)
    assert path.read_text() == "something else"
    home.run("backup", str(path), "--force")
    assert zipfile.is_zipfile(path)


def test_a_backup_inside_the_copy_is_refused(home: Place) -> None:
    said = home.run("backup", str(home.data / "records.nearer"), fails=True)
    assert "belongs on another disk" in said


def test_the_copy_of_the_secrets_holds_nothing_that_is_to_end(home: Place, shelf: Path) -> None:
    with closing(sqlite3.connect(home.secrets / "secrets.sqlite3")) as live:
        dated = [bytes(secret) for (secret,) in live.execute("SELECT secret FROM dated_secret")]
        server = [bytes(secret) for (secret,) in live.execute("SELECT secret FROM server_secret")]
    _, path = back_up(home, shelf)
    copied = zipfile.ZipFile(path).read("database")
    assert len(dated) > 0
    assert [secret for secret in dated if secret in copied] == []
    assert all(secret in copied for secret in server)


def test_each_table_of_the_secrets_is_kept_or_left_out_on_purpose() -> None:
    tables = {kind._meta.db_table for kind in InSecrets.__subclasses__()}  # type: ignore[attr-defined]
    assert tables == KEPT | set(LEFT_OUT)


@pytest.mark.storage
def test_a_full_copy_is_not_written_over_unless_told(home: Place, shelf: Path) -> None:
    records, _ = back_up(home, shelf)
    lived = home.contents()
    assert "--force" in home.run("restore", records, fails=True)
    said = home.run("restore", records, "--force")
    aside = next(home.data.glob("before-restore-*"))
    assert str(aside) in said
    assert [path.stem for path in aside.iterdir()] == ["records"]
    assert home.contents() == lived


def test_a_running_copy_is_not_restored_into(home: Place, shelf: Path) -> None:
    records, _ = back_up(home, shelf)
    with served(home):
        assert "is in use" in home.run("restore", records, "--force", fails=True)


def test_an_old_backup_under_a_running_client_says_what_it_is(home: Place, shelf: Path) -> None:
    records, _ = back_up(home, shelf)
    with served(home) as port:
        ada = Browser("localhost", port)
        assert ada.asks("/sign-in", ADA)[0].status == 303
        assert "data-token" in ada.asks("/today")[1]
        assert SAID not in ada.follows("/today")
    home.run("restore", records, "--force")
    made = json.loads(zipfile.ZipFile(records).read("about.json"))["at"]
    day = datetime.fromisoformat(made)
    with served(home) as port:
        ada.port = port
        assert "data-token" not in ada.asks("/today")[1], "the session outlived the restore"
        assert ada.asks("/sign-in", ADA)[0].status == 303
        page = ada.follows("/today")
        assert SAID in page
        assert f"{day.day} {day:%B %Y}" in page


def test_a_damaged_backup_is_refused_and_changes_nothing(home: Place, shelf: Path) -> None:
    records, _ = back_up(home, shelf)
    whole = bytearray(Path(records).read_bytes())
    whole[len(whole) // 2] ^= 255
    Path(records).write_bytes(whole)
    lived = home.contents()
    assert "backup" in home.run("restore", records, "--force", fails=True)
    assert home.contents() == lived
    assert list(home.data.glob("before-restore-*")) == []


def test_the_two_files_are_not_mistaken_for_each_other(
    home: Place, elsewhere: Place, shelf: Path
) -> None:
    records, secrets = back_up(home, shelf)
    assert "holds secrets" in elsewhere.run("restore", secrets, fails=True)
    assert "holds records" in elsewhere.run("restore", records, records, fails=True)
    assert not (elsewhere.data / "records.sqlite3").exists()
    # Into a full copy too: that it is full would name a remedy that does not help.
    for force in ([], ["--force"]):
        assert "holds secrets, and records are needed" in home.run(
            "restore", secrets, *force, fails=True
        )


def test_secrets_of_another_copy_are_refused_and_all_is_as_it_was(
    home: Place, tmp_path: Path, elsewhere: Place, shelf: Path
) -> None:
    records, _ = back_up(home, shelf)
    stranger = place(tmp_path / "stranger")
    with served(stranger):
        pass
    other = str(shelf / "other.nearer")
    stranger.run("backup", other, "--of", "secrets")
    assert "two different copies" in elsewhere.run("restore", records, other, fails=True)
    assert not (elsewhere.data / "records.sqlite3").exists()
    assert not (elsewhere.secrets / "secrets.sqlite3").exists()


def test_without_the_secrets_it_says_that_only_recovery_codes_open(
    home: Place, elsewhere: Place, shelf: Path
) -> None:
    records, _ = back_up(home, shelf)
    assert "only recovery codes" in elsewhere.run("restore", records)


def test_a_deletion_that_was_due_in_the_backup_has_to_be_asked_for_anew(
    home: Place, shelf: Path
) -> None:
    due = "UPDATE server_secret SET erase_after = 1, space = zeroblob(16)"
    with closing(sqlite3.connect(home.secrets / "secrets.sqlite3")) as database, database:
        database.execute(due)
    records, secrets = back_up(home, shelf)
    home.run("restore", records, secrets, "--force")
    with closing(sqlite3.connect(home.data / "records.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM person").fetchone() == (2,)


@pytest.mark.parametrize("kept", ["records", "secrets"])
def test_what_had_ended_does_not_come_back(home: Place, shelf: Path, kept: str) -> None:
    records, secrets = back_up(home, shelf)
    bury = (
        "import django; django.setup();"
        "from nearer.vault import tombstones as t; from nearer.vault.models import Person;"
        "t.bury(bytes(Person.objects.first().id)); t.apply()"
    )
    assert home.python("-c", bury).returncode == 0
    if kept == "records":
        home.run("restore", records, "--force")
    else:
        home.run("restore", records, secrets, "--force")
    with closing(sqlite3.connect(home.data / "records.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM person").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM slot").fetchone() == (1,)


def test_the_secrets_option_is_the_folder_in_every_command() -> None:
    parsers = [argparse.ArgumentParser(prog=name) for name in COMMANDS]
    for parser, command in zip(parsers, COMMANDS.values(), strict=True):
        command.add_options(parser)
    said = {
        action.help
        for parser in parsers
        for action in parser._actions
        if "--secrets" in action.option_strings
    }
    assert said == {OPTIONS["--secrets"]}
