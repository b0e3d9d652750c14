"""Rules that every template, sheet and script of the look keeps."""

import gzip
import re
from pathlib import Path

import pytest

import nearer.ui

HOME = Path(nearer.ui.__file__).parent
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
SHEETS = sorted((HOME / "static").rglob("*.css"))
SCRIPTS = sorted((HOME / "static").rglob("*.js"))
FORBIDDEN = [
    r"\sstyle=",
    r"\son\w+=",
    r"<style",
    r"<script(?![^>]*\bsrc=)",
    r"\|\s*safe\b",
    r"autoescape off",
    r"placeholder=",
    r"https?://(?!www\.w3\.org)",
]
NOT_RULES = r"/\*.*?\*/|\(m(?:in|ax)-(?:width|height)[^)]*\)"
PHYSICAL = (
    r"(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:top|right|bottom|left)"
    r"|(?:min-|max-)?(?:width|height)|top|right|bottom|left)\s*:"
)


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def named(path: Path) -> str:
    """A file's name for the report."""
    return path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_opens_with_what_it_takes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    opening = re.sub(r"^\{% extends [^%]+%\}\s*", "", text)
    assert opening.startswith(("{#", "{% comment %}"))
    assert "ake" in opening.split("#}")[0].split("{% endcomment %}")[0] or "Blocks" in opening


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_holds_nothing_that_the_policy_or_escaping_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [rule for rule in FORBIDDEN if re.search(rule, text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_component_sees_only_what_it_is_given(path: Path) -> None:
    includes = re.findall(r"\{% include [^%]*%\}", path.read_text(encoding="utf-8"))
    assert [one for one in includes if not one.endswith(" only %}")] == []


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_a_sheet_uses_logical_properties_and_no_other_file_but_fonts(path: Path) -> None:
    text = re.sub(NOT_RULES, "", path.read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(PHYSICAL, text) == []
    assert "@import" not in text
    assert all(url.startswith("fonts/") for url in re.findall(r'url\("([^"]+)"', text))


def test_files_stay_small() -> None:
    limits = [(TEMPLATES, 70), (SHEETS, 200), (SCRIPTS, 120)]
    assert [path.name for paths, limit in limits for path in paths if lines(path) > limit] == []


def test_all_scripts_together_are_far_below_the_limit() -> None:
    whole = b"".join(path.read_bytes() for path in SCRIPTS)
    assert len(gzip.compress(whole)) < 8_000


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_stores_nothing_and_writes_no_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    forbidden = ("localStorage", "sessionStorage", "indexedDB", "caches", "innerHTML", "eval(")
    assert [word for word in forbidden if word in text] == []


def test_every_font_comes_with_its_licence() -> None:
    fonts = HOME / "static" / "ui" / "fonts"
    families = {path.name.split("-latin")[0] for path in fonts.glob("*.woff2")}
    assert {f"OFL-{family}.txt" for family in families} == {
        path.name for path in fonts.glob("*.txt")
    }
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL-literata.txt").read_text(encoding="utf-8")
