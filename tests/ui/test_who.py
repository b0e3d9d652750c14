"""A name stands alone in its isolation, whatever its direction; our words stay outside."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

import nearer

TEMPLATES = Path(nearer.__file__).parent.rglob("templates/**/*.html")
INCLUDE = re.compile(r'\{% include "ui/who\.html" with ([^%]*) only %\}')
USES = [(path, use) for path in TEMPLATES for use in INCLUDE.findall(path.read_text("utf-8"))]


def who(**given: object) -> str:
    html = render_to_string("ui/who.html", {"side": "a", **given})
    return re.sub(r"<span class=\"mark[^>]*></span>|</?span[^>]*>", "", html).strip()


def test_the_name_alone_is_isolated_from_the_rest_of_its_sentence() -> None:
    assert who(name="Ada", says="says rarely") == "<bdi>Ada</bdi> says rarely"
    assert who(name="עדה", says="says rarely") == "<bdi>עדה</bdi> says rarely"


def test_a_name_without_a_sentence_and_a_sentence_without_a_name() -> None:
    assert who(name="Ada") == "<bdi>Ada</bdi>"
    assert who(says="reaches me rarely") == "reaches me rarely"


def test_a_name_cannot_bring_markup_along() -> None:
    assert who(name="<b>Ada") == "<bdi>&lt;b&gt;Ada</bdi>"


@pytest.mark.parametrize(("path", "use"), USES, ids=[f"{p.name}-{u[:40]}" for p, u in USES])
def test_everybody_who_shows_a_person_gives_a_name_alone(path: Path, use: str) -> None:
    name = re.search(r"\bname=(\S+)", use)
    assert name is None or re.fullmatch(r'[\w.]+\.called|"(Ada|Ben)"', name[1]), path
    assert name or "says=" in use
