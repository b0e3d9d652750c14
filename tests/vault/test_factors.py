"""The second factor: it waits behind the passphrase, counts tries, and takes no code twice."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.apps import apps

from nearer.vault import factors, sessions, sweep
from nearer.vault import visit as visits
from nearer.vault.keys import KEYRING_BYTES, Passkey
from nearer.vault.models import DatedSecret, InSecrets, KeyringRow, SessionRow
from nearer.vault.seal import OVERHEAD
from tests.conftest import Actor

pytestmark = [pytest.mark.storage, pytest.mark.usefixtures("db")]
SECRET = b"s" * 20


def passkey(visit: visits.Visit, id: bytes = b"i" * 32, count: int = 0) -> Passkey:
    return Passkey(id=id, data=b"d" * 160, kind="phone", since=visit.today, count=count)


def waiting(ada: Actor) -> tuple[str, sessions.Session]:
    now = int(ada.visit.now.timestamp())
    return sessions.start(ada.person, ada.master, minutes=15, now=now, waits=True)


def test_whoever_sets_none_has_none(ada: Actor) -> None:
    assert not factors.are_set(ada.visit.keyring)


def test_an_authenticators_code_counts_once(ada: Actor) -> None:
    factors.set_totp(ada.visit, SECRET, step=100)
    assert factors.are_set(ada.visit.keyring)
    late = ada.visit
    assert [factors.use_step(ada.visit, step) for step in (99, 100, 101, 101)] == [
        False,
        False,
        True,
        False,
    ]
    assert not factors.use_step(late, 101)
    factors.remove_totp(ada.visit)
    assert not factors.use_step(ada.visit, 102)


def test_a_passkey_that_counts_back_is_a_copy(ada: Actor) -> None:
    factors.add_passkey(ada.visit, passkey(ada.visit, count=5))
    used = [factors.use_passkey(ada.visit, b"i" * 32, count=count) for count in (5, 6, 4, 0, 7)]
    assert used == [False, True, False, False, True]
    assert not factors.use_passkey(ada.visit, b"unknown", count=8)


def test_a_passkey_that_does_not_count_is_used_again(ada: Actor) -> None:
    factors.add_passkey(ada.visit, passkey(ada.visit))
    assert [factors.use_passkey(ada.visit, b"i" * 32, count=0) for _ in range(2)] == [True, True]


def test_passkeys_are_added_and_removed_one_by_one(ada: Actor) -> None:
    for number in range(5):
        factors.add_passkey(ada.visit, passkey(ada.visit, bytes([number]) * 32))
    factors.add_passkey(ada.visit, passkey(ada.visit, bytes([4]) * 32))
    assert [one.id[0] for one in ada.visit.keyring.passkeys] == [1, 2, 3, 4]
    factors.remove_passkey(ada.visit, bytes([2]) * 32)
    assert [one.id[0] for one in ada.visit.keyring.passkeys] == [1, 3, 4]


def test_a_recovery_removes_them_all(ada: Actor) -> None:
    factors.set_totp(ada.visit, SECRET, step=1)
    factors.add_passkey(ada.visit, passkey(ada.visit))
    factors.remove_all(ada.visit)
    assert not factors.are_set(ada.visit.keyring)


def test_nothing_of_them_shows_nor_makes_the_keyring_longer(ada: Actor, ben: Actor) -> None:
    for number in range(4):
        factors.add_passkey(ada.visit, passkey(ada.visit, bytes([number]) * 64))
    factors.set_totp(ada.visit, SECRET, step=1)
    assert "sss" not in repr(ada.visit.keyring.totp)
    sizes = {len(bytes(row.blob)) for row in KeyringRow.objects.all()}
    assert sizes == {OVERHEAD + KEYRING_BYTES}


def test_a_session_that_waits_is_nobodys_visit(ada: Actor) -> None:
    cookie, session = waiting(ada)
    assert visits.begin(session) is None
    seen = visits.begin(session, waiting=True)
    assert seen is not None
    assert ada.visit.session is not None
    assert visits.begin(ada.visit.session, waiting=True) is None
    whole = sessions.no_longer_waits(session)
    assert whole is not None
    assert visits.begin(whole[1]) is not None
    now = int(ada.visit.now.timestamp())
    assert sessions.open_session(cookie, now=now) is None
    opened = sessions.open_session(whole[0], now=now)
    assert opened is not None
    assert visits.begin(opened) is not None


def test_the_sixth_wrong_code_ends_the_session(ada: Actor) -> None:
    cookie, session = waiting(ada)
    before = SessionRow.objects.count()
    assert [factors.count_try(session) for _ in range(6)] == [True] * 5 + [False]
    assert sessions.open_session(cookie, now=int(ada.visit.now.timestamp())) is None
    assert SessionRow.objects.count() == before - 1
    assert sessions.no_longer_waits(session) is None


def tomorrow(actor: Actor) -> visits.Visit:
    visit = actor.visit
    visit.now = datetime.combine(visit.now.date() + timedelta(days=1), time(0, 1), UTC)
    return visit


def test_wrong_digits_are_counted_by_person_and_day(ada: Actor, cleo: Actor) -> None:
    tried = [factors.count_digits(ada.visit) for _ in range(factors.TRIES_A_DAY + 2)]
    assert tried == [True] * factors.TRIES_A_DAY + [False] * 2
    again = factors.digits_again(ada.visit)
    assert again is not None
    assert again.astimezone(UTC).time() == time(0, 0)
    assert str(again.tzinfo) == "Europe/Berlin"
    assert factors.digits_again(cleo.visit) is None
    assert factors.count_digits(cleo.visit)
    assert factors.digits_again(tomorrow(ada)) is None
    assert factors.count_digits(tomorrow(ada))


def test_right_digits_count_nothing(ada: Actor) -> None:
    for _ in range(3 * factors.TRIES_A_DAY):
        assert factors.count_digits(ada.visit)
        factors.give_back_digits(ada.visit)
    assert factors.digits_again(ada.visit) is None


def test_a_day_of_tries_is_gone_when_it_is_over_and_the_records_hold_none(ada: Actor) -> None:
    sweep.before_serving()
    before = {model: list(model.objects.values()) for model in in_records()}
    factors.count_digits(ada.visit)
    assert {model: list(model.objects.values()) for model in in_records()} == before
    row = DatedSecret.objects.get(kind="digits")
    assert ada.person not in bytes(row.id) + bytes(row.guard)
    sweep.sweep()
    assert DatedSecret.objects.filter(kind="digits").count() == 1, "the count was cleaned away"
    sweep.sweep(tomorrow(ada).now)
    assert DatedSecret.objects.filter(kind="digits").count() == 0


def in_records() -> list[Any]:
    return [model for model in apps.get_models() if not issubclass(model, InSecrets)]
