"""One writer at a time in this process: waiters for SQLite's one writer sleep and starve."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_one_writer = threading.RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Be this process's one writer; taken before the database's own lock, never inside it."""
    if connection.vendor != "sqlite":
        yield
        return
    with _one_writer:
        yield
