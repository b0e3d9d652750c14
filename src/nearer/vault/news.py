"""Word that something changed, for pages that lie open: never what, never whose.

A topic is sixteen bytes that only its people's keys or this house's secrets give. Within the
process the word goes from hand to hand; on PostgreSQL it also goes to the other processes, by
NOTIFY in the very transaction of the row. Who missed it loses nothing: a page that is looked at
again shows what is true.
"""

import threading
from collections import defaultdict
from collections.abc import Callable
from functools import partial

from django.db import connection, transaction

from nearer.vault import secrets
from nearer.vault.keys import SpaceKeys
from nearer.vault.seal import derive

CHANNEL = "nearer"
TOPIC_BYTES = 16

Listener = Callable[[], None]


class Hub:
    """Who listens to which topic in this process. Listeners are called in the teller's thread."""

    def __init__(self) -> None:
        self._listeners: dict[bytes, list[Listener]] = defaultdict(list)
        self._lock = threading.Lock()

    def listen(self, topic: bytes, listener: Listener) -> Callable[[], None]:
        """Call `listener` at each word on a topic, until what is returned is called."""
        with self._lock:
            self._listeners[topic].append(listener)
        return partial(self._forget, topic, listener)

    def publish(self, topic: bytes) -> None:
        """Tell all who listen to a topic here."""
        with self._lock:
            listeners = tuple(self._listeners.get(topic, ()))
        for listener in listeners:
            listener()

    def _forget(self, topic: bytes, listener: Listener) -> None:
        with self._lock:
            kept = [one for one in self._listeners.get(topic, ()) if one is not listener]
            if kept:
                self._listeners[topic] = kept
            else:
                self._listeners.pop(topic, None)


HUB = Hub()


def of_space(keys: SpaceKeys) -> bytes:
    """Return the topic of a space; only who holds its key can name it."""
    return derive(keys.index, "news", "space", length=TOPIC_BYTES)


def of_session(row_key: bytes) -> bytes:
    """Return the topic of a session: its end."""
    return derive(secrets.index_key(), "news", "session", row_key, length=TOPIC_BYTES)


def of_person(person: bytes) -> bytes:
    """Return the topic of a person's own standing: they rest, come back, or close."""
    return derive(secrets.index_key(), "news", "person", person, length=TOPIC_BYTES)


def tell(*topics: bytes) -> None:
    """Tell of topics once the transaction around this is committed; at once without one."""
    for topic in topics:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic.hex()])
        transaction.on_commit(partial(HUB.publish, topic))
