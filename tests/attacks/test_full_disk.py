"""A disk that is full: pages still read, nothing is said to be saved, and afterwards it goes on."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import time
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from nearer.vault import sessions
from tests.attacks.crash import Served, Writer
from tests.conftest import Actor, OurClient
from tests.operate.browsing import Browser
from tests.operate.copies import Place

WRITES = ("INSERT", "UPDATE", "DELETE")
FAULT = "This page did not open"
pytestmark = pytest.mark.django_db(
    transaction=True, databases=["default", "snapshot", "secrets"]
)  # a statement that fails spoils the transaction of a test


@contextmanager
def full() -> Iterator[None]:
    """Refuse every write in both databases, as SQLite does on a full disk."""

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.lstrip().startswith(WRITES):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with ExitStack() as stack:
        for alias in ("default", "secrets"):
            stack.enter_context(connections[alias].execute_wrapper(refuse))
        yield


@pytest.fixture
def idle(ada: Actor) -> Actor:
    """Ada, who did nothing for two minutes: her next page moves her session's time."""
    ada.client.raise_request_exception = False
    ada.client.send("/note", {"text": "before"})
    session = sessions.open_session(cookie_of(ada), now=int(time()))
    assert session is not None
    session.payload.seen -= 120
    sessions.save(session)
    return ada


def cookie_of(actor: Actor) -> str:
    value: str = actor.client.cookies[settings.SESSION_COOKIE_NAME].value
    return value


@pytest.mark.parametrize("path", ["/today", "/entries", "/you", "/note", "/picture", "/help"])
def test_on_a_full_disk_pages_still_read(idle: Actor, path: str) -> None:
    with full():
        assert idle.client.get(path).status_code == 200


def test_on_a_full_disk_nothing_is_said_to_be_saved_and_afterwards_it_is(idle: Actor) -> None:
    with full():
        refused = idle.client.send("/note", {"text": "meanwhile", "key": "ab" * 16})
        assert (refused.status_code, FAULT in refused.content.decode()) == (500, True)
        assert "What you saved before is safe" in refused.content.decode()
    entries = idle.client.get("/entries").content.decode()
    assert ("before" in entries, "meanwhile" in entries) == (True, False)
    assert idle.client.send("/note", {"text": "meanwhile", "key": "ab" * 16}).status_code == 303
    assert "meanwhile" in idle.client.get("/entries").content.decode()


def test_on_a_full_disk_a_care_level_is_not_said_to_be_remembered(idle: Actor) -> None:
    """The control: only the moved time may be lost, never what somebody said."""
    with full():
        assert idle.client.send("/today", {"quiet": "close"}).status_code == 500


def test_on_a_full_disk_leave_still_leaves(idle: Actor) -> None:
    cookie = cookie_of(idle)
    with full():
        assert idle.client.send("/leave").status_code == 303
        browser = OurClient()
        browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
        assert browser.get("/today").status_code == 401


def test_a_running_copy_that_can_write_no_more_loses_nothing_and_goes_on(home: Place) -> None:
    """No file of the process may grow, as if the disk were full; then there is room again."""
    if home.store:
        pytest.skip("the disk of PostgreSQL is its own")
    with Served(home) as served:
        ada = Writer(Browser("localhost", served.port), 1)
        ada.sign_in("ada")
        assert _writes(ada, "01" * 16) == 303
        resource.prlimit(served.server, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        statuses = [_writes(ada, f"{number:032x}") for number in range(3)]
        assert statuses == [500] * 3
        assert ada.browser.asks("/entries")[0].status == 200
        anything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(served.server, resource.RLIMIT_FSIZE, anything)
        assert [_writes(ada, f"{number:032x}") for number in range(3)] == [303] * 3
    texts = [entry["record"].get("text") for entry in home.contents()["ada"]["me"]]
    assert sorted(str(text) for text in texts if str(text).startswith("key ")) == sorted(
        f"key {key}" for key in ("01" * 16, *(f"{number:032x}" for number in range(3)))
    )


def _writes(ada: Writer, key: str) -> int:
    told = {"token": ada.token, "key": key, "text": f"key {key}"}
    answer, _ = ada.browser.asks("/note", told)
    return answer.status
