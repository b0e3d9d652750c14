"""After a restore: the day is said, and nothing flows before its person has looked it over."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nearer.people import copies
from nearer.vault import ending
from nearer.vault.restored import Restored
from tests.conftest import Actor


@pytest.fixture
def copy(tmp_path: Path, settings: Any) -> Path:
    """Let these records be a copy of the 3rd of May."""
    path = tmp_path / "restored.json"
    settings.NEARER_RESTORED = path
    restored(path, "first")
    return path


def restored(path: Path, id: str) -> None:
    of = datetime(2026, 5, 3, 21, tzinfo=UTC)
    path.write_bytes(msgspec.json.encode(Restored(id=id, of=of, at=of)))


def text(actor: Actor, path: str) -> str:
    shown = actor.client.get(path)
    assert shown.status_code == 200
    return shown.content.decode()


def confirms(actor: Actor) -> None:
    answered = actor.client.send("/first", {"do": "copy"})
    assert (answered.status_code, answered["Location"]) == (303, "/you")


def test_each_visit_begins_with_the_day_of_the_copy(copy: Path, ada: Actor) -> None:
    assert ada.client.get("/today")["Location"] == "/first"
    assert "This is a copy of Sunday, 3 May 2026" in text(ada, "/first")
    ada.client.send("/first", {"do": "on"})
    assert ada.client.get("/today").status_code == 200
    assert "It is right as it stands" in text(ada, "/you")


def test_nothing_is_said_of_records_that_were_never_restored(ada: Actor) -> None:
    assert ada.client.get("/today").status_code == 200
    assert ada.client.get("/first")["Location"] == "/today"
    assert "copy of" not in text(ada, "/you")


def test_nothing_flows_before_who_can_see_what_is_confirmed(
    copy: Path, ada: Actor, ben: Actor
) -> None:
    held = ada.client.send("/envelope", {"do": "put"})
    assert held.status_code == 409
    assert "copy of an earlier day" in held.content.decode()
    assert 'name="tell"' not in text(ada, "/settings")
    confirms(ada)
    assert "Confirmed." in text(ada, "/you")
    assert ada.client.send("/envelope", {"do": "put"}).status_code != 409
    assert 'name="tell"' in text(ada, "/settings")


def test_stops_and_safety_never_wait(copy: Path, ada: Actor, ben: Actor) -> None:
    for path, fields in (("/you", {"stop": "x"}), ("/you/rest", {"how": "open"})):
        assert ada.client.send(path, fields).status_code == 303


def test_one_confirms_for_oneself_alone_and_anew_after_the_next_restore(
    copy: Path, ada: Actor, ben: Actor
) -> None:
    confirms(ada)
    confirms(ada)
    assert copies.unconfirmed(ada.visit) is None
    assert copies.unconfirmed(ben.visit) is not None
    restored(copy, "second")
    assert copies.unconfirmed(ada.visit) is not None


def test_who_is_alone_writes_on(copy: Path, cleo: Actor) -> None:
    assert not copies.holds_back(cleo.visit)


def test_a_deletion_is_told_in_its_persons_own_time(ada: Actor) -> None:
    due = datetime.fromtimestamp(ending.ask(ada.visit), UTC)
    hour = f"{due.astimezone(ada.visit.zone):%H:%M}"
    assert hour != f"{due:%H:%M}"
    for path in ("/first", "/settings/end"):
        assert f"at {hour}" in text(ada, path)
