"""Sessions: sealed under the cookie, and once ended, ended."""

from collections.abc import Callable
from typing import Any

import pytest

from nearer.vault import secrets, sessions
from nearer.vault.models import DatedSecret, SessionRow
from nearer.vault.seal import OVERHEAD
from nearer.vault.sessions import PAYLOAD_BYTES, Session, open_session

pytestmark = [pytest.mark.storage, pytest.mark.usefixtures("db")]
Done = Callable[..., Any]
ADA, BEN, MASTER = b"a" * 16, b"b" * 16, b"M" * 32
# A quarter of an hour begins here.
NOW = 2_000_000_700
HOUR = 3600


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "time", lambda: NOW)


def start(person: bytes = ADA, *, minutes: int = 15, now: int = NOW) -> tuple[str, Session]:
    return sessions.start(person, MASTER, minutes=minutes, now=now)


def is_open(cookie: str, *, now: int = NOW) -> bool:
    return open_session(cookie, now=now) is not None


def test_a_session_opens_with_its_cookie_and_holds_the_master() -> None:
    cookie, session = start()
    found = open_session(cookie, now=NOW)
    assert found is not None
    assert found.payload == session.payload
    assert (found.payload.person, found.payload.master) == (ADA, MASTER)
    assert sessions.is_known(cookie)


@pytest.mark.parametrize("cookie", ["", "x", "é" * 43, "A" * 43, "A" * 44, "=" * 43])
def test_what_is_no_cookie_of_ours_opens_nothing(cookie: str) -> None:
    start()
    assert not is_open(cookie)
    assert not sessions.is_known(cookie)
    sessions.end(cookie)
    assert SessionRow.objects.count() == 1


def test_of_many_sign_ins_in_one_quarter_hour_the_newest_always_stands() -> None:
    for number in range(12):
        cookie, _ = start(now=NOW + number)
        assert is_open(cookie, now=NOW + number)
    assert SessionRow.objects.count() == sessions.AT_ONCE


def test_the_row_tells_neither_cookie_nor_person_nor_master(
    everything_stored: Callable[[], bytes],
) -> None:
    _, session = start()
    stored = everything_stored()
    assert session.key in stored
    for secret in (session.cookie, ADA, MASTER, session.payload.token.encode()):
        assert secret not in stored


def test_a_payload_has_one_length_whatever_it_holds() -> None:
    _, session = start()
    session.payload.held["step"] = "x" * 2500
    assert sessions.save(session)
    (row,) = SessionRow.objects.all()
    assert len(bytes(row.blob)) == PAYLOAD_BYTES + OVERHEAD


def test_what_is_held_is_read_at_the_next_request() -> None:
    cookie, session = start()
    session.payload.held["code"] = "7ZK3"
    session.payload.care = 2
    assert sessions.save(session)
    found = open_session(cookie, now=NOW)
    assert found is not None
    assert (found.payload.held, found.payload.care) == ({"code": "7ZK3"}, 2)


def test_saving_what_did_not_change_writes_nothing(django_assert_num_queries: Any) -> None:
    _, session = start()
    with django_assert_num_queries(0):
        assert sessions.save(session)


def test_a_look_from_another_tab_takes_nothing_away() -> None:
    cookie, _ = start()
    slow, quick = (open_session(cookie, now=NOW) for _ in range(2))
    assert slow is not None
    assert quick is not None
    quick.payload.care = 2
    slow.payload.seen = NOW + 60
    assert sessions.save(quick)
    assert sessions.save(slow)
    found = open_session(cookie, now=NOW)
    assert found is not None
    assert (found.payload.care, found.payload.seen) == (2, NOW + 60)


def test_two_tabs_that_change_different_things_lose_neither() -> None:
    cookie, first = start()
    first.payload.held = {"stays": 1, "goes": 1}
    assert sessions.save(first)
    one, other = (open_session(cookie, now=NOW) for _ in range(2))
    assert one is not None
    assert other is not None
    one.payload.care = 4
    del one.payload.held["goes"]
    one.payload.held["ones"] = 1
    other.payload.held["others"] = 2
    assert sessions.save(one)
    assert sessions.save(other)
    found = open_session(cookie, now=NOW)
    assert found is not None
    assert found.payload.care == 4
    assert found.payload.held == {"stays": 1, "ones": 1, "others": 2}


@pytest.mark.parametrize(("first", "last"), [(4, 1), (1, 4)])
def test_of_two_care_levels_in_one_moment_the_graver_one_rules(first: int, last: int) -> None:
    cookie, _ = start()
    tabs = [open_session(cookie, now=NOW) for _ in range(2)]
    for tab, level in zip(tabs, (first, last), strict=True):
        assert tab is not None
        tab.payload.care = level
        assert sessions.save(tab)
    found = open_session(cookie, now=NOW)
    assert found is not None
    assert found.payload.care == 4


def test_an_ended_session_opens_no_more_and_saving_does_not_revive_it(done: Done) -> None:
    cookie, session = start()
    other, _ = start()
    done(sessions.end, cookie)
    session.payload.held["late"] = True
    assert not sessions.save(session)
    assert (is_open(cookie), is_open(other)) == (False, True)
    assert SessionRow.objects.count() == DatedSecret.objects.count() == 1


def test_a_row_written_back_after_the_end_opens_nothing(done: Done) -> None:
    cookie, _ = start()
    (old,) = SessionRow.objects.values()
    done(sessions.end, cookie)
    SessionRow.objects.create(**old)
    assert not is_open(cookie)


def test_an_end_that_crashed_between_its_two_databases_is_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cookie, _ = start()

    def crash(alias: str) -> None:
        if alias == "default":
            raise RuntimeError

    monkeypatch.setattr(secrets, "checkpoint_after", crash)
    with pytest.raises(RuntimeError):
        sessions.end(cookie)
    assert SessionRow.objects.count() == 1
    assert not is_open(cookie)


@pytest.mark.parametrize(
    ("column", "value"),
    [("tag", b"t" * 32), ("started", NOW + 900), ("secret", b"s" * 16), ("blob", b"")],
)
def test_a_changed_row_opens_nothing(column: str, value: Any) -> None:
    cookie, _ = start()
    assert is_open(cookie)
    SessionRow.objects.update(**{column: value})
    assert not is_open(cookie)


def test_two_rows_that_swap_their_bytes_open_nothing() -> None:
    (one, first), (two, second) = start(ADA), start(BEN)
    SessionRow.objects.filter(key=first.key).update(blob=bytes(second.row.blob))
    assert (is_open(one), is_open(two)) == (False, True)


@pytest.mark.parametrize("minutes", [5, 15, 60])
def test_an_idle_session_ends_after_its_minutes(minutes: int) -> None:
    cookie, _ = start(minutes=minutes)
    assert is_open(cookie, now=NOW + minutes * 60 - 1)
    assert not is_open(cookie, now=NOW + minutes * 60)


def test_use_keeps_a_session_but_not_past_eight_hours() -> None:
    cookie, session = start()
    for seen in range(NOW, NOW + 8 * HOUR, 600):
        session.payload.seen = seen
        assert sessions.save(session)
    assert is_open(cookie, now=NOW + 8 * HOUR - 1)
    assert not is_open(cookie, now=NOW + 8 * HOUR)


def test_an_expired_row_whose_time_is_pushed_on_opens_nothing() -> None:
    cookie, _ = start()
    SessionRow.objects.update(expires=NOW + 90 * 24 * HOUR)
    assert is_open(cookie)
    assert not is_open(cookie, now=NOW + HOUR)


def test_the_clear_times_are_rounded_to_a_quarter_of_an_hour() -> None:
    start(minutes=7, now=NOW + 61)
    (row,) = SessionRow.objects.all()
    assert (row.started, row.expires) == (NOW, NOW + 900)


def test_ending_all_ends_all_of_one_person_but_the_one_named(done: Done) -> None:
    (here, session), (phone, _), (bens, _) = start(), start(), start(BEN)
    done(sessions.end_all, ADA, but=session)
    assert [is_open(cookie) for cookie in (here, phone, bens)] == [True, False, True]
    done(sessions.end_all, ADA)
    assert [is_open(cookie) for cookie in (here, phone, bens)] == [False, False, True]


def test_sessions_that_ran_out_lose_row_and_secret(done: Done) -> None:
    idle, _ = start()
    busy, session = start(minutes=60)
    done(sessions.end_expired, NOW + 20 * 60)
    assert (is_open(idle), is_open(busy)) == (False, True)
    assert [bytes(one.id) for one in DatedSecret.objects.all()] == [bytes(session.row.secret)]


def test_a_token_tells_us_alone_whose_form_it_was() -> None:
    token = sessions.fresh_token(ADA)
    assert sessions.is_token_of(ADA, token)
    assert not sessions.is_token_of(BEN, token)
    assert not sessions.is_token_of(ADA, "")
    assert not sessions.is_token_of(ADA, "é")
    assert sessions.fresh_token(ADA) != token
