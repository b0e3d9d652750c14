"""Help now is there when nothing else is."""

from typing import Any

import pytest
from django.db import connections

from tests.conftest import Actor, OurClient

STILL = ("/help", "/offline", "/manifest.webmanifest", "/sw.js")


class _Gone(Exception):
    """The database is not there."""


def _refuse(*_: Any, **__: Any) -> None:
    raise _Gone


@pytest.mark.parametrize("path", STILL)
def test_help_now_stands_without_a_database(
    ada: Actor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for alias in ("default", "secrets"):
        monkeypatch.setattr(connections[alias], "cursor", _refuse)
    assert ada.client.get(path).status_code == 200
    assert OurClient().get(path).status_code == 200


def test_another_page_does_need_the_database(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections["default"], "cursor", _refuse)
    with pytest.raises(_Gone):
        ada.client.get("/today")


def test_leave_that_was_lost_ends_the_session_at_help_too(ada: Actor) -> None:
    assert ada.client.token
    ada.client.cookies["x8000"] = "1"
    ada.client.get("/help")
    assert not ada.client.token
