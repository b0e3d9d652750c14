"""People without a browser: joined, paired, and what each can open, for tests on real files."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nearer.vault import accounts, invitations, keys, read, sessions
from nearer.vault import visit as visits
from nearer.vault.keys import Settings
from nearer.vault.models import KeyringRow
from nearer.vault.visit import Space, Visit

WORDS = "lantern gravel tuesday plum"


@dataclass
class Home:
    """A person by their name and passphrase."""

    name: str
    words: str = WORDS

    def visit(self, **later: float) -> Visit:
        """A visit without a session, by the passphrase."""
        found = accounts.unlock(self.name, self.words)
        assert found is not None
        return visit_of(*found, **later)

    def signed_in(self) -> tuple[str, Visit]:
        """The cookie and the visit of a new session."""
        found = accounts.unlock(self.name, self.words)
        assert found is not None
        now = int(datetime.now(UTC).timestamp())
        cookie, session = sessions.start(*found, minutes=15, now=now)
        visit = visits.begin(session)
        assert visit is not None
        return cookie, visit


def visit_of(person: bytes, master: bytes, **later: float) -> Visit:
    """Return a visit of whoever holds a master key; `days=2`: two days from now."""
    row = KeyringRow.objects.get(person=person)
    return Visit(
        person=person,
        master=master,
        keyring=keys.open_keyring(master, person, bytes(row.blob)),
        now=datetime.now(UTC) + timedelta(**later),
    )


def joined(name: str) -> Home:
    """Let somebody join."""
    accounts.create(name, WORDS, Settings(called=name.title(), zone="Europe/Berlin"))
    return Home(name)


def paired(one: str = "ada", other: str = "ben") -> tuple[Home, Home]:
    """Let two join and pair."""
    ada, ben = joined(one), joined(other)
    invitations.accept(ben.visit(), invitations.offer(ada.visit()))
    invitations.match(ada.visit())
    invitations.match(ben.visit())
    invitations.finish(ada.visit())
    return ada, ben


def texts(visit: Visit, space: Space | None) -> list[str]:
    """Return the words of all notes in a space, forged ones in brackets."""
    if space is None:
        return []
    pages = read.everything(visit, space)
    assert pages.unreadable == 0
    return [
        f"[{e.record.text}]" if e.forged else e.record.text  # type: ignore[attr-defined]
        for e in pages.entries
    ]
