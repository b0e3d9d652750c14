"""Rules that no tool knows, walked over every file."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "nearer"
TEMPLATES = sorted(HOUSE.rglob("*.html"))
SOURCES = sorted(HOUSE.rglob("*.py"))
SCRIPTS = sorted(path for path in HOUSE.rglob("*.js") if ".min." not in path.name)
SHEETS = sorted(HOUSE.rglob("*.css"))

# Files of a room that have a part to play other than thinking (wording, msgids: words for people).
ROLES = {"__init__", "records", "acts", "offers", "views", "forms", "urls", "live", "apps"}
ROLES |= {"wording", "msgids"}

# Words that must not stand in an address, a title or the manifest.
TELLING = ("abuse", "safety", "neglect", "partner", "couple", "private", "quit")


def read(paths: list[Path], pattern: str) -> list[str]:
    """Return where a pattern stands, as file and text."""
    found = [(path, re.search(pattern, path.read_text(encoding="utf-8"))) for path in paths]
    return [f"{path.relative_to(ROOT)}: {match[0]}" for path, match in found if match]


def test_the_walk_finds_the_house() -> None:
    assert len(TEMPLATES) > 20
    assert len(SOURCES) > 60


@pytest.mark.parametrize(
    "pattern",
    [
        r"\|\s*safe\b",
        r"autoescape\s+off",
        r"<script(?![^>]*\bsrc=)",
        r"<style\b",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=\s*[\"']",
        r"javascript:",
        r"hx-on",
    ],
)
def test_no_template_holds_script_style_or_unescaped_text(pattern: str) -> None:
    assert read(TEMPLATES, pattern) == []


def test_nothing_is_marked_as_safe_markup() -> None:
    assert read(SOURCES, r"\bmark_safe\b|\bSafeString\(|html_safe\b") == []


@pytest.mark.parametrize(
    "pattern", [r"\binnerHTML\b", r"\bouterHTML\s*=", r"\beval\(", r"\blocalStorage\b",
                r"\bsessionStorage\b", r"\bindexedDB\b", r"insertAdjacentHTML"]
)  # fmt: skip
def test_no_script_builds_markup_or_keeps_anything(pattern: str) -> None:
    assert read(SCRIPTS, pattern) == []


def test_style_sheets_know_start_and_end_not_left_and_right() -> None:
    physical = r"\b(?:margin|padding|border)-(?:left|right)\b|^\s*(?:left|right)\s*:"
    assert read(SHEETS, rf"(?m){physical}") == []


def test_every_private_form_keeps_its_words_off_the_disk() -> None:
    posting = [path for path in TEMPLATES if re.search(r"<form[^>]*method=\"post\"", text(path))]
    assert posting
    bare = [
        path.relative_to(ROOT)
        for path in posting
        for form in re.findall(r"<form[^>]*method=\"post\"[^>]*>", text(path))
        if 'autocomplete="off"' not in form and "/leave" not in form and "people:leave" not in form
    ]
    assert bare == []


def test_no_page_lists_another_host() -> None:
    asked = r"(?:src|href|action)=\"https?://"
    assert read([path for path in TEMPLATES if path.parent.name != "safety"], asked) == []


def test_modules_are_short_and_none_is_long() -> None:
    # Texts marked for translation are a list that a program writes.
    read = [path for path in SOURCES if path.name != "msgids.py" or "content" not in path.parts]
    modules = [path for path in read if "migrations" not in path.parts]
    lengths = sorted((len(text(path).splitlines()), path.name) for path in modules)
    assert lengths[len(lengths) // 2] < (120,)
    assert lengths[len(lengths) * 9 // 10] < (300,)
    assert lengths[-1] < (400,)


def test_no_module_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "common", "misc", "base"}
    assert [path for path in SOURCES if path.stem in drawers] == []


def test_the_law_names_every_file_of_thinking() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    named = {
        module
        for contract in contracts["contracts"]
        for module in contract.get("source_modules", ())
        if module.startswith("nearer.rooms.") and "*" not in module
    }
    thinking = {
        f"nearer.rooms.{path.parent.name}.{path.stem}"
        for path in (HOUSE / "rooms").glob("*/*.py")
        if path.stem not in ROLES
    }
    assert named == thinking


def test_every_part_explains_itself() -> None:
    parts = [path for path in HOUSE.iterdir() if (path / "__init__.py").exists()]
    silent = [path.name for path in parts if not (path / "README.md").exists()]
    assert silent == []


def text(path: Path) -> str:
    """Return a file's text."""
    return path.read_text(encoding="utf-8")
