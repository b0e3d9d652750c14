"""The two locks: whole, hashed, and without the name of any place to fetch from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "http" not in text
    assert "index-url" not in text
    assert "file:" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    packages = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())
    assert len(packages) > 15
    for package in packages:
        assert re.match(r"[a-z0-9.-]+==\S+", package), package
        assert "--hash=sha256:" in package, package


def test_the_app_gets_the_same_versions_as_its_tests() -> None:
    app, dev = (pins(lock) for lock in LOCKS)
    assert app.items() <= dev.items()


def test_every_dependency_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {re.split(r"[\[~>=]", entry)[0].lower() for entry in project["dependencies"]}
    assert named <= pins("requirements.txt").keys()
    assert "psycopg-binary" in pins("requirements.txt")


def pins(lock: str) -> dict[str, str]:
    """Return a lock's versions by package."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))
