"""Word from other processes, by PostgreSQL's NOTIFY, for the pages that lie open at this one.

It says sixteen bytes that mean something only to who listens for them. Where the connection is
lost it is made anew; a page that was told nothing meanwhile looks again by itself.
"""

import logging
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import connection

from nearer.vault.news import CHANNEL, HUB

if TYPE_CHECKING:
    import psycopg

AGAIN = 2.0

log = logging.getLogger(__name__)


def listen() -> None:
    """Listen in a thread of its own, as long as the process runs; SQLite has one process only."""
    if connection.vendor == "postgresql":
        threading.Thread(target=_listen, name="notify", daemon=True).start()


def _listen() -> None:
    import psycopg  # noqa: PLC0415  only with PostgreSQL

    while True:
        with suppress(psycopg.Error), _connected() as heard:
            heard.execute(f"LISTEN {CHANNEL}")
            for word in heard.notifies():
                _pass_on(word.payload)
        log.warning("the line between processes was lost; it is made anew")
        time.sleep(AGAIN)


def _connected() -> "psycopg.Connection[tuple[object, ...]]":
    import psycopg  # noqa: PLC0415

    settings = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "sslmode")
    known = {name: settings[name] for name in names if settings.get(name)}
    return psycopg.connect(**known, autocommit=True)


def _pass_on(payload: str) -> None:
    with suppress(ValueError):
        HUB.publish(bytes.fromhex(payload))
