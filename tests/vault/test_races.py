"""Two at once: each act is whole, nothing waits for ever, and counts are right afterwards."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

import pytest
from django.db import connections

from nearer.vault import accounts, envelopes, invitations, keys, read, secrets, sweep, write
from nearer.vault.errors import InvitationEnded
from nearer.vault.keys import Settings
from nearer.vault.models import DatedSecret, KeyringRow, RecordRow, SpaceRow
from nearer.vault.visit import Visit
from tests.vault.samples import Card, Note, note

pytestmark = [
    pytest.mark.storage,
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"]),
]
T = TypeVar("T")


def alone(call: Callable[[], T]) -> T:
    """Do something in a thread of its own, with connections of its own."""
    (result,) = together(call)
    if isinstance(result, BaseException):
        raise result
    return result


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Start all in the same moment; return what each returned or raised."""
    start = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(60)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def join(name: str, **named: Any) -> Visit:
    return accounts.create(name, "words", Settings(called=name), **named)


def again(visit: Visit) -> Visit:
    """Return the person's visit as their next request would have it."""
    row = KeyringRow.objects.get(person=visit.person)
    keyring = keys.open_keyring(visit.master, visit.person, bytes(row.blob))
    return Visit(person=visit.person, master=visit.master, keyring=keyring, now=visit.now)


def pair() -> tuple[Visit, Visit]:
    ada, ben = join("ada"), join("ben")
    invitations.accept(ben, invitations.offer(ada))
    for visit in (ada, ben):
        invitations.match(again(visit))
    invitations.finish(again(ada))
    return again(ada), again(ben)


def test_a_doubled_submit_writes_once() -> None:
    ada = alone(lambda: join("ada"))

    def submit() -> int:
        return write.put(again(ada), ada.me, note("one"), key=b"form").revision

    assert together(*[submit] * 6) == [1] * 6
    assert alone(RecordRow.objects.count) == 1


def test_changed_submits_of_one_form_are_all_kept() -> None:
    ada = alone(lambda: join("ada"))

    def submit(text: str) -> Callable[[], int]:
        return lambda: write.put(again(ada), ada.me, note(text), key=b"form").revision

    assert sorted(together(*[submit(text) for text in "abcd"])) == [1, 2, 3, 4]


def test_signing_up_with_answers_while_another_writes_waits_for_nobody_long() -> None:
    ada, inside = alone(lambda: join("ada")), threading.Event()

    def carry(visit: Visit) -> None:
        inside.set()
        sleep(0.3)  # the other comes to wait for a lock meanwhile
        write.put(visit, visit.me, note("brought"), key=b"form")

    def submit() -> int:
        assert inside.wait(10)
        return write.put(again(ada), ada.me, note("x"), key=b"form").revision

    started = monotonic()
    _, revision = together(lambda: join("ben", carry=(carry,)), submit)
    assert revision == 1
    assert monotonic() - started < 10
    assert alone(RecordRow.objects.count) == 2


def test_two_who_take_the_same_name_at_once_are_one() -> None:
    results = together(lambda: join("ada"), lambda: join("ADA"))
    assert sorted(type(result).__name__ for result in results) == ["NameTaken", "Visit"]
    assert alone(SpaceRow.objects.count) == 1


def test_both_ready_in_the_same_moment_open_once() -> None:
    ada, ben = alone(pair)

    def is_ready(visit: Visit) -> Callable[[], None]:
        return lambda: envelopes.set_ready(again(visit), "signs")

    for turn in range(3):
        for visit in (ada, ben):
            line = Card(at=note().at, zone="UTC", day=note().day, text=f"turn {turn}")
            alone(lambda visit=visit, line=line: envelopes.put_in(again(visit), "signs", line))
        assert together(is_ready(ada), is_ready(ben), is_ready(ada)) == [None] * 3
        assert alone(RecordRow.objects.count) == 2 * (turn + 1)
    assert alone(DatedSecret.objects.filter(kind="envelope").count) == 1


def test_answers_of_both_in_the_same_moment_are_both_kept() -> None:
    ada, ben = alone(pair)

    def answer(visit: Visit, text: str) -> Callable[[], None]:
        line = Card(at=note().at, zone="UTC", day=note().day, text=text)
        return lambda: envelopes.put_in(again(visit), "signs", line)

    for turn in range(5):
        together(answer(ada, f"a{turn}"), answer(ben, f"b{turn}"))
        mine = [alone(lambda v=v: envelopes.mine(again(v), "signs")) for v in (ada, ben)]
        assert [side.answered for side in mine] == [True, True]


def test_an_invitation_is_taken_up_by_one_of_two() -> None:
    ada, cleo, dan = (alone(lambda name=name: join(name)) for name in ("ada", "cleo", "dan"))
    code = alone(lambda: invitations.offer(ada))
    results = together(
        lambda: invitations.accept(again(cleo), code), lambda: invitations.accept(again(dan), code)
    )
    assert sorted(type(result).__name__ for result in results) == ["InvitationEnded", "NoneType"]


def test_taking_up_and_revoking_at_once_leaves_no_half_pair() -> None:
    ada, cleo = (alone(lambda name=name: join(name)) for name in ("ada", "cleo"))
    code = alone(lambda: invitations.offer(ada))
    together(lambda: invitations.accept(again(cleo), code), lambda: invitations.drop(again(ada)))
    for visit in (ada, cleo):
        with suppress(InvitationEnded):
            alone(lambda visit=visit: invitations.match(again(visit)))
    us = [alone(lambda v=v: again(v).us) for v in (ada, cleo)]
    assert us == [None, None]


def test_a_page_is_one_moment_and_never_waits_for_a_writer() -> None:
    ada = alone(lambda: join("ada"))
    alone(lambda: write.put(again(ada), ada.me, note("before"), key=b"form"))
    writing, looked = threading.Event(), threading.Event()

    def slow() -> None:
        visit = again(ada)
        with write.locked(visit, visit.me.id):
            write.put(visit, visit.me, note("after"), key=b"other")
            writing.set()
            assert looked.wait(10)

    def look() -> list[str]:
        assert writing.wait(10)
        visit = again(ada)
        seen = [entry.record.text for entry in read.everything(visit, visit.me).of(Note)]
        looked.set()
        return seen

    _, seen = together(slow, look)
    assert seen == ["before"]


secrets_in_sqlite = pytest.mark.skipif(
    "NEARER_TEST_SECRETS" in os.environ, reason="PostgreSQL has no file of ours"
)


@secrets_in_sqlite
def test_what_was_erased_is_gone_from_the_files() -> None:
    # The secrets lie in SQLite here, whatever holds the records.
    name, secret = begin_secret()
    assert secret in _files()
    alone(lambda: secrets.erase(name))
    assert secret not in _files()


def _files() -> bytes:
    path = Path(connections["secrets"].settings_dict["NAME"])
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


@secrets_in_sqlite
def test_a_reader_holds_nobody_up_and_what_was_erased_goes_afterwards() -> None:
    (name, secret), path = begin_secret(), connections["secrets"].settings_dict["NAME"]
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM dated_secret").fetchone() == (1,)
    started = monotonic()
    alone(lambda: secrets.erase(name))
    assert monotonic() - started < 5
    assert "secrets" in secrets.busy
    reader.close()
    alone(sweep.sweep)
    assert "secrets" not in secrets.busy
    assert secret not in _files()


def begin_secret() -> tuple[bytes, bytes]:
    return alone(lambda: secrets.begin("session", b"guard" * 3, lasts=60))


def test_an_act_reads_what_it_has_just_written_and_others_do_not() -> None:
    visit = join("ada")
    other = join_again(visit)
    with write.locked(visit, visit.me.id):
        write.put(visit, visit.me, note("new"), key=b"new")
        assert [entry.record.text for entry in read.recent(visit).of(Note)] == ["new"]
        assert alone(lambda: read.recent(other).of(Note)) == ()


def join_again(visit: Visit) -> Visit:
    return Visit(visit.person, visit.master, visit.keyring, now=visit.now)
