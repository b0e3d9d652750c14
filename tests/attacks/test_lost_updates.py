"""Two tabs, two devices, all orders: no space, record or revision is lost, and none is doubled."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import sleep, time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nearer.vault import accounts, invitations, pin, read, rekey, secrets, sessions, write
from nearer.vault import visit as visits
from nearer.vault.errors import AlreadyTwo, InvitationEnded, KeyringMoved
from nearer.vault.models import DatedSecret, RecordRow
from nearer.vault.seal import CannotOpen, fresh_id
from nearer.vault.visit import Visit
from tests.attacks.undoing import undone
from tests.conftest import PASSPHRASE, Actor
from tests.vault import samples
from tests.vault.homes import Home, joined
from tests.vault.samples import Note, note
from tests.vault.test_races import again, alone, together

pytestmark = pytest.mark.storage
on_files = pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
Done = Callable[..., Any]
FORMS = (b"one", b"two")
TABS = (0, 1)
ACTS = ("looks", "writes", "sends again", "edits", "changes the passphrase", "accepts", "confirms")


@pytest.fixture(autouse=True)
def note_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know the kinds of samples.py."""
    samples.know(monkeypatch)


@dataclass
class Tabs:
    """Ada in two tabs, each as old as its last look, and what she was told is saved."""

    ada: Actor
    cleo: Actor
    done: Done
    passphrase: str = PASSPHRASE
    code: str = ""
    open: list[Visit] = field(default_factory=list)
    saved: dict[bytes, list[str]] = field(default_factory=dict)
    count: int = 0

    def begin(self) -> None:
        """Open both tabs; Cleo invites."""
        self.code = self.done(invitations.offer, self.cleo.visit)
        self.open = [self.looked(), self.looked()]

    def looked(self) -> Visit:
        """Return a visit of a session that has just begun: she signs in."""
        found = accounts.unlock("ada", self.passphrase)
        assert found is not None
        now = int(time())
        _, session = self.done(sessions.start, *found, minutes=15, now=now)
        visit = visits.begin(session)
        assert visit is not None
        return visit

    def do(self, tab: int, form: bytes, act: str) -> None:
        """Do one thing in one tab; where it has to be unlocked first, unlock and send it again."""
        for _ in range(2):
            with suppress(AlreadyTwo, InvitationEnded):
                try:
                    self._act(tab, form, act)
                except KeyringMoved:
                    self.open[tab] = self.looked()
                    continue
            return
        raise AssertionError("it was refused after unlocking, too")

    def _act(self, tab: int, form: bytes, act: str) -> None:
        visit = self.open[tab]
        match act:
            case "looks":
                self.open[tab] = self.looked()
            case "writes":
                self.count += 1
                self.put(visit, form + b"%d" % self.count, "new")
            case "sends again":
                self.put(visit, form, self.saved.get(form, ["first"])[-1])
            case "edits":
                self.count += 1
                self.put(visit, form, f"edit {self.count}")
            case "changes the passphrase":
                self.count += 1
                words = f"words {self.count}"
                self.done(rekey.change, visit, passphrase=words, code=None)
                self.passphrase = words
            case "accepts":
                self.done(invitations.accept, visit, self.code)
            case _:
                self.done(invitations.match, visit)
                self.done(invitations.match, self.cleo.visit)

    def put(self, visit: Visit, key: bytes, text: str) -> None:
        """Write; only what was not refused counts as saved."""
        self.done(write.put, visit, visit.me, note(text), key=key)
        revisions = self.saved.setdefault(key, [])
        if not revisions or revisions[-1] != text:
            revisions.append(text)

    def amiss(self) -> list[str]:
        """Return what is lost or doubled."""
        visit = self.looked()
        pages = read.everything(visit, visit.me)
        rows = RecordRow.objects.filter(space=visit.me.id, author=visit.person)
        wanted = sorted(revisions[-1] for revisions in self.saved.values())
        found = {
            "words": sorted(entry.record.text for entry in pages.of(Note)) == wanted,
            "revisions": rows.count() == sum(map(len, self.saved.values())),
            "all open": pages.unreadable == pages.forged == 0,
            "spaces": [keys.kind for keys in visit.keyring.spaces.values()].count("us") <= 1,
        }
        return [name for name, is_well in found.items() if not is_well]


STEPS = st.lists(
    st.tuples(st.sampled_from(TABS), st.sampled_from(FORMS), st.sampled_from(ACTS)),
    max_size=10,
)


@contextmanager
def tabs_of(ada: Actor, cleo: Actor, done: Done) -> Iterator[Tabs]:
    with undone():
        tabs = Tabs(ada, cleo, done)
        tabs.begin()
        yield tabs


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_the_order_nothing_is_lost_and_nothing_doubled(
    ada: Actor, cleo: Actor, done: Done, steps: list[tuple[int, bytes, str]]
) -> None:
    with tabs_of(ada, cleo, done) as tabs:
        for step in steps:
            tabs.do(*step)
        assert tabs.amiss() == [], steps


def test_the_walk_reaches_a_pair_an_edit_and_a_new_passphrase(
    ada: Actor, cleo: Actor, done: Done
) -> None:
    with tabs_of(ada, cleo, done) as tabs:
        for act in ("writes", "edits", "accepts", "changes the passphrase", "edits", "confirms"):
            tabs.do(0, b"one", act)
            tabs.do(1, b"one", "sends again")
        assert tabs.amiss() == []
        assert tabs.saved[b"one"] == ["first", "edit 2", "edit 4"]
        assert tabs.looked().us is not None


@pytest.mark.parametrize("fault", ["drops what differs", "takes no notice of the key"])
def test_a_write_that_loses_or_doubles_is_found_out(
    ada: Actor, cleo: Actor, done: Done, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    whole = write.put

    def loses(visit: Visit, space: Any, line: Any, *, key: bytes) -> Any:
        known = RecordRow.objects.filter(space=space.id).exists()
        return None if known else whole(visit, space, line, key=key)

    def doubles(visit: Visit, space: Any, line: Any, *, key: bytes) -> Any:
        return whole(visit, space, line, key=fresh_id() if key else key)

    monkeypatch.setattr(write, "put", loses if fault.startswith("drops") else doubles)
    with tabs_of(ada, cleo, done) as tabs:
        for act in ("sends again", "sends again", "edits"):
            tabs.do(0, b"one", act)
        assert tabs.amiss()


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
