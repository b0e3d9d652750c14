"""The command itself."""

import subprocess
import sys

import pytest

from nearer import __version__
from nearer.cli import COMMANDS, READ_NO_MORE, main


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"nearer {__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)


def test_a_setting_that_cannot_be_used_stops_the_command_with_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEARER_SIGN_UP", "sometimes")
    assert main(["routes"]) == 2
    assert capsys.readouterr().err == (
        "nearer: NEARER_SIGN_UP=sometimes cannot be used: write open, code or closed\n"
    )


def test_an_unknown_command_is_answered_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sing"])
    assert ended.value.code == 2
    assert "serve" in capsys.readouterr().err


def test_whoever_reads_only_the_first_line_sees_no_error() -> None:
    command = [sys.executable, "-m", "nearer", "routes"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == READ_NO_MORE
