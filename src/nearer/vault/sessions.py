"""Sealed sessions: the cookie holds the key, the row holds one sealed blob of constant size.

A row is inserted only at sign-in and else updated, so that nothing revives an ended session. Its
key comes from the cookie's token and from a dated secret, which is erased at its end: a row that is
written back from an old copy opens nothing.
"""

import base64
import binascii
import logging
import secrets as random
from dataclasses import dataclass
from functools import partial
from hmac import compare_digest
from typing import Any

import msgspec
from django.db import DatabaseError, transaction

from nearer.vault import news, one_row, secrets
from nearer.vault.models import SessionRow
from nearer.vault.seal import CannotOpen, bind, derive, seal, unseal

log = logging.getLogger(__name__)

TOKEN_BYTES = 32
TOKEN_HALF = 12
PAYLOAD_BYTES = 4096
ROUNDED = 15 * 60
ABSOLUTE = 8 * 3600
SECRET_LASTS = 9 * 3600
AT_ONCE = 5

# Row keys of sessions that were left while a database was locked or broken. They open nothing.
_left: set[bytes] = set()


class Payload(msgspec.Struct, forbid_unknown_fields=True):
    """What a session holds, sealed. Times are seconds since 1970; `seen` moves once a minute.

    waits: the second factor has not been shown yet, so it is nobody's visit.
    """

    person: bytes
    master: bytes
    token: str
    started: int
    seen: int
    minutes: int
    care: int | None = None
    waits: bool = False
    held: dict[str, Any] = {}

    def __repr__(self) -> str:
        return "Payload(...)"


@dataclass(repr=False)
class Session:
    """An open session: its row's key, the cookie's token, the payload, and what was last saved."""

    key: bytes
    cookie: bytes
    row: SessionRow
    payload: Payload
    saved: bytes

    def ends_in(self, now: int) -> int:
        """Return the seconds left until it ends if nothing more happens."""
        return min(_ends(self.payload), self.payload.started + ABSOLUTE) - now


def start(
    person: bytes, master: bytes, *, minutes: int, now: int, waits: bool = False
) -> tuple[str, Session]:
    """Insert a session's row. Return the cookie's value and the open session.

    waits: it is nobody's visit before `no_longer_waits`; then `factors` has a say first.
    """
    cookie = random.token_bytes(TOKEN_BYTES)
    payload = Payload(
        person=person,
        master=master,
        token=fresh_token(person),
        started=now,
        seen=now,
        minutes=minutes,
        waits=waits,
    )
    key = _row_key(cookie)
    name, secret = secrets.begin("session", key, lasts=SECRET_LASTS)
    started = now // ROUNDED * ROUNDED
    row = SessionRow(key=key, tag=secrets.tag("session", person), started=started, secret=name)
    row.expires, text = _expires(payload), msgspec.json.encode(payload)
    row.blob = _seal(cookie, secret, row, text)
    with transaction.atomic():
        row.save(force_insert=True)
        secrets.settle_on_commit(name)
    # Times are rounded, so the new row is not the first of them by itself.
    others = SessionRow.objects.filter(tag=row.tag).exclude(key=key)
    for old in others.order_by("-started", "-expires")[AT_ONCE - 1 :]:
        _end(SessionRow.objects.filter(key=old.key))
    return _value(cookie), Session(key=key, cookie=cookie, row=row, payload=payload, saved=text)


def open_session(value: str, *, now: int) -> Session | None:
    """Return the session of a cookie, or None if it has ended, was forged or never was."""
    cookie = _token(value)
    if cookie is None:
        return None
    key = _row_key(cookie)
    if key in _left:
        return None
    row = one_row.of(SessionRow, key)
    secret = secrets.dated(bytes(row.secret)) if row and row.expires > now else None
    if row is None or secret is None:
        return None
    try:
        text = unseal(_key(cookie, secret), bytes(row.blob), _place(row))
        payload = msgspec.json.decode(text, type=Payload)
    except (CannotOpen, msgspec.DecodeError):
        return None
    session = Session(key=key, cookie=cookie, row=row, payload=payload, saved=text)
    return session if session.ends_in(now) > 0 else None


def stands(session: Session, *, now: int) -> bool:
    """Return whether a session that was opened earlier is still there, as its row says now."""
    return open_session(_value(session.cookie), now=now) is not None


def renew(session: Session, master: bytes) -> tuple[str, Session] | None:
    """Go on under a new cookie and a new master; the start stays. None if it has ended meanwhile.

    Only inside the transaction that changes the master; the old cookie opens nothing after it.
    """
    cookie = random.token_bytes(TOKEN_BYTES)
    payload = msgspec.structs.replace(session.payload, master=master)
    key = _row_key(cookie)
    name, secret = secrets.begin("session", key, lasts=SECRET_LASTS)
    old, text = session.row, msgspec.json.encode(payload)
    row = SessionRow(key=key, tag=old.tag, started=old.started, secret=name)
    row.expires = _expires(payload)
    row.blob = _seal(cookie, secret, row, text)
    changed = SessionRow.objects.filter(key=session.key, secret=old.secret).update(
        key=key, secret=name, expires=row.expires, blob=row.blob
    )
    if not changed:
        secrets.erase(name)
        return None
    secrets.settle_on_commit(name)
    transaction.on_commit(partial(secrets.erase, bytes(old.secret)))
    return _value(cookie), Session(key=key, cookie=cookie, row=row, payload=payload, saved=text)


def save(session: Session) -> bool:
    """Write a changed payload back. Return False if the session has ended meanwhile.

    What another tab has written since it was opened stays: each change is laid over theirs.
    """
    if msgspec.json.encode(session.payload) == session.saved:
        return True
    secret = secrets.dated(bytes(session.row.secret))
    while secret is not None:
        text = msgspec.json.encode(session.payload)
        blob = _seal(session.cookie, secret, session.row, text)
        found = SessionRow.objects.filter(key=session.key, secret=session.row.secret)
        seen = bytes(session.row.blob)
        if found.filter(blob=seen).update(blob=blob, expires=_expires(session.payload)):
            session.saved, session.row.blob = text, blob
            return True
        row = found.first()
        if row is None:
            return False
        try:
            theirs = unseal(_key(session.cookie, secret), bytes(row.blob), _place(row))
        except CannotOpen:
            return False
        session.payload = _merged(session.saved, session.payload, theirs)
        session.saved, session.row = theirs, row
    return False


def end(value: str) -> None:
    """End the session of a cookie: its secret first, then its row."""
    cookie = _token(value)
    if cookie is not None:
        _end(SessionRow.objects.filter(key=_row_key(cookie)))


def end_one(session: Session) -> None:
    """End an open session: its secret first, then its row."""
    _end(SessionRow.objects.filter(key=session.key))


def no_longer_waits(session: Session) -> tuple[str, Session] | None:
    """Go on as a whole session, behind a new cookie; None if it has ended meanwhile."""
    session.payload.waits = False
    with transaction.atomic():
        return renew(session, session.payload.master)


def end_now_or_later(value: str) -> None:
    """End the session of a cookie without waiting and without failing, whatever the databases do.

    In this process it opens nothing from here on; its row and secret go now or with the sweep.
    """
    cookie = _token(value)
    if cookie is None:
        return
    _left.add(_row_key(cookie))
    try:
        with secrets.briefly("default"), secrets.briefly(secrets.ALIAS):
            end_left()
    except DatabaseError:
        log.warning("a session that was left is kept shut; its row goes with the next sweep")


def end_left() -> None:
    """Take away the rows and secrets of all sessions that were left and still have them."""
    for key in list(_left):
        _end(SessionRow.objects.filter(key=key))
        _left.discard(key)


def end_all(person: bytes, *, but: Session | None = None) -> None:
    """End every session of a person, save one if named."""
    rows = SessionRow.objects.filter(tag=secrets.tag("session", person))
    _end(rows.exclude(key=but.key) if but else rows)


def end_expired(now: int) -> None:
    """End every session that nobody has used in time, as if each had been left."""
    _end(SessionRow.objects.filter(expires__lte=now))


def is_known(value: str) -> bool:
    """Return whether a cookie names a row that stands; costs one look, derives no key."""
    cookie = _token(value)
    if cookie is None:
        return False
    key = _row_key(cookie)
    return key not in _left and SessionRow.objects.filter(key=key).exists()


def fresh_token(person: bytes) -> str:
    """Return a token against foreign forms: random, and tagged as this person's.

    So a form that was sent after its session's end still tells, to us alone, whose it was.
    """
    salt = random.token_bytes(TOKEN_HALF)
    return base64.urlsafe_b64encode(salt + _token_tag(person, salt)).decode()


def is_token_of(person: bytes, token: str) -> bool:
    """Return whether a token was made for this person, in whatever session."""
    try:
        raw = base64.urlsafe_b64decode(token)
    except (binascii.Error, ValueError):
        return False
    return compare_digest(raw[TOKEN_HALF:], _token_tag(person, raw[:TOKEN_HALF]))


def _token_tag(person: bytes, salt: bytes) -> bytes:
    return derive(secrets.index_key(), "token", person, salt, length=TOKEN_HALF)


def _end(rows: Any) -> None:
    for key, secret in list(rows.values_list("key", "secret")):
        secrets.erase(bytes(secret))
        with transaction.atomic():
            SessionRow.objects.filter(key=bytes(key)).delete()
            secrets.checkpoint_after("default")
            news.tell(news.of_session(bytes(key)))


def _seal(cookie: bytes, secret: bytes, row: SessionRow, text: bytes) -> bytes:
    return seal(_key(cookie, secret), text, _place(row), size=PAYLOAD_BYTES)


def _row_key(cookie: bytes) -> bytes:
    return derive(cookie, "session", "id", length=16)


def _key(cookie: bytes, secret: bytes) -> bytes:
    return derive(cookie, "session", "key", salt=secret)


def _place(row: SessionRow) -> bytes:
    return bind("session", bytes(row.key), bytes(row.tag), row.started)


def _merged(saved: bytes, mine: Payload, written: bytes) -> Payload:
    """Lay what this request changed over what another has written since it was opened."""
    before = msgspec.json.decode(saved, type=Payload)
    theirs = msgspec.json.decode(written, type=Payload)
    for name in Payload.__struct_fields__:
        if getattr(mine, name) != getattr(before, name):
            setattr(theirs, name, _latest(name, mine, before, theirs))
    return theirs


def _latest(name: str, mine: Payload, before: Payload, theirs: Payload) -> Any:
    match name:
        case "seen":
            return max(mine.seen, theirs.seen)
        case "care" if mine.care is not None and theirs.care != before.care:
            # Two answers in one moment: the graver one rules, whichever came last.
            return max(mine.care, theirs.care or 0)
        case "held":
            dropped = before.held.keys() - mine.held.keys()
            kept = {key: value for key, value in theirs.held.items() if key not in dropped}
            return kept | {k: v for k, v in mine.held.items() if before.held.get(k) != v}
        case _:
            return getattr(mine, name)


def _ends(payload: Payload) -> int:
    return payload.seen + payload.minutes * 60


def _expires(payload: Payload) -> int:
    ends = min(_ends(payload), payload.started + ABSOLUTE)
    return -(-ends // ROUNDED) * ROUNDED


def _value(cookie: bytes) -> str:
    return base64.urlsafe_b64encode(cookie).decode().rstrip("=")


def _token(value: str) -> bytes | None:
    try:
        cookie = base64.urlsafe_b64decode(value + "=")
    except (binascii.Error, ValueError):
        return None
    return cookie if len(cookie) == TOKEN_BYTES else None
