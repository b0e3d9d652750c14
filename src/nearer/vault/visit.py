"""A visit: one request of one signed-in person, with their keyring open."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Literal, TypedDict
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from nearer.vault import closing, invitations, one_row, secrets
from nearer.vault.keys import Keyring, Partner, SpaceKeys, open_keyring
from nearer.vault.models import KeyringRow
from nearer.vault.seal import CannotOpen
from nearer.vault.sessions import Session


class Stamp(TypedDict):
    """When and where something was written: the base fields of every record."""

    at: datetime
    zone: str
    day: date


@dataclass(frozen=True)
class Space:
    """An open space: its id and keys."""

    id: bytes
    keys: SpaceKeys


@dataclass(repr=False)
class Visit:
    """What a signed-in request may use. Made by the middleware; ends with the request."""

    person: bytes
    master: bytes
    keyring: Keyring
    now: datetime
    session: Session | None = None
    pages: Any = field(default=None, repr=False)

    @property
    def zone(self) -> ZoneInfo:
        """The writer's time zone."""
        return ZoneInfo(self.keyring.settings.zone)

    @property
    def today(self) -> date:
        """The writer's own calendar day."""
        return self.now.astimezone(self.zone).date()

    def stamp(self) -> Stamp:
        """Return the base fields of a record that is written now."""
        return Stamp(at=self.now, zone=self.keyring.settings.zone, day=self.today)

    @cached_property
    def me(self) -> Space:
        """The person's own space."""
        return next(s for s in spaces(self.keyring) if s.keys.kind == "me")

    @cached_property
    def shared(self) -> Space | None:
        """The `us` of this person in any state: offered, comparing, or open."""
        return shared_in(self.keyring)

    @cached_property
    def us(self) -> Space | None:
        """The open `us`: from when both said that the four words match until either leaves.

        Whoever has left quietly has none: all joint things rest, and nothing of the other's opens
        by itself.
        """
        space = self._opened
        is_left = space is None or space.keys.resting or self.over is not None
        return None if is_left else space

    @property
    def resting(self) -> Space | None:
        """The `us` that this person has left quietly; what the other writes waits in it."""
        space = self._opened
        is_left = space is not None and space.keys.resting and self.over is None
        return space if is_left else None

    @cached_property
    def over(self) -> Space | None:
        """The `us` that the other has closed, from the day they chose, until `leaving.finish`."""
        space = self._opened
        is_over = space is not None and closing.is_over(space.id, space.keys, self.now)
        return space if is_over else None

    @property
    def is_closed(self) -> bool:
        """Whether to say that the shared space is closed."""
        return self.keyring.closed or self.over is not None

    @cached_property
    def _opened(self) -> Space | None:
        space = self.shared
        if space is None or not space.keys.matched:
            return None
        is_open = space.keys.state == "open" or invitations.both_match(space.id, space.keys)
        return space if is_open else None

    def hold(self, keyring: Keyring) -> None:
        """Go on with a changed keyring; nothing that was read with the one before stays."""
        self.keyring, self.pages = keyring, None
        for name in ("me", "shared", "us", "over", "_opened"):
            self.__dict__.pop(name, None)

    @property
    def partner(self) -> Partner | None:
        """The other person, once there is an open `us`."""
        return self.us.keys.partner if self.us else None

    @property
    def other(self) -> str:
        """What the other person is called; empty for somebody here alone."""
        return self.partner.called if self.partner else ""

    @property
    def side(self) -> Literal["a", "b"]:
        """The person's own shape: a disc or a diamond, the same on both phones."""
        return self._opened.keys.side if self._opened else "a"

    @property
    def token(self) -> str:
        """The CSRF token of the session."""
        return self.session.payload.token if self.session else ""

    @property
    def held(self) -> dict[str, Any]:
        """Small values that the sealed session keeps; the middleware saves what changed."""
        return self.session.payload.held if self.session else {}

    @property
    def care(self) -> int | None:
        """The higher of the remembered care level and this session's, or None."""
        here = self.session.payload.care if self.session else None
        return max(
            (level for level in (self.keyring.care, here) if level is not None), default=None
        )


class AnyRequest(HttpRequest):
    """A request of anybody: `visit` is None signed out."""

    visit: Visit | None


class SignedIn(HttpRequest):
    """A request that the gate let pass to a page for people who are signed in."""

    visit: Visit


def spaces(keyring: Keyring) -> list[Space]:
    """Return a keyring's spaces."""
    return [Space(bytes.fromhex(id), keys) for id, keys in keyring.spaces.items()]


def shared_in(keyring: Keyring) -> Space | None:
    """Return a keyring's `us` in any state: offered, comparing, or open."""
    return next((s for s in spaces(keyring) if s.keys.kind == "us"), None)


def begin(session: Session, *, now: datetime | None = None, waiting: bool = False) -> Visit | None:
    """Open the keyring of a session's person; None if it no longer opens or they were erased.

    waiting: take a session that waits for the second factor, and no other.
    """
    payload = session.payload
    if payload.waits is not waiting:
        return None
    visit = open_by(payload.person, payload.master, now=now or datetime.now(UTC))
    if visit is not None:
        visit.session = session
    return visit


def open_by(person: bytes, master: bytes, *, now: datetime) -> Visit | None:
    """Open a person's keyring by its master, without a session; None as `begin` does."""
    if secrets.server_secret(person) is None:
        return None
    row = one_row.of(KeyringRow, person)
    if row is None:
        return None
    try:
        keyring = open_keyring(master, person, bytes(row.blob))
    except CannotOpen:
        return None
    return Visit(person=person, master=master, keyring=keyring, now=now)
