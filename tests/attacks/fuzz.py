"""Requests at random to every route; as many: `ATTACKS_FUZZ=10000 ./nearer test -k at_random`.

The same number of them is the same requests.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.attacks.undoing import undone
from tests.house.addresses import METHODS, Address, addresses

MARK = "<mark-7&'\">"
BATCH = 100
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", "")
WORDS = (
    "", "0", "1", "-1", "5", "none", "short", "all", "yes", "no", "me", "one", "two", "on", "seal",
    "ready", "back", "keep", "look", "talk", "letter", "start", "answer", "open", "later", "stay",
    "name", "1e999", "NaN", "9" * 400, "0" * 32, "a" * 70_000, "\x00", "\ud7ff\ufffd", "é" * 999,
    "\u202eabc", "{{ 7*7 }}", "%s%n", "../../etc", "' OR 1=1 --", MARK, "2026-02-30", "[]", "{}",
    '{"a":1}', "null", "\r\nX: y", "👩‍❤️‍👩",
)  # fmt: skip
HEADERS = ("HTTP_ACCEPT_LANGUAGE", "HTTP_REFERER", "HTTP_USER_AGENT", "HTTP_X_TOKEN", "HTTP_RANGE")


@dataclass
class Found:
    """What came back: how many of each status, and what went wrong."""

    statuses: dict[int, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def take(self, asked: str, answer: Any) -> None:
        """Count an answer, and look at it."""
        status = answer.status_code
        self.statuses[status] = self.statuses.get(status, 0) + 1
        body = b"" if answer.streaming else answer.content
        if status >= 500:
            self.wrong.append(f"{status} {asked}")
        if MARK.encode() in body and "html" in answer.get("Content-Type", ""):
            self.wrong.append(f"unescaped {asked}")


def fuzz(enter: Sequence[Callable[[], Any]], times: int, *, seed: int = 7) -> Found:
    """Send so many requests, by turns from each who can enter; what they wrote is taken back.

    enter: each returns a browser, in a session of its own or in none.
    """
    chance, found = Random(seed), Found()
    known = list(addresses())
    for first in range(0, times, BATCH):
        with undone():
            clients = [one() for one in enter]
            for number in range(first, min(first + BATCH, times)):
                which = number % len(enter)
                asked, answer = _ask(clients[which], chance.choice(known), chance)
                found.take(f"{number}: {asked}", answer)
                if which and not clients[which].token:
                    clients[which] = enter[which]()
    return found


def _ask(client: Any, address: Address, chance: Random) -> tuple[str, Any]:
    method = chance.choice((*METHODS, "POST", "POST", "POST", "GET", "GET"))
    path = _path(address, chance)
    headers = {name: _plain(chance.choice(WORDS)) for name in HEADERS if chance.random() < 0.1}
    asked = f"{method} {path[:80]}"
    if method != "POST":
        return asked, client.generic(method, path, **headers)
    if chance.random() < 0.1:
        body = bytes(chance.randbytes(chance.randrange(300)))
        kind = chance.choice(KINDS)
        return asked, client.generic(
            "POST", path, body, content_type=kind, HTTP_X_TOKEN=client.token
        )
    fields = dict(_fields(address, chance))
    return f"{asked} {str(fields)[:200]}", client.send(path, fields, **headers)


def _path(address: Address, chance: Random) -> str:
    parts = address.path.split("/")
    if chance.random() < 0.15:
        parts[chance.randrange(1, len(parts))] = _plain(chance.choice(WORDS))[:200]
    asked = "/".join(parts)
    if chance.random() < 0.2:
        asked += f"?{chance.choice(('part', 'entry', 'page', 'month', 'kind', 'anew', 'to'))}="
        asked += _plain(chance.choice(WORDS))[:200]
    return asked


def _plain(word: str) -> str:
    return "".join(letter for letter in word if 32 < ord(letter) < 127 and letter not in "?#")


def _fields(address: Address, chance: Random) -> Iterator[tuple[str, Any]]:
    for name in address.declaration.fields:
        if chance.random() < 0.85:
            many = chance.random() < 0.05
            yield name, [_word(chance) for _ in range(3)] if many else _word(chance)
    if chance.random() < 0.1:
        yield chance.choice(WORDS)[:50] or "x", _word(chance)


def _word(chance: Random) -> str:
    if chance.random() < 0.8:
        return chance.choice(WORDS)
    return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0xD7FF))))
                   for _ in range(chance.randrange(40)))  # fmt: skip
