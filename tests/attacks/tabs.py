"""Ada in two tabs, each as old as its last look: what she does there, and what she was told."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import time
from typing import Any

from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.strategies import sampled_from
from msgspec.structs import replace

from nearer.vault import accounts, invitations, read, rekey, sessions, write
from nearer.vault import visit as visits
from nearer.vault.errors import AlreadyTwo, InvitationEnded, KeyringMoved
from nearer.vault.models import RecordRow
from nearer.vault.visit import Space, Visit
from tests.attacks.undoing import undone
from tests.conftest import PASSPHRASE, Actor
from tests.vault.homes import visit_of
from tests.vault.samples import Note, note

Done = Callable[..., Any]
Act = Callable[[Visit], Any]
# Her form, and whether it is in what she has alone or in what the two have.
Form = tuple[bytes, str]


@dataclass
class Tab:
    """One tab: the visit of its last look, and its session's cookie. live: it was not ended."""

    visit: Visit
    cookie: str
    live: bool = True


@dataclass
class Tabs:
    """Both tabs, and what she was told is saved: each form's texts, her name, how far the two are.

    Cleo has invited her.
    """

    ada: Actor
    cleo: Actor
    done: Done
    passphrase: str = PASSPHRASE
    code: str = ""
    called: str = "Ada"
    has_accepted: bool = False
    is_open: bool = False
    tabs: list[Tab] = field(default_factory=list)
    saved: dict[Form, list[str]] = field(default_factory=dict)
    count: int = 0

    def begin(self) -> None:
        """Open both tabs; Cleo invites."""
        self.code = self.done(invitations.offer, self.cleo.visit)
        self.tabs = [self._signed_in(), self._signed_in()]

    def next(self, what: str) -> str:
        """Return a text that was not used before."""
        self.count += 1
        return f"{what} {self.count}"

    def look(self, tab: int) -> None:
        """Sign out of a tab, and in again."""
        self.done(sessions.end, self.tabs[tab].cookie)
        self.tabs[tab] = self._signed_in()

    def do(self, tab: int, act: Act) -> bool:
        """Do something in a tab; where it has to be unlocked first, unlock and do it again.

        Return whether it was done: an invitation can have ended.
        """
        for _ in range(2):
            with suppress(AlreadyTwo, InvitationEnded):
                try:
                    act(self.tabs[tab].visit)
                except KeyringMoved:
                    self.look(tab)
                    continue
                return True
            return False
        raise AssertionError("it was refused after unlocking, too")

    def put(self, tab: int, form: Form, text: str) -> None:
        """Write; only what was not refused counts as saved."""
        key, where = form
        if where == "us" and self.tabs[tab].visit.us is None:
            self.look(tab)

        def writes(visit: Visit) -> None:
            space = visit.me if where == "me" else visit.us
            assert space is not None, "their space is lost"
            self.done(write.put, visit, space, note(text), key=key)

        assert self.do(tab, writes)
        texts = self.saved.setdefault(form, [])
        if not texts or texts[-1] != text:
            texts.append(text)

    def rename(self, tab: int, called: str) -> None:
        """Change a setting, which lies in the keyring."""

        def renames(visit: Visit) -> None:
            self.done(
                write.change_keyring,
                visit,
                lambda ring: replace(ring, settings=replace(ring.settings, called=called)),
            )

        assert self.do(tab, renames)
        self.called = called

    def change(self, tab: int, words: str) -> None:
        """Change the passphrase: every other session ends."""

        def changes(visit: Visit) -> None:
            cookie = self.done(rekey.change, visit, passphrase=words, code=None)
            self.tabs[tab].cookie = cookie
            self.tabs[tab].live = bool(cookie)

        assert self.do(tab, changes)
        self.passphrase = words
        self.tabs[1 - tab].live = False

    def accept(self, tab: int) -> None:
        """Take up Cleo's invitation."""
        if self.do(tab, lambda visit: self.done(invitations.accept, visit, self.code)):
            self.has_accepted = True

    def confirm(self, tab: int) -> None:
        """Say that the words match, first she, then Cleo."""
        if self.do(tab, lambda visit: self.done(invitations.match, visit)):
            self.done(invitations.match, self.cleo.visit)
            self.is_open = True

    def amiss(self) -> list[str]:
        """Return what is lost or doubled."""
        found = accounts.unlock("ada", self.passphrase)
        if found is None:
            return ["the passphrase"]
        visit = visit_of(*found)
        kinds = Counter(keys.kind for keys in visit.keyring.spaces.values())
        is_well = {
            "spaces": kinds == Counter(me=1, us=int(self.has_accepted)),
            "their space": (visit.us is not None) is self.is_open,
            "the setting": visit.keyring.settings.called == self.called,
            "sessions": [_stands(tab) for tab in self.tabs] == [tab.live for tab in self.tabs],
        }
        for where, space in (("me", visit.me), ("us", visit.us)):
            is_well |= self._kept(visit, where, space)
        return [name for name, well in is_well.items() if not well]

    def _kept(self, visit: Visit, where: str, space: Space | None) -> dict[str, bool]:
        saved = [texts for (_, place), texts in self.saved.items() if place == where]
        if space is None:
            return {f"a place for what she saved, {where}": not saved}
        pages = read.everything(visit, space)
        texts = sorted(entry.record.text for entry in pages.of(Note))
        rows = RecordRow.objects.filter(space=space.id, author=visit.person)
        return {
            f"words, {where}": texts == sorted(one[-1] for one in saved),
            f"revisions, {where}": rows.count() == sum(map(len, saved)),
            f"all open, {where}": pages.unreadable == pages.forged == 0,
        }

    def _signed_in(self) -> Tab:
        found = accounts.unlock("ada", self.passphrase)
        assert found is not None
        cookie, session = self.done(sessions.start, *found, minutes=15, now=int(time()))
        visit = visits.begin(session)
        assert visit is not None
        return Tab(visit, cookie)


def _stands(tab: Tab) -> bool:
    return sessions.open_session(tab.cookie, now=int(time())) is not None


@contextmanager
def tabs_of(ada: Actor, cleo: Actor, done: Done) -> Iterator[Tabs]:
    """Give the two tabs; what is done in them is undone afterwards."""
    with undone():
        tabs = Tabs(ada, cleo, done)
        tabs.begin()
        yield tabs


class Orders(RuleBasedStateMachine):
    """Every order of what she does in either tab; after each act nothing is lost or doubled."""

    forms = Bundle("forms")
    tab = sampled_from((0, 1))

    def __init__(self, ada: Actor, cleo: Actor, done: Done) -> None:
        super().__init__()
        self._around = tabs_of(ada, cleo, done)
        self.tabs = self._around.__enter__()

    @rule(tab=tab)
    def signs_in_again(self, tab: int) -> None:
        self.tabs.look(tab)

    @rule(target=forms, tab=tab)
    def writes(self, tab: int) -> Form:
        form = (self.tabs.next("form").encode(), "me")
        self.tabs.put(tab, form, self.tabs.next("new"))
        return form

    @precondition(lambda self: self.tabs.is_open)
    @rule(target=forms, tab=tab)
    def writes_for_both(self, tab: int) -> Form:
        form = (self.tabs.next("form").encode(), "us")
        self.tabs.put(tab, form, self.tabs.next("new"))
        return form

    @rule(tab=tab, form=forms)
    def sends_again(self, tab: int, form: Form) -> None:
        self.tabs.put(tab, form, self.tabs.saved[form][-1])

    @rule(tab=tab, form=forms)
    def edits(self, tab: int, form: Form) -> None:
        self.tabs.put(tab, form, self.tabs.next("edit"))

    @rule(tab=tab)
    def changes_a_setting(self, tab: int) -> None:
        self.tabs.rename(tab, self.tabs.next("Ada"))

    @rule(tab=tab)
    def changes_the_passphrase(self, tab: int) -> None:
        self.tabs.change(tab, self.tabs.next("words"))

    @rule(tab=tab)
    def accepts(self, tab: int) -> None:
        self.tabs.accept(tab)

    @rule(tab=tab)
    def says_the_words_match(self, tab: int) -> None:
        self.tabs.confirm(tab)

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        amiss = self.tabs.amiss()
        assert not amiss, amiss

    def teardown(self) -> None:
        self._around.__exit__(None, None, None)
