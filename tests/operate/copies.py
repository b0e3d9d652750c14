"""Copies of Nearer in folders of a test, and the command run on them as processes of their own."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.stores import own_store

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "tests" / "releases" / "0.1.0"
PEOPLE = RELEASE / "people.json"


@dataclass
class Place:
    """Two folders of one copy. store: the settings of its database, where that is PostgreSQL."""

    folder: Path
    store: dict[str, str] = field(default_factory=own_store)

    @property
    def data(self) -> Path:
        """The folder of the records."""
        return self.folder / "data"

    @property
    def secrets(self) -> Path:
        """The folder of the secrets."""
        return self.folder / "secrets"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work on this copy."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return kept | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "NEARER_DATA": str(self.data),
            "NEARER_SECRETS": str(self.secrets),
            "DJANGO_SETTINGS_MODULE": "nearer.project.settings",
            **self.store,
        }

    def run(self, *words: str, fails: bool = False, typed: str = "") -> str:
        """Run the command; return what it said, on standard error if it is to fail."""
        done = self.python("-m", "nearer", *words, typed=typed)
        assert bool(done.returncode) is fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def python(self, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """Run Python over this copy."""
        return subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def contents(self, people: Path = PEOPLE) -> Any:
        """Return all that its people can read."""
        done = self.python("-m", "tests.operate.contents", str(people))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def fill(self) -> "Place":
        """Let Ada and Ben live here, as they did when the release was made."""
        if self.store:
            done = self.python(str(ROOT / "tools" / "make_release_folder.py"), "--fill")
            assert done.returncode == 0, done.stderr
        else:
            shutil.copytree(RELEASE, self.folder, dirs_exist_ok=True)
            for folder in (self.data, self.secrets):
                folder.chmod(0o700)
                for path in folder.iterdir():
                    path.chmod(0o600)
            # The release may be of an earlier shape than this version's.
            done = self.python("-m", "tests.operate.later.start", "nearer.project.settings")
            assert done.returncode == 0, done.stderr
        return self


def place(folder: Path) -> Place:
    """Return a place for a copy, empty."""
    folder.mkdir(parents=True, exist_ok=True)
    return Place(folder)
