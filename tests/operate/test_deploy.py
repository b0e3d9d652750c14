"""The files of `deploy/` agree with the house and with each other."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.operate.copies import ROOT

DEPLOY = ROOT / "deploy"
SCRIPTS = sorted(path for path in DEPLOY.iterdir() if path.stat().st_mode & 0o111)


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read_by_any_shell(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0


def test_they_name_only_settings_that_there_are() -> None:
    settings = (ROOT / "src/nearer/project/environment.py").read_text(encoding="utf-8")
    known = set(re.findall(r'"(NEARER_[A-Z_]+)"', settings))
    texts = [path.read_text(encoding="utf-8") for path in DEPLOY.iterdir()]
    named = {name for text in texts for name in re.findall(r"NEARER_[A-Z_]+", text)}
    assert named - known == set()
    assert {"NEARER_DATA", "NEARER_SECRETS", "NEARER_URL"} <= named


def test_the_unit_and_the_command_for_it_name_the_same_places() -> None:
    places = r"(NEARER_(?:DATA|SECRETS)=\S+)"
    unit, here = (set(re.findall(places, read(name))) for name in ("nearer.service", "nearer-here"))
    assert (
        unit
        == here
        == {
            "NEARER_DATA=/var/lib/nearer/data",
            "NEARER_SECRETS=/var/lib/nearer-secrets",
        }
    )
    assert "StateDirectory=nearer nearer-secrets" in read("nearer.service")
    assert all("/etc/nearer.conf" in read(name) for name in ("nearer.service", "nearer-here"))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_the_unit_is_hardened() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20"]
    done = subprocess.run(
        [*command, str(DEPLOY / "nearer.service")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-300:]


def test_the_settings_are_read_and_never_run(tmp_path: Path) -> None:
    conf = tmp_path / "nearer.conf"
    conf.write_text(
        "# who runs it\n"
        "NEARER_OPERATOR=Ana Becker\n"
        "NEARER_PROXY='10.0.0.1 10.0.0.2'\n"
        'DATABASE_URL="postgres://nearer:p$ss;&touch@db/nearer"\n'
        f"touch {tmp_path}/run\n"
        f"NEARER_X=$(touch {tmp_path}/run)\n"
        "NEARER_LAST=end"
    )
    script = read("nearer-here")
    reading = script[script.index("settings() {") : script.index("\nexport NEARER_DATA")]
    names = ("NEARER_OPERATOR", "NEARER_PROXY", "DATABASE_URL", "NEARER_X", "NEARER_LAST")
    shown = "; ".join(f'printf "%s\\n" "${name}"' for name in names)
    done = subprocess.run(
        ["sh", "-euc", f"{reading}\nsettings <'{conf}'\n{shown}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "Ana Becker",
        "10.0.0.1 10.0.0.2",
        "postgres://nearer:p$ss;&touch@db/nearer",
        f"$(touch {tmp_path}/run)",
        "end",
    ]
    assert not (tmp_path / "run").exists()
