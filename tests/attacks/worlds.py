"""Everything that one person can fetch, in a form in which two fetchings can be compared."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from nearer.vault import news
from tests.conftest import Actor
from tests.house.addresses import addresses

# What differs between two renderings of one page whatever anybody did: the session's token and its
# seconds, the form's key, the policy's nonce, the day's time in a header.
NOISE = re.compile(rb'(data-left|data-token|name="(?:token|key|seed|carried_tag)" value)="[^"]*"')
ID = re.compile(rb"[0-9a-f]{32,}")
# What leads to something of one's own; what is numbered alike is looked at by its example.
LINK = re.compile(rb'(?:href|action)="(/[^"#]*(?:[0-9a-f]{32}|\?[^"#]+))"')
QUIET_HEADERS = {"date", "set-cookie"}

Seen = tuple[int, tuple[tuple[str, str], ...], bytes]


@dataclass(frozen=True)
class World:
    """What somebody can fetch, and what was told to their open pages."""

    pages: dict[str, Seen]
    told: int = 0

    def differs_from(self, other: "World") -> list[str]:
        """Return the addresses that are not the same in both."""
        named = sorted(self.pages.keys() | other.pages.keys())
        found = [path for path in named if self.pages.get(path) != other.pages.get(path)]
        return found + ["a word to an open page"] * (self.told != other.told)


def fetched(actor: Actor) -> dict[str, Seen]:
    """Get every address, and every address of our own that its pages lead to."""
    pages: dict[str, Seen] = {}
    wanted = [a.path for a in addresses() if "GET" in a.declaration.methods]
    while wanted:
        path = wanted.pop()
        if path in pages:
            continue
        answer = actor.client.get(path)
        body = answer.getvalue() if answer.streaming else answer.content
        pages[path] = seen(answer.status_code, dict(answer.items()), body)
        wanted += [link.decode().replace("&amp;", "&") for link in LINK.findall(body)]
    return pages


def seen(status: int, headers: dict[str, str], body: bytes) -> Seen:
    """Return an answer without its noise; ids are renamed by the order of their first showing."""
    order: dict[bytes, bytes] = {}

    def renamed(found: re.Match[bytes]) -> bytes:
        return order.setdefault(found[0], b"#%d" % len(order))

    kept = {name.lower(): value for name, value in headers.items()}
    told = tuple(
        (name, re.sub(r"nonce-[^']+", "nonce", value))
        for name, value in sorted(kept.items())
        if name not in QUIET_HEADERS
    )
    return status, told, ID.sub(renamed, NOISE.sub(rb"\1", body))


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that is written within, in both databases."""
    with transaction.atomic(), transaction.atomic(using="secrets"):
        yield
        for alias in ("default", "secrets"):
            transaction.set_rollback(True, using=alias)


@contextmanager
def listening(actor: Actor) -> Iterator[list[bytes]]:
    """Collect each word that an open page of somebody's would be told."""
    told: list[bytes] = []
    visit = actor.visit
    topics = [news.of_person(visit.person), *([news.of_space(visit.us.keys)] if visit.us else [])]
    forget = [news.HUB.listen(topic, lambda topic=topic: told.append(topic)) for topic in topics]
    try:
        yield told
    finally:
        for one in forget:
            one()
