"""After a restore: the day is said, and nothing flows before its person has looked it over."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nearer.people import copies
from nearer.people.records import Introduced, KnownAs
from nearer.vault import ending, envelopes, leaving, write
from nearer.vault.errors import NotLookedOver
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


def came_back(path: Path, actor: Actor) -> None:
    """Let the couple's space be one of those that came back."""
    us = actor.visit.us
    assert us is not None
    found = msgspec.json.decode(path.read_bytes(), type=Restored)
    held = msgspec.structs.replace(found, spaces=frozenset({us.id.hex()}))
    path.write_bytes(msgspec.json.encode(held))


def seals(*actors: Actor) -> None:
    """Let each answer a question and seal it, as before the restore."""
    for actor in actors:
        us = actor.visit.us
        assert us is not None
        said = KnownAs(space="", called=actor.name, **actor.visit.stamp())
        envelopes.put_in(actor.visit, "signs", said)


def tells(actor: Actor) -> None:
    us = actor.visit.us
    assert us is not None
    write.card(actor.visit, us, Introduced(called=f"{actor.name} anew", **actor.visit.stamp()))


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


def test_nothing_of_mine_goes_on_before_i_have_confirmed(
    copy: Path, ada: Actor, ben: Actor
) -> None:
    held = ada.client.send("/envelope", {"do": "put"})
    assert held.status_code == 409
    assert "look at who can see what" in held.content.decode()
    assert 'name="tell"' not in text(ada, "/settings")
    confirms(ada)
    assert "Confirmed." in text(ada, "/you")


def test_nothing_flows_between_two_before_both_have_confirmed(
    copy: Path, ada: Actor, ben: Actor
) -> None:
    seals(ada, ben)
    came_back(copy, ada)
    confirms(ada)
    held = ada.client.send("/envelope", {"do": "ready"})
    assert held.status_code == 409
    assert "Until the other has, too" in held.content.decode()
    with pytest.raises(NotLookedOver):
        seals(ada)
    assert "the other has not yet" in text(ada, "/you")
    assert 'name="tell"' not in text(ada, "/settings")
    with pytest.raises(NotLookedOver):
        tells(ada)
    confirms(ben)
    assert 'name="tell"' in text(ada, "/settings")
    assert "the other has not yet" not in text(ada, "/you") + text(ben, "/you")
    for actor in (ada, ben):
        assert actor.client.send("/envelope", {"do": "ready"}).status_code == 303
        tells(actor)


def test_what_is_ones_own_and_what_takes_away_never_waits_for_the_other(
    copy: Path, ada: Actor, ben: Actor
) -> None:
    seals(ada, ben)
    came_back(copy, ada)
    confirms(ada)
    assert ada.client.send("/note", {"text": "a long day"}).status_code == 303
    envelopes.set_not_ready(ada.visit, "signs")
    envelopes.take_back(ada.visit, "signs")
    assert not envelopes.mine(ada.visit, "signs").answered
    assert ada.client.send("/you/rest", {"how": "open"}).status_code == 303


def test_who_rests_and_confirms_lets_the_other_go_on(copy: Path, ada: Actor, ben: Actor) -> None:
    """Whether somebody rests must not show, so their look counts as anybody's."""
    came_back(copy, ada)
    leaving.rest(ben.visit)
    for actor in (ada, ben):
        confirms(actor)
    tells(ada)


def test_a_space_that_opened_after_the_restore_has_nothing_to_look_over(
    copy: Path, ada: Actor, ben: Actor
) -> None:
    confirms(ada)
    tells(ada)


def test_the_confirmation_is_no_entry_of_anybodys_list(copy: Path, ada: Actor, ben: Actor) -> None:
    before = text(ben, "/entries").count("<article")
    came_back(copy, ada)
    confirms(ada)
    assert text(ben, "/entries").count("<article") == before


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
