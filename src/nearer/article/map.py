"""The map of the house: each sentence of the article with its room, page, module and test.

`python -m nearer.article.map` prints it; docs/map.md is that output, a test fails when it is stale.
"""

import sys

from nearer.article.elements import Element, Group, groups

_OPENING = """\
# The map

Each sentence of the article, and where it lives in this house. Written by
`python -m nearer.article.map` from `src/nearer/article/elements.toml`; a test fails when a page,
module or test named here is gone. What is not built yet says so, and where it will come.
"""


def as_markdown() -> str:
    """Return docs/map.md."""
    return "\n".join([_OPENING, *(_section(group) for group in groups())])


def _section(group: Group) -> str:
    head = (
        "| id | The article says | Room | Page | Module | Test | Still to come |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    rows = "".join(_row(element) for element in group.element)
    return f"## {group.heading}\n\n{head}{rows}"


def _row(element: Element) -> str:
    cells = (
        element.id,
        element.says,
        element.room,
        _code(element.route),
        _code(element.module),
        _code(element.test),
        _plan(element),
    )
    return f"| {' | '.join(cells)} |\n"


def _plan(element: Element) -> str:
    if element.stands:
        return element.later
    return f"Not built yet: {element.later}"


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(as_markdown())
