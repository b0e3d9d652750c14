"""The house explains itself, and what it says is still so."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from nearer import __version__
from nearer.cli import COMMANDS

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "nearer"
PARTS = sorted(
    folder
    for folder in chain(HOUSE.iterdir(), (HOUSE / "rooms").iterdir())
    if (folder / "__init__.py").exists() and folder.name != "rooms"
)
DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *HOUSE.rglob("README.md")])
SETTINGS = r"\b(?:NEARER_[A-Z_]+|DATABASE_URL)\b"
# The script's own, beside the commands of the program.
SCRIPT = {"test", "check"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_walk_finds_parts_and_docs() -> None:
    assert {"vault", "people", "journey", "awareness"} <= {part.name for part in PARTS}
    assert len(DOCS) > 15


@pytest.mark.parametrize("part", PARTS, ids=name)
def test_every_part_says_in_a_few_lines_what_it_is(part: Path) -> None:
    text = read(part / "README.md")
    assert text.startswith("# ")
    assert 3 <= len(text.splitlines()) <= 60


@pytest.mark.parametrize("part", PARTS, ids=name)
def test_a_part_names_only_modules_that_it_has(part: Path) -> None:
    named = re.findall(r"`([a-z_]+\.py)`", read(part / "README.md"))
    assert [module for module in named if not any(part.rglob(module))] == []


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(page))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    known = SCRIPT | COMMANDS.keys()
    named = re.findall(r"(?m)(?:^|`)\s*(?:\./)?nearer ([a-z]+)\b", read(page))
    assert [word for word in named if word not in known] == []


def test_the_readme_shows_a_demo_then_starts_the_house() -> None:
    block = re.search(r"```sh\n(.+?)```", read("README.md"), re.DOTALL)
    assert block is not None
    commands = [line.partition("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["./nearer demo", "./nearer", "./nearer test"]
    assert (ROOT / "nearer").stat().st_mode & 0o111


def test_the_settings_page_knows_every_setting_and_no_other() -> None:
    read_at_start = set(re.findall(SETTINGS, read("src/nearer/project/environment.py")))
    explained = set(re.findall(r"(?m)^\| `([A-Z_]+)`", read("docs/reference-settings.md")))
    assert explained == read_at_start


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_no_page_names_a_setting_that_there_is_not(page: Path) -> None:
    known = set(re.findall(SETTINGS, read("src/nearer/project/environment.py")))
    known |= set(re.findall(SETTINGS, read("src/nearer/project/settings.py")))
    assert set(re.findall(SETTINGS, read(page))) <= known


def test_the_shelves_hold_every_page_of_the_docs() -> None:
    shelves = read("docs/README.md")
    pages = [path for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"]
    assert [path.name for path in pages if f"]({path.name})" not in shelves] == []


def test_the_drawing_of_the_layers_is_that_of_the_laws() -> None:
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"][0]
    standing = [layer for layer in contract["layers"] if (HOUSE / layer.partition(" ")[0]).is_dir()]
    drawing = read("docs/architecture.md")
    places = [re.search(rf"(?m)^{re.escape(layer)} ", drawing) for layer in standing]
    assert all(places)
    starts = [place.start() for place in places if place]
    assert starts == sorted(starts)


def test_a_decision_is_one_page_and_says_what_it_costs() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        assert len(read(path).splitlines()) <= 30
        assert "cost" in read(path).lower()


def test_the_changelog_knows_this_version() -> None:
    assert __version__ in read("CHANGELOG.md")
