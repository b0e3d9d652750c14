"""What an earlier version stored, this one opens, and every word of it is the same."""

import json
from pathlib import Path

import pytest

from tests.operate.copies import ROOT, Place, place

RELEASES = sorted(path.parent for path in (ROOT / "tests/releases").glob("*/contents.json"))


def test_there_is_a_folder_of_each_release() -> None:
    assert "0.1.0" in {folder.name for folder in RELEASES}


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_a_folder_of_a_release_opens_with_its_contents(release: Path, tmp_path: Path) -> None:
    copy = unpacked(release, tmp_path)
    assert copy.python("-m", "tests.operate.later.start", "nearer.project.settings").returncode == 0
    kept = json.loads((release / "contents.json").read_text(encoding="utf-8"))
    assert copy.contents(release / "people.json") == kept


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_its_recovery_codes_still_open(release: Path, tmp_path: Path) -> None:
    copy = unpacked(release, tmp_path)
    codes = json.loads((release / "people.json").read_text(encoding="utf-8"))["recovery codes"]
    ask = (
        "import sys, django; django.setup();"
        "from nearer.vault.accounts import unlock_by_code as u;"
        "sys.exit(not all(u(code) for code in sys.argv[1:]))"
    )
    assert copy.python("-m", "tests.operate.later.start", "nearer.project.settings").returncode == 0
    assert copy.python("-c", ask, *codes.values()).returncode == 0


def unpacked(release: Path, folder: Path) -> Place:
    copy = place(folder / "copy")
    copy.store = {}
    for path in release.glob("*/*.sqlite3"):
        target = copy.folder / path.relative_to(release)
        target.parent.mkdir(mode=0o700)
        target.write_bytes(path.read_bytes())
    return copy
