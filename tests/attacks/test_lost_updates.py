"""Two tabs, two devices, all orders: no space, record or revision is lost, and none is doubled."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep, time
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from nearer.vault import accounts, invitations, pin, read, rekey, secrets, sessions, write
from nearer.vault.errors import KeyringMoved
from nearer.vault.keys import Keyring
from nearer.vault.models import DatedSecret, RecordRow
from nearer.vault.seal import CannotOpen, fresh_id
from nearer.vault.visit import Visit
from tests.attacks.tabs import Orders, tabs_of
from tests.conftest import Actor
from tests.vault import samples
from tests.vault.homes import Home, joined
from tests.vault.samples import Note, note
from tests.vault.test_races import again, alone, together

pytestmark = pytest.mark.storage
on_files = pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
Done = Callable[..., Any]
TABS = (0, 1)
# ATTACKS_LONG=1 walks for some minutes.
LONG = bool(os.environ.get("ATTACKS_LONG"))
ORDERS = settings(
    max_examples=400 if LONG else 30,
    stateful_step_count=40 if LONG else 14,
    deadline=None,
    suppress_health_check=[*HealthCheck],
)
# To find one fault; which order shows it best is no matter.
HASTY = settings(ORDERS, max_examples=400, phases=[Phase.generate], report_multiple_bugs=False)


@pytest.fixture(autouse=True)
def note_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know the kinds of samples.py."""
    samples.know(monkeypatch)


put, locked = write.put, write.locked


def drops_what_differs(visit: Visit, space: Any, line: Any, *, key: bytes) -> Any:
    known = RecordRow.objects.filter(space=space.id).exists()
    return None if known else put(visit, space, line, key=key)


def takes_no_notice_of_the_key(visit: Visit, space: Any, line: Any, *, key: bytes) -> Any:
    return put(visit, space, line, key=fresh_id() if key else key)


@contextmanager
def trusts_the_tab(visit: Visit, *spaces: bytes) -> Iterator[Keyring]:
    """Write the keyring that the tab has, however old, instead of the newest."""
    with locked(visit, *spaces):
        yield visit.keyring


FAULTS: dict[str, tuple[str, Any]] = {
    "drops what differs": ("put", drops_what_differs),
    "takes no notice of the key": ("put", takes_no_notice_of_the_key),
    "trusts the tab": ("locked", trusts_the_tab),
}


def test_whatever_the_order_nothing_is_lost_and_nothing_doubled(
    ada: Actor, cleo: Actor, done: Done
) -> None:
    run_state_machine_as_test(lambda: Orders(ada, cleo, done), settings=ORDERS)


def test_the_walk_reaches_a_pair_an_edit_and_a_new_passphrase(
    ada: Actor, cleo: Actor, done: Done
) -> None:
    alone, shared = (b"one", "me"), (b"two", "us")
    with tabs_of(ada, cleo, done) as tabs:
        for tab in TABS:
            tabs.put(tab, alone, "first")
            tabs.accept(tab)
            tabs.put(tab, alone, f"edit {tab}")
            tabs.change(tab, f"words {tab}")
            tabs.rename(tab, f"Ada {tab}")
            tabs.confirm(tab)
            tabs.put(tab, shared, "for both")
        assert tabs.amiss() == []
        assert tabs.saved == {alone: ["first", "edit 0", "first", "edit 1"], shared: ["for both"]}
        assert tabs.has_accepted
        assert tabs.is_open
        assert [tab.live for tab in tabs.tabs] == [False, True]


@pytest.mark.parametrize("fault", [*FAULTS])
def test_a_fault_that_loses_or_doubles_is_found_in_some_order(
    ada: Actor, cleo: Actor, done: Done, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    name, planted = FAULTS[fault]
    monkeypatch.setattr(write, name, planted)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            lambda: Orders(ada, cleo, done),
            settings=HASTY,
        )


@on_files
@pytest.mark.parametrize("first", ["accept", "change", "write"])
def test_at_once_an_invitation_a_new_passphrase_and_two_tabs_lose_nothing(first: str) -> None:
    ada, cleo = (alone(lambda name=name: joined(name)) for name in ("ada", "cleo"))
    code = alone(lambda: invitations.offer(cleo.visit()))
    tabs = [alone(ada.visit) for _ in range(3)]
    acts = {
        "accept": lambda: invitations.accept(again(tabs[0]), code),
        "change": lambda: rekey.change(again(tabs[1]), passphrase="other words", code=None),
        "write": lambda: _writes(tabs[2], "tab"),
        "again": lambda: _writes(tabs[0], "other tab"),
        "sign in": lambda: _signs_in(ada),
        "sign in elsewhere": lambda: _signs_in(ada),
    }
    order = sorted(acts, key=lambda name: name != first)
    results = dict(zip(order, together(*(acts[name] for name in order)), strict=True))
    words = "other words" if results["change"] == "" else ada.words
    visit = alone(Home("ada", words).visit)
    written = [text for text in ("tab", "other tab") if results[_of(text)] == text]
    found = alone(lambda: [e.record.text for e in read.everything(visit, visit.me).of(Note)])
    assert sorted(found) == sorted(written)
    assert (visit.shared is not None) is (results["accept"] is None)
    refused = [result for result in results.values() if isinstance(result, Exception)]
    assert all(isinstance(error, KeyringMoved | CannotOpen) for error in refused)


def _signs_in(home: Home) -> bool:
    found = accounts.unlock(home.name, home.words)
    return found is not None and bool(sessions.start(*found, minutes=15, now=int(time())))


def _of(text: str) -> str:
    return "write" if text == "tab" else "again"


def _writes(visit: Visit, text: str) -> str:
    fresh = again(visit)
    write.put(fresh, fresh.me, note(text), key=text.encode())
    return text


# PIN tries ---------------------------------------------------------------------------------------


def _tries_at_once(times: int) -> int:
    ada = alone(lambda: joined("ada"))
    cookie = alone(lambda: pin.set_up(ada.visit(), "804921", kind="phone"))
    assert cookie
    name = alone(lambda: bytes(DatedSecret.objects.get(kind="pin").id))
    assert together(*[lambda: secrets.count_try(name, most=100)] * times) == [True] * times
    return alone(lambda: secrets.tries(name))


@on_files
def test_forty_tries_at_once_count_as_forty() -> None:
    assert _tries_at_once(40) == 40


@on_files
def test_a_count_that_reads_before_it_writes_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def counts(name: bytes, *, most: int) -> bool:
        row = DatedSecret.objects.get(id=name)
        sleep(0.2)
        return bool(DatedSecret.objects.filter(id=name).update(tries=row.tries + 1))

    monkeypatch.setattr(secrets, "count_try", counts)
    assert _tries_at_once(8) < 8
