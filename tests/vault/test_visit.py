"""A visit: one signed-in request, with what its person may use."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from nearer.vault import sessions, visit, write
from nearer.vault.keys import Settings, seal_keyring
from nearer.vault.models import KeyringRow
from nearer.vault.seal import fresh_key
from tests.conftest import Actor

pytestmark = [pytest.mark.storage, pytest.mark.usefixtures("db")]


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        ("2026-11-30T23:30Z", "Europe/Berlin", date(2026, 12, 1)),
        ("2026-11-30T23:30Z", "America/New_York", date(2026, 11, 30)),
        ("2026-11-30T10:30Z", "Pacific/Kiritimati", date(2026, 12, 1)),
        # The nights on which the clocks change in Berlin.
        ("2026-03-28T22:59Z", "Europe/Berlin", date(2026, 3, 28)),
        ("2026-03-28T23:00Z", "Europe/Berlin", date(2026, 3, 29)),
        ("2026-03-29T22:00Z", "Europe/Berlin", date(2026, 3, 30)),
        ("2026-10-24T22:00Z", "Europe/Berlin", date(2026, 10, 25)),
        ("2026-10-25T22:59Z", "Europe/Berlin", date(2026, 10, 25)),
        ("2026-10-25T23:00Z", "Europe/Berlin", date(2026, 10, 26)),
    ],
)
def test_a_day_is_the_writers_own(ada: Actor, now: str, zone: str, day: date) -> None:
    write.change_keyring(
        ada.visit, lambda ring: msgspec.structs.replace(ring, settings=Settings(zone=zone))
    )
    here = replace(ada.visit, now=datetime.fromisoformat(now))
    assert here.stamp() == {"at": here.now, "zone": zone, "day": day}
    assert here.today == day


def test_alone_one_has_no_us(cleo: Actor) -> None:
    here = cleo.visit
    assert (here.us, here.partner, here.side) == (None, None, "a")


def test_two_have_one_us_and_two_sides(ada: Actor, ben: Actor) -> None:
    assert ada.visit.us is not None
    assert ben.visit.us is not None
    assert ada.visit.us.id == ben.visit.us.id
    assert {ada.visit.side, ben.visit.side} == {"a", "b"}
    assert ada.visit.partner is not None
    assert ada.visit.partner.called == "Ben"


def test_care_is_the_higher_of_the_remembered_and_this_sessions(ada: Actor) -> None:
    here = ada.visit
    assert here.session is not None
    assert here.care is None
    write.change_keyring(here, lambda ring: msgspec.structs.replace(ring, care=1))
    assert here.care == 1
    here.session.payload.care = 3
    assert here.care == 3


def test_what_is_held_goes_with_the_session(ada: Actor) -> None:
    here = ada.visit
    assert here.session is not None
    here.held["step"] = 3
    sessions.save(here.session)
    assert ada.visit.held == {"step": 3}
    assert here.token == ada.client.token != ""


def test_without_a_session_there_is_nothing_to_hold(ada: Actor) -> None:
    bare = replace(ada.visit, session=None)
    assert (bare.held, bare.token, bare.care) == ({}, "", None)


def test_a_session_whose_keyring_is_gone_or_moved_begins_no_visit(ada: Actor) -> None:
    here = ada.visit
    assert here.session is not None
    assert visit.begin(here.session) is not None
    KeyringRow.objects.update(blob=seal_keyring(fresh_key(), here.keyring))
    assert visit.begin(here.session) is None
    KeyringRow.objects.all().delete()
    assert visit.begin(here.session) is None


def test_a_visit_shows_nothing_of_itself(ada: Actor) -> None:
    here = replace(ada.visit, now=datetime(2026, 11, 25, tzinfo=UTC))
    shown = repr(here) + repr(here.session) + repr(here.me)
    assert here.session is not None
    shown += repr(here.session.payload)
    for secret in (here.master, here.person, here.me.keys.index, here.session.cookie):
        assert repr(secret)[2:-1] not in shown
    assert here.token not in shown
