"""`./nearer`: what it does to a clone, and what it says where it cannot."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "cmp", "cp", "dirname", "env", "id", "mktemp", "rm")

# Stands for .venv/bin/python: writes down what it is asked, and fails at what a test names.
PYTHON = """#!/bin/sh
echo "$*" >>"{log}"
case "$*" in {fails}) exit 1 ;; esac
exit 0
"""


class Clone:
    """A clone with the real script and a Python that only writes down what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "asked"
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        shutil.copy(ROOT / "nearer", folder / "nearer")
        (folder / "requirements.txt").write_text("django==5.2.19\n")
        (folder / "requirements-dev.txt").write_text("pytest==9.2.0\n")

    def has_venv(self, *, fails: str = "nothing-at-all") -> None:
        """Let there be an environment whose Python fails at some arguments."""
        python = self.folder / ".venv/bin/python"
        python.parent.mkdir(parents=True)
        self.write(python, PYTHON.format(log=self.log, fails=fails))

    def has_python(self, script: str) -> None:
        """Let the system have one Python 3."""
        self.write(self.bin / "python3", script)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the script with nothing else in the path."""
        command = [str(self.folder / "nearer"), *arguments]
        path = {"PATH": str(self.bin)}
        return subprocess.run(command, env=path, capture_output=True, text=True, check=False)

    def asked(self) -> list[str]:
        """Return what Python was asked since the last look."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [line for line in lines if line.strip() not in ("", "-c")]

    def write(self, path: Path, script: str) -> None:
        """Write a command."""
        path.write_text(script)
        path.chmod(0o755)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A fresh clone."""
    return Clone(tmp_path)


def test_a_missing_python_gets_the_remedy(clone: Clone) -> None:
    result = clone.run()
    assert result.returncode == 1
    assert "Python 3.11 or later is needed" in result.stderr
    assert "sudo apt install python3 python3-venv" in result.stderr


def test_an_old_python_gets_the_remedy(clone: Clone) -> None:
    clone.has_python("#!/bin/sh\nexit 1\n")
    result = clone.run()
    assert result.returncode == 1
    assert "Python 3.11 or later is needed" in result.stderr


def test_a_python_without_venv_gets_its_own_package_named(clone: Clone) -> None:
    clone.has_python(
        '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; *print*) echo python3.11-venv ;; esac\n'
    )
    result = clone.run()
    assert result.returncode == 1
    assert "Run: sudo apt install python3.11-venv, then start ./nearer again." in result.stderr


def test_the_lock_is_installed_once_and_again_when_it_changed(clone: Clone) -> None:
    clone.has_venv()
    install = (
        "-m pip install -qq --disable-pip-version-check --no-input "
        f"--require-hashes -r {clone.folder}/requirements.txt"
    )
    assert clone.run("routes", "--json").returncode == 0
    assert clone.asked() == [install, "-m nearer routes --json"]
    clone.run()
    assert clone.asked() == ["-m nearer"]
    (clone.folder / "requirements.txt").write_text("django==5.2.20\n")
    assert "Installing what requirements.txt lists." in clone.run().stderr
    assert clone.asked() == [install, "-m nearer"]


def test_a_set_up_that_broke_off_is_done_again(clone: Clone) -> None:
    clone.has_venv(fails='*"pip install"*')
    for _ in range(2):
        result = clone.run()
        assert result.returncode == 1
        assert "did not install. Check the network" in result.stderr
        assert len(clone.asked()) == 1


def test_tests_get_their_own_lock_and_pass_arguments_on(clone: Clone) -> None:
    clone.has_venv()
    assert clone.run("test", "-n", "2", "tests/vault").returncode == 0
    asked = clone.asked()
    assert "requirements-dev.txt" in asked[0]
    assert asked[1:] == ["-m tests.chromium", "-m pytest -n 2 tests/vault"]


def test_without_a_browser_the_rest_runs_and_the_gap_is_said_loudly(clone: Clone) -> None:
    clone.has_venv(fails="*chromium*")
    result = clone.run("test")
    assert result.returncode == 1
    assert "THE BROWSER TESTS DID NOT RUN" in result.stderr
    assert clone.asked()[1:] == [
        "-m tests.chromium",
        "-m playwright install chromium",
        "-m pytest -m not browser and not journey",
    ]


def test_a_failing_test_fails_the_command(clone: Clone) -> None:
    clone.has_venv(fails='*"-m pytest"*')
    assert clone.run("test").returncode == 1
