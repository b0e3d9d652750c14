"""The cast that asks every page: Ada and Ben (a pair), Cleo and Dan (each on their own)."""

import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from time import time
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from msgspec.structs import replace

from nearer.vault import accounts, invitations, keys, sessions, write
from nearer.vault import secrets as vault_secrets
from nearer.vault import visit as visits
from nearer.vault.keys import Settings
from nearer.vault.visit import Visit

PASSPHRASE = "lantern gravel tuesday plum"


class OurClient(Client):
    """A browser on our own pages: it says its Origin, and sends the session's token with a POST."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(HTTP_ORIGIN="http://testserver", **defaults)

    def send(self, path: str, fields: dict[str, Any] | None = None, **extra: Any) -> Any:
        """Post a form as its page would: with the token and a fresh form key."""
        whole = {"token": self.token, "key": secrets.token_hex(16), **(fields or {})}
        return self.post(path, whole, **extra)

    @property
    def token(self) -> str:
        """The token of the session that this client is in."""
        cookie = self.cookies.get(settings.SESSION_COOKIE_NAME)
        session = sessions.open_session(cookie.value, now=_now()) if cookie else None
        return session.payload.token if session else ""


@dataclass
class Actor:
    """One of the cast: a person with a browser, and with the key in their head."""

    name: str
    person: bytes
    master: bytes
    client: OurClient = field(default_factory=OurClient)

    @property
    def visit(self) -> Visit:
        """A visit as the person's next request would have it."""
        cookie = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        session = sessions.open_session(cookie, now=_now())
        assert session is not None
        visit = visits.begin(session)
        assert visit is not None
        return visit


@pytest.fixture(autouse=True)
def cheap_stretch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare each test the 0.2 s that opening costs; the tests of that cost mark themselves."""
    if "real_stretch" in request.keywords:
        return
    monkeypatch.setattr(keys, "stretch", lambda word, salt: sha256(word.encode() + salt).digest())


@pytest.fixture(autouse=True)
def one_connection_for_both_aliases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let pages read what the test's own open transaction wrote."""
    if "db" not in request.fixturenames or "transactional_db" in request.fixturenames:
        yield
        return
    request.getfixturevalue("db")
    own = connections["snapshot"]
    own.close()
    connections["snapshot"] = connections["default"]
    yield
    connections["snapshot"] = own


@pytest.fixture(autouse=True)
def house_keys_of_this_test() -> Iterator[None]:
    """Forget the house's keys between tests: each test's folder is its own."""
    vault_secrets.forget_cached_keys()
    yield
    vault_secrets.forget_cached_keys()


@pytest.fixture
def join(db: None) -> Callable[[str], Actor]:
    """Let somebody of that name join and sign in; they go without a recovery code."""

    def joined(name: str) -> Actor:
        made = accounts.create(
            name.lower(), PASSPHRASE, Settings(called=name, zone="Europe/Berlin")
        )
        write.change_keyring(made, lambda keyring: replace(keyring, without_code=True))
        actor = Actor(name=name, person=made.person, master=made.master)
        value, _ = sessions.start(made.person, made.master, minutes=15, now=_now())
        actor.client.cookies[settings.SESSION_COOKIE_NAME] = value
        return actor

    return joined


@pytest.fixture
def ada(join: Callable[[str], Actor]) -> Actor:
    """Ada, on her own until `ben` is asked for too."""
    return join("Ada")


@pytest.fixture
def ben(join: Callable[[str], Actor], ada: Actor) -> Actor:
    """Ben, paired with Ada."""
    ben = join("Ben")
    pair(ada, ben)
    return ben


@pytest.fixture
def cleo(join: Callable[[str], Actor]) -> Actor:
    """Cleo, a stranger to the others."""
    return join("Cleo")


@pytest.fixture
def dan(join: Callable[[str], Actor]) -> Actor:
    """Dan, a stranger to the others."""
    return join("Dan")


def pair(one: Actor, other: Actor) -> None:
    """Pair two through the real acts, as their pages do."""
    invitations.accept(other.visit, invitations.offer(one.visit))
    invitations.match(one.visit)
    invitations.match(other.visit)
    invitations.finish(one.visit)


def _now() -> int:
    return int(time())


class ToldAtOnce:
    """Says which test failed, and why, at once: a run that is cut off has told it already."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the name and the last lines of a failure."""
        if report.failed:
            why = report.longreprtext.strip().splitlines()[-4:]
            told = "\n    ".join([f"\nFAILED {report.nodeid} ({report.when})", *why])
            sys.stderr.write(f"{told}\n")


def pytest_configure(config: pytest.Config) -> None:
    """Tell failures at once where the run is told: not in a worker of xdist."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ToldAtOnce())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test that asks for the database all of them: a person has rows in each."""
    for item in items:
        needs = "db" in getattr(item, "fixturenames", ())
        if needs and not any(item.iter_markers("django_db")):
            item.add_marker(pytest.mark.django_db(databases=["default", "snapshot", "secrets"]))
