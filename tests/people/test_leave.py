"""Leave never refuses and never waits: not for a lock, not for a database that is broken."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connections

from nearer.people.sessions import leave_cookie
from nearer.vault import sessions, sweep
from nearer.vault.models import DatedSecret, SessionRow
from tests.conftest import Actor

pytestmark = [
    pytest.mark.storage,
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"]),
]
AT_ONCE = 3


@contextmanager
def held(alias: str) -> Iterator[None]:
    """Hold a database's one lock on writing, from a connection of somebody else."""
    connection = connections[alias]
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one lock for all writers")
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name, uri=name.startswith("file:"), timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


@contextmanager
def broken(alias: str) -> Iterator[None]:
    """Let everything that is asked of a database fail."""

    def fails(*_: Any, **__: Any) -> Any:
        raise DatabaseError("disk I/O error")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(connections[alias], "cursor", fails)
        yield


@pytest.mark.parametrize("trouble", [held, broken])
@pytest.mark.parametrize("alias", ["default", "secrets"])
def test_leave_goes_at_once_and_the_session_stays_ended(
    ada: Actor, trouble: Callable[[str], Any], alias: str
) -> None:
    cookie = ada.client.cookies[settings.SESSION_COOKIE_NAME].value
    with trouble(alias):
        began = monotonic()
        page = ada.client.post("/leave")
        assert monotonic() - began < AT_ONCE
        assert (page.status_code, page["Location"]) == (303, settings.NEARER_LEAVE)
        for name in (settings.SESSION_COOKIE_NAME, leave_cookie()):
            assert page.cookies[name]["max-age"] == 0
    assert SessionRow.objects.count() == 1
    assert not sessions.is_known(cookie)
    ada.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert ada.client.get("/today").status_code == 401
    sweep.sweep()
    assert (SessionRow.objects.count(), DatedSecret.objects.count()) == (0, 0)
    assert not sessions._left


@pytest.mark.parametrize("alias", ["default", "secrets"])
def test_a_leave_that_was_lost_holds_up_no_page(ada: Actor, alias: str) -> None:
    ada.client.cookies[leave_cookie()] = "1"
    with held(alias):
        began = monotonic()
        assert ada.client.get("/help").status_code == 200
        assert monotonic() - began < AT_ONCE
    assert ada.client.get("/today").status_code == 401
    sweep.sweep()
    assert not SessionRow.objects.exists()


def test_who_waits_for_a_lock_after_a_leave_waits_as_long_as_ever(ada: Actor) -> None:
    usual = timeouts()
    ada.client.post("/leave")
    assert timeouts() == usual


def timeouts() -> list[int]:
    """Return how long each database's connection waits for a lock."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("asked of SQLite")
    found = []
    for alias in ("default", "secrets"):
        with connections[alias].cursor() as cursor:
            found.append(cursor.execute("PRAGMA busy_timeout").fetchone()[0])
    return found
