"""`nearer doctor`: what it looks at, what it says, and that it changes nothing by looking."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.operate.copies import Place

ACCEPT = ("doctor", "--accept-folder")
Findings = dict[str, tuple[str, str, str]]


def asked(copy: Place, **settings: str) -> tuple[int, Findings]:
    """Return the exit status, and of each subject the finding that matters most."""
    store, copy.store = copy.store, copy.store | {"NEARER_PORT": "1", **settings}
    done = copy.python("-m", "nearer", "doctor", "--json")
    copy.store = store
    found: Findings = {}
    for finding in json.loads(done.stdout):
        if found.get(finding["about"], ("good",))[0] == "good":
            found[finding["about"]] = (finding["level"], finding["says"], finding["remedy"])
    return done.returncode, found


def test_a_copy_that_is_well_has_nothing_to_mend(home: Place) -> None:
    status, found = asked(home)
    assert status == 0
    assert [about for about, (level, _, _) in found.items() if level == "wrong"] == []
    assert found["secrets"] == ("good", "they belong to these records", "")
    assert found["mail"][0] == "good"


def test_before_the_first_start_it_says_so_and_makes_nothing(elsewhere: Place) -> None:
    status, found = asked(elsewhere)
    assert (status, found["folders"][0]) == (0, "note")
    assert list(elsewhere.folder.iterdir()) == []


def test_for_people_each_finding_is_a_line_with_its_remedy_below(home: Place) -> None:
    said = home.run("doctor")
    assert "good  secrets: they belong to these records\n" in said
    assert "\n      nearer backup FILE --of secrets" in said


def test_a_file_that_others_may_read_is_wrong(home: Place) -> None:
    (home.data / "records.sqlite3").chmod(0o644)
    status, found = asked(home)
    level, says, remedy = found["modes"]
    assert (status, level) == (1, "wrong")
    assert "records.sqlite3" in says
    subprocess.run(remedy, shell=True, check=True)  # noqa: S602  the remedy as it is printed
    assert asked(home)[1]["modes"][0] == "good"


def test_secrets_of_another_copy_are_wrong(home: Place) -> None:
    with closing(sqlite3.connect(home.secrets / "secrets.sqlite3")) as secrets, secrets:
        secrets.execute("UPDATE folder_key SET value = zeroblob(16) WHERE name = 'folder'")
    status, found = asked(home)
    assert (status, found["secrets"][0]) == (1, "wrong")


@pytest.mark.parametrize("a_folder_stands", [True, False])
def test_secrets_that_are_gone_are_wrong_and_a_start_is_no_remedy(
    home: Place, a_folder_stands: bool
) -> None:
    lose_the_folder(home)
    if not a_folder_stands:
        home.secrets.rmdir()
    status, found = asked(home)
    level, says, remedy = found["secrets"]
    assert (status, level) == (1, "wrong")
    assert "not there" in says
    assert "NEARER_SECRETS" in remedy
    assert not any("start the copy once" in remedy for _, _, remedy in found.values())
    assert not (home.secrets / "secrets.sqlite3").exists()


def test_records_that_are_gone_are_wrong_while_secrets_stand(home: Place) -> None:
    (home.data / "records.sqlite3").unlink()
    status, found = asked(home)
    level, says, remedy = found["databases"]
    assert (status, level) == (1, "wrong")
    assert "records" in says
    assert "NEARER_DATA" in remedy


def test_secrets_inside_the_records_are_wrong(home: Place) -> None:
    shutil.move(home.secrets, home.data / "secrets")
    status, found = asked(home, NEARER_SECRETS=str(home.data / "secrets"))
    assert (status, found["apart"][0]) == (1, "wrong")


def test_a_damaged_database_is_wrong(home: Place) -> None:
    path = home.data / "records.sqlite3"
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 12] = bytes(4096 * 9)
    path.write_bytes(whole)
    status, found = asked(home)
    assert (status, found["databases"][0]) == (1, "wrong")
    assert "restore" in found["databases"][2]


def test_a_clock_before_what_was_written_is_wrong(home: Place) -> None:
    ahead = time.time() + 86_400
    os.utime(home.data / "records.sqlite3", (ahead, ahead))
    status, found = asked(home)
    assert (status, found["clock"][0]) == (1, "wrong")


def test_a_port_that_another_program_holds_is_wrong(home: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        status, found = asked(home, NEARER_PORT=port)
    assert (status, found["port"][0]) == (1, "wrong")


def test_a_running_copy_is_known_again_and_none_is_taken_for_another(
    home: Place, elsewhere: Place
) -> None:
    command = [sys.executable, "-m", "nearer", "--port", "0"]
    process = subprocess.Popen(
        command, env=home.environment, cwd=home.folder, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    port = process.stdout.readline().strip().rpartition(":")[2]
    try:
        assert asked(home, NEARER_PORT=port)[1]["port"][0] == "good"
        if not home.store:  # only SQLite's one process holds its folder
            level, says, remedy = asked(home)[1]["port"]
            assert (level, "this copy runs" in says, "--port" in remedy) == ("note", True, True)
            status, found = asked(elsewhere, NEARER_PORT=port)
            assert (status, found["port"][0]) == (1, "wrong")
            assert "another copy" in found["port"][1]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()
    assert "nothing answers" in asked(home)[1]["port"][1]


@pytest.mark.parametrize(
    ("settings", "about"),
    [
        ({"NEARER_URL": "https://notes.example.org"}, "operator"),
        ({"NEARER_URL": "https://notes.example.org", "NEARER_SIGN_UP": "open"}, "sign-up"),
    ],
)
def test_a_copy_for_others_names_what_is_still_to_say(
    home: Place, settings: dict[str, str], about: str
) -> None:
    status, found = asked(home, **settings)
    assert (status, found[about][0]) == (0, "note")
    assert about not in asked(home)[1]


def test_other_machines_without_tls_are_wrong(home: Place) -> None:
    status, found = asked(home, NEARER_HOST="192.0.2.1", NEARER_PORT="1")
    assert (status, found["origin"][0]) == (1, "wrong")


def test_the_age_of_backups_is_told(home: Place, tmp_path: Path) -> None:
    assert asked(home)[1]["backups"][0] == "note"
    home.run("backup", str(tmp_path / "records.nearer"))
    home.run("backup", str(tmp_path / "secrets.nearer"), "--of", "secrets")
    assert asked(home)[1]["backups"][0] == "good"
    old = {"records": "2026-01-01T00:00:00Z", "secrets": "2026-01-01T00:00:00Z"}
    (home.data / "backups.json").write_text(json.dumps(old))
    assert "2026-01-01" in asked(home)[1]["backups"][1]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
@pytest.mark.parametrize(("days", "level"), [(90, "good"), (3, "note")])
def test_the_last_day_of_a_certificate_is_told(home: Place, days: int, level: str) -> None:
    certificate, key = str(home.folder / "c.pem"), str(home.folder / "k.pem")
    make: list[Any] = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days"]
    make += [str(days), "-subj", "/CN=notes.example.org", "-keyout", key, "-out", certificate]
    subprocess.run(make, check=True, capture_output=True)
    found = asked(home, NEARER_TLS_CERT=certificate, NEARER_TLS_KEY=key)[1]
    assert found["certificate"][0] == level


def test_a_certificate_without_its_key_is_wrong(home: Place) -> None:
    settings = {"NEARER_TLS_CERT": "none.pem", "NEARER_TLS_KEY": "none.key"}
    status, found = asked(home, **settings)
    assert (status, found["certificate"][0]) == (1, "wrong")


def lose_the_folder(home: Place) -> None:
    """Let the secrets be gone, as with a disk, and a new folder stand in their place."""
    shutil.rmtree(home.secrets)
    home.secrets.mkdir(mode=0o700)


def rows(home: Place, query: str) -> Any:
    with closing(sqlite3.connect(home.data / "records.sqlite3")) as records:
        return records.execute(query).fetchone()


def test_a_new_folder_becomes_the_records_own_once_theirs_is_lost(home: Place) -> None:
    before = rows(home, "SELECT count(*) FROM person, record")
    lose_the_folder(home)
    assert "Nothing was changed" in home.python("-m", "nearer", *ACCEPT, typed="no\n").stdout
    status, found = asked(home)
    assert (status, found["secrets"][0]) == (1, "wrong")
    assert "--accept-folder" in found["secrets"][2]
    said = home.run(*ACCEPT, typed="lost\n")
    assert "Nobody is deleted" in said
    assert "recovery code" in said
    assert asked(home)[1]["secrets"][0] == "good"
    assert rows(home, "SELECT count(*) FROM person, record") == before
    clean_up = (
        "import django; django.setup(); from nearer.vault import sweep;"
        "assert sweep.before_serving()"
    )
    assert home.python("-c", clean_up).returncode == 0
    assert rows(home, "SELECT count(*) FROM person, record") == before


def test_the_records_own_folder_needs_no_acceptance(home: Place) -> None:
    assert "nothing to accept" in home.run(*ACCEPT)
    assert asked(home)[1]["secrets"][0] == "good"
