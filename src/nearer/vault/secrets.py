"""The secrets folder: server secrets, the house's keys, and the dated secrets.

A dated secret makes an ended thing stay ended: it is the salt of that thing's key and is erased at
its end, so that no old backup and no row written back opens it again. It is born *pending*, then
the rows name it, then it is *current*; `vault.sweep` judges what a crash left between.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from time import time
from typing import Literal

from django.db import IntegrityError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Max

from nearer.vault import one_row
from nearer.vault.models import ID, DatedSecret, FolderKey, ServerSecret
from nearer.vault.seal import derive, fresh_id, fresh_key

ALIAS = "secrets"
BRIEFLY = 200  # milliseconds


@cache
def _house_key(name: str, make: Callable[[], bytes]) -> bytes:
    found = FolderKey.objects.filter(name=name).first()
    if found is None:
        try:
            with transaction.atomic(using=ALIAS):
                FolderKey.objects.create(name=name, value=make())
        except IntegrityError:  # another process was first
            pass
        found = FolderKey.objects.get(name=name)
    return bytes(found.value)


def index_key() -> bytes:
    """Return the key of all tags (names, sessions, spoken words); used only through HKDF."""
    return _house_key("index", fresh_key)


def reveal_key() -> bytes:
    """Return the key of the envelopes' outer layer; used only through HKDF."""
    return _house_key("reveal", fresh_key)


def tag(thing: Literal["session", "pin", "invitation"], person: bytes) -> bytes:
    """Return the keyed tag by which a person's things of one kind are found, by us alone."""
    return derive(index_key(), thing, "tag", person)


def folder_id() -> bytes:
    """Return the folder's random id, which the records name."""
    return _house_key("folder", fresh_id)


def forget_cached_keys() -> None:
    """Read the house's keys anew: after a restore, and in tests that change the folder."""
    _house_key.cache_clear()


def new_server_secret(person: bytes) -> bytes:
    """Make and store a person's server secret. Two who ask at once get the same one."""
    made, _ = ServerSecret.objects.get_or_create(person=person, defaults={"secret": fresh_key()})
    return bytes(made.secret)


def server_secret(person: bytes) -> bytes | None:
    """Return a person's server secret, or None once it was erased or the folder is another."""
    found = one_row.of(ServerSecret, person)
    return None if found is None else bytes(found.secret)


def erase_server_secret(person: bytes) -> None:
    """Erase a person's server secret for good."""
    ServerSecret.objects.filter(person=person).delete()
    checkpoint_after(ALIAS)


def begin(kind: str, guard: bytes, *, lasts: int) -> tuple[bytes, bytes]:
    """Make a pending secret for the row `guard`. Return its name and the secret.

    lasts: seconds until it is erased whatever happens.
    """
    name, secret, now = fresh_id(), fresh_key(), int(time())
    last = DatedSecret.objects.filter(guard=guard, kind=kind).aggregate(Max("born"))["born__max"]
    # Later than every earlier one of its row, whatever the clock says: `settle` goes by it.
    born = max(now, (last or 0) + 1)
    DatedSecret.objects.create(
        id=name, kind=kind, guard=guard, secret=secret, born=born, expires=born + lasts
    )
    return name, secret


def settle(name: bytes) -> None:
    """Make a secret current, now that the rows name it, and erase the older ones of its row."""
    row = DatedSecret.objects.filter(id=name).first()
    if row is None:
        return
    older = DatedSecret.objects.filter(guard=row.guard, kind=row.kind).exclude(id=name)
    with transaction.atomic(using=ALIAS):
        DatedSecret.objects.filter(id=name).update(current=True)
        erased, _ = older.filter(born__lt=row.born).delete()
    if erased:
        checkpoint_after(ALIAS)


def settle_on_commit(name: bytes) -> None:
    """Settle a secret once the records' transaction that names it has committed."""
    transaction.on_commit(partial(settle, name), using="default")


def dated(name: bytes) -> bytes | None:
    """Return a dated secret by the name that a row holds, or None: then that row is void."""
    row = one_row.of(DatedSecret, name)
    return bytes(row.secret) if row is not None and row.expires > int(time()) else None


def count_try(name: bytes, *, most: int) -> bool:
    """Count one try against a secret, in a commit of its own; False if none is left.

    One conditional UPDATE: forty at once count as forty.
    """
    standing = DatedSecret.objects.filter(id=name, expires__gt=int(time()), tries__lt=most)
    return bool(standing.update(tries=F("tries") + 1))


def name_of_day(kind: str, person: bytes, day: date) -> bytes:
    """Return the name by which a person's tries of one day (UTC) are counted."""
    return derive(index_key(), kind, "day", person, day.isoformat(), length=ID)


def begin_day(name: bytes, kind: str, day: date) -> None:
    """Let the tries of a day be counted, until it is over. No record names them, nor a backup."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    row = {"kind": kind, "guard": name, "secret": b"", "current": True}
    row |= {"born": int(time()), "expires": int(end.timestamp())}
    DatedSecret.objects.get_or_create(id=name, defaults=row)


def give_back_try(name: bytes) -> None:
    """Let a right try not count; the wrong ones add up for as long as the secret lives."""
    DatedSecret.objects.filter(id=name, tries__gt=0).update(tries=F("tries") - 1)


def tries(name: bytes) -> int:
    """Return how many tries a secret has seen that were not given back."""
    return DatedSecret.objects.filter(id=name).values_list("tries", flat=True).first() or 0


def erase(name: bytes) -> None:
    """Erase a dated secret for good; harmless if it is gone already."""
    if DatedSecret.objects.filter(id=name).delete()[0]:
        checkpoint_after(ALIAS)


def checkpoint_after(alias: str) -> None:
    """Once this transaction has committed, move erased bytes out of SQLite's log."""
    transaction.on_commit(partial(checkpoint, alias), using=alias)


busy: set[str] = set()


def checkpoint(alias: str) -> bool:
    """Truncate the write-ahead log, so that what was erased is gone from the disk.

    A reader or an open transaction makes it fail; then `busy` remembers the database and the
    sweep tries again. PostgreSQL has no such log in reach: there it is nothing to do.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block or _truncate(connection):
        busy.add(alias)
        return False
    busy.discard(alias)
    return True


@contextmanager
def briefly(alias: str) -> Iterator[None]:
    """Wait for no lock longer than a moment: nobody's Leave waits the usual 20 s for one."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            brief, back = f"PRAGMA busy_timeout = {BRIEFLY}", f"PRAGMA busy_timeout = {usual}"
        else:
            brief, back = f"SET lock_timeout = {BRIEFLY}", "RESET lock_timeout"
        cursor.execute(brief)
        try:
            yield
        finally:
            cursor.execute(back)


def _truncate(connection: BaseDatabaseWrapper) -> bool:
    """Return whether a reader stood in the way."""
    with briefly(connection.alias), connection.cursor() as cursor:
        return bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])
