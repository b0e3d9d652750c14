"""The host's own file of help lines: used whole, or refused with a word to the host only."""

import logging

import pytest
from django.test import Client

from nearer.safety import lines, pages
from nearer.safety.lines import SHIPPED, shown_lines, the_hosts_file_stands_the_check

OWN = """
schema = 1
[[line]]
country = "IE"
kind = "emergency"
name = "Only this one"
number = "112"
sources = ["https://one.example/", "https://two.example/"]
confidence = "two_sources"
checked_by_person = "2026-11-25 ab dialled"
"""


@pytest.fixture
def own(tmp_path, settings):
    """A host's own file; what was read before is forgotten, before and after."""
    path = tmp_path / "lines.toml"
    settings.NEARER_HELPLINES = path
    forget()
    yield path
    forget()


def forget():
    shown_lines.cache_clear()
    pages._help.cache_clear()


def test_without_a_host_file_the_shipped_one_is_shown(settings):
    settings.NEARER_HELPLINES = None
    forget()
    assert shown_lines() == lines.read(SHIPPED)
    assert the_hosts_file_stands_the_check() == []


def test_a_host_file_replaces_the_shipped_one_as_a_whole(own):
    own.write_text(OWN, encoding="utf-8")
    assert [line.name for line in shown_lines()] == ["Only this one"]
    assert the_hosts_file_stands_the_check() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OWN.replace("two_sources", "one_source"), "entry 1 IE emergency Only this one"),
        (None, "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_broken_host_file_is_refused_and_the_host_is_told(own, caplog, text, says):
    if text is not None:
        own.write_bytes(text if isinstance(text, bytes) else text.encode())
    with caplog.at_level(logging.WARNING):
        assert shown_lines() == lines.read(SHIPPED)
    assert str(own) in caplog.text
    assert says in caplog.text
    (warning,) = the_hosts_file_stands_the_check()
    assert says in warning.msg


def test_whoever_looks_for_help_sees_nothing_of_a_broken_file(db, own):
    before = Client().get("/help").content
    own.write_text("schema = ", encoding="utf-8")
    forget()
    assert Client().get("/help").content == before
