"""docs/map.md tells the truth: what it names exists, and it is the newest map."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from django.urls import get_resolver

from nearer.article.elements import Element, elements
from nearer.article.map import as_markdown

_ROOT = Path(__file__).parents[2]
_STANDING = [element for element in elements() if element.stands]


def test_docs_map_is_the_newest_map() -> None:
    written = (_ROOT / "docs" / "map.md").read_text()
    assert written == as_markdown(), "run: python -m nearer.article.map > docs/map.md"


@pytest.mark.parametrize("element", _STANDING, ids=lambda element: element.id)
def test_what_the_map_names_is_there(element: Element) -> None:
    assert find_spec(element.module), f"{element.id}: no module {element.module}"
    assert (_ROOT / element.test).is_file(), f"{element.id}: no test {element.test}"


@pytest.mark.parametrize(
    "element", [element for element in _STANDING if element.route], ids=lambda element: element.id
)
def test_the_page_that_the_map_names_has_an_address(element: Element) -> None:
    assert element.route in _route_names(), f"{element.id}: no page {element.route}"


def test_what_is_not_built_yet_says_so_on_the_map() -> None:
    waiting = [element for element in elements() if not element.stands]
    assert waiting
    for element in waiting:
        row = next(
            line for line in as_markdown().splitlines() if line.startswith(f"| {element.id} |")
        )
        assert "Not built yet" in row


def _route_names() -> set[str]:
    return {
        f"{space}:{name}"
        for space, (_, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }
