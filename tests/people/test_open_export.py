"""The tool by itself: what it refuses, and that it overwrites nothing."""

import ast
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from nearer.people import sealed_file

TOOL = Path(__file__).parents[2] / "tools" / "open_export.py"
WORD = "umbrella stands in the wet hall"


def run(*arguments: object, word: str = WORD) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(TOOL), *map(str, arguments)]
    return subprocess.run(command, input=word + "\n", text=True, capture_output=True, check=False)


def test_it_imports_nothing_but_the_standard_library_and_pynacl() -> None:
    tree = list(ast.walk(ast.parse(TOOL.read_text())))
    named = [name.name for one in tree if isinstance(one, ast.Import) for name in one.names]
    named += [str(one.module) for one in tree if isinstance(one, ast.ImportFrom)]
    roots = {name.partition(".")[0] for name in named}
    assert roots - set(sys.stdlib_module_names) == {"nacl"}


def test_without_pynacl_it_says_what_to_install(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(TOOL), str(tmp_path)]  # -S: no packages
    told = subprocess.run(command, text=True, capture_output=True, check=False, timeout=60)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(
        "PyNaCl is not installed here. Run `python -m pip install pynacl`"
    )
    assert told.stderr.count("\n") == 1


def test_a_file_that_is_no_copy_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "letter").write_bytes(b"Dear Sam" * 20)
    told = run(tmp_path / "letter")
    assert (told.returncode, told.stdout) == (1, "")
    assert "no copy that Nearer sealed" in told.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    told = run(tmp_path / "gone")
    assert told.returncode == 1
    assert "gone" in told.stderr


@pytest.mark.real_stretch
def test_nothing_is_overwritten(tmp_path: Path) -> None:
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as whole:
        whole.writestr("entries.html", "h")
        whole.writestr("entries.json", "{}")
    (tmp_path / "copy").write_bytes(b"".join(sealed_file.seal(WORD, [inside.getvalue()])))
    assert run(tmp_path / "copy").returncode == 0
    assert (tmp_path / "entries.html").read_text() == "h"
    assert (tmp_path / "entries.html").stat().st_mode & 0o777 == 0o600
    told = run(tmp_path / "copy")
    assert told.returncode == 1
    assert "is there already" in told.stderr
