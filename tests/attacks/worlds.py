"""Everything that one person can fetch, in a form in which two fetchings can be compared."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nearer.people import copying, sealed_file
from nearer.vault import news
from tests.conftest import PASSPHRASE, Actor
from tests.house.addresses import addresses

# What differs between two renderings of one page whatever anybody did: the session's token and its
# seconds, the form's key, the policy's nonce, the day's time in a header and in a copy.
NOISE = re.compile(rb'(data-left|data-token|name="(?:token|key|seed|carried_tag)" value)="[^"]*"')
MADE = re.compile(rb'(?<="nearer-copy/1","made":")[^"]*')
ID = re.compile(rb"[0-9a-f]{32,}")
# What leads to something of one's own; what is numbered alike is looked at by its example.
LINK = re.compile(rb'(?:href|action)="(/[^"#]*(?:[0-9a-f]{32}|\?[^"#]+))"')
QUIET_HEADERS = {"date"}
COPY = {"file": "umbrella in the wet hall", "again": "umbrella in the wet hall"}

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


def fetched(actor: Actor, only: Sequence[str] = ()) -> dict[str, Seen]:
    """Get every address, and every address of our own that its pages lead to; or these alone."""
    pages: dict[str, Seen] = {}
    wanted = list(only) or [a.path for a in addresses() if "GET" in a.declaration.methods]
    while wanted:
        path = wanted.pop()
        if path in pages:
            continue
        answer = actor.client.get(path)
        body = answer.getvalue() if answer.streaming else answer.content
        pages[path] = seen(answer, body)
        if not only:
            wanted += [link.decode().replace("&amp;", "&") for link in LINK.findall(body)]
    return pages if only else pages | copy_of_all(actor)


def copy_of_all(actor: Actor) -> dict[str, Seen]:
    """Take the sealed copy, and return its answer and what lies inside it, opened."""
    inside = io.BytesIO(b"".join(copying.zipped(copying.gather(actor.visit))))
    kept = actor.client.cookies.copy()  # the passphrase takes another, and all is undone
    answer = actor.client.send("/export", {**COPY, "pass": PASSPHRASE})
    assert b"".join(answer.streaming_content).startswith(sealed_file.MAGIC)
    actor.client.cookies = kept
    with zipfile.ZipFile(inside) as whole:
        return {name: seen(answer, whole.read(name)) for name in whole.namelist()}


def seen(answer: Any, body: bytes) -> Seen:
    """Return an answer without its noise; ids are renamed by the order of their first showing."""
    order: dict[bytes, bytes] = {}

    def renamed(found: re.Match[bytes]) -> bytes:
        return order.setdefault(found[0], b"#%d" % len(order))

    told = [
        (name.lower(), re.sub(r"nonce-[^']+", "nonce", value))
        for name, value in answer.items()
        if name.lower() not in QUIET_HEADERS
    ]
    told += [("cookie", re.sub("=[^;]*", "", one.OutputString(), count=1)) for one in _set(answer)]
    plain = MADE.sub(b"", NOISE.sub(rb"\1", body))
    return answer.status_code, tuple(sorted(told)), ID.sub(renamed, plain)


def _set(answer: Any) -> list[Any]:
    return list(answer.cookies.values())


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
