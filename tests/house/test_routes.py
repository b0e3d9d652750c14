"""Every address of the house, from the code itself."""

import json
import re

import pytest
from django.core.checks import run_checks

from nearer.cli import main
from nearer.house.routes import Who, routes
from tests.house.test_laws import TELLING


def test_every_page_says_who_may_use_it() -> None:
    assert run_checks() == []


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.path)
def test_an_address_tells_nothing(route: object) -> None:
    words = re.findall(r"[a-z]+", route.path.lower())  # type: ignore[attr-defined]
    assert not set(words) & set(TELLING)


def test_no_two_pages_share_a_name_or_an_address() -> None:
    found = routes()
    assert len({route.name for route in found}) == len(found)
    assert len({route.path for route in found}) == len(found)


def test_what_derives_a_key_is_posted_and_open() -> None:
    slow = [route for route in routes() if route.declaration.slow]
    assert slow
    assert all("POST" in route.declaration.methods for route in slow)
    assert any(route.declaration.who is Who.ANYONE for route in slow)


def test_the_command_lists_what_the_code_declares(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["routes", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [route["path"] for route in listed] == [route.path for route in routes()]
    says = {"path", "name", "methods", "fields", "who", "slow"}
    assert all(set(route) == says for route in listed)
    assert main(["routes"]) == 0
    assert "/sign-in" in capsys.readouterr().out
