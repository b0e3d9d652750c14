"""What pages cost, beside an empty view, a base page and a peer, and with up to 50,000 couples.

Run `python -m benchmarks.pages [--peer FOLDER]`. A couple that has lived in Nearer for eight months
asks for Today, the picture, and saves answers of a check; copies of the same house hold 1,000 and
50,000 couples. All take turns in every round, so that other work on the machine meets each alike.
Cost is processor time of the server's processes (with PostgreSQL, of its own too), not of this one.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks import load, postgres
from benchmarks.load import Load, Request, asking, family, most_memory
from benchmarks.pages_peer import Peer, peer
from tests.journeys.conftest import House

PROGRAM = str(Path(__file__).with_name("pages_house.py"))
COUPLES, ROUNDS = (1, 1_000, 50_000), 9
PAGES = ("today", "picture", "answer")
READING = ("today", "picture")
BASES, A_ROW, AS_FAST, WITHIN, LATE = 3.0, 0.025, 5.0, 1.15, 200.0

Loads = dict[tuple[str, int], Load]


class Copy(House):
    """A copy with so many couples, and the two who are measured in it."""

    def __init__(self, folder: Path, store: dict[str, str]) -> None:
        super().__init__(folder, program=(PROGRAM,))
        self._store = store
        self.two: list[dict[str, Any]] = []

    def does(self, *words: str) -> None:
        """Run the program's other commands."""
        command = [sys.executable, PROGRAM, *words]
        subprocess.run(command, env=self.environment, check=True, timeout=1800)  # noqa: S603

    def request(self, page: str) -> Callable[[int], bytes]:
        """Return how a page is asked for."""
        one, other = (f"s{self.port}={each['cookie']}" for each in self.two)
        if page == "answer":
            return lambda number: self._answer(number, other)
        sent = asking(self.port, f"/{page}", cookie="" if page == "empty" else one)
        return lambda number: sent

    def signing_in(self, _: int) -> bytes:
        """Return how the first of the two signs in."""
        fields = {"name": self.two[0]["name"], "pass": self.two[0]["pass"]}
        return asking(self.port, "/sign-in", body=urlencode(fields).encode())

    def _answer(self, number: int, cookie: str) -> bytes:
        fields = {
            "token": self.two[1]["token"],
            "key": secrets.token_hex(16),
            "answer": str(1 + secrets.randbelow(5)),
            "length": "signs",
        }
        path, body = f"/check/receive/{1 + number % 16}", urlencode(fields).encode()
        return asking(self.port, path, cookie=cookie, body=body)


@contextmanager
def copies(folder: Path, couples: tuple[int, ...], url: str = "") -> Iterator[dict[int, Copy]]:
    """Serve one copy for each number of couples; all hold the same two."""
    first = folder / "first"
    first.mkdir()
    origin = Copy(first, {"DATABASE_URL": url} if url else {})
    origin.does("prepare", str(first / "two.json"))
    with ExitStack() as ends:
        made = {}
        for number in couples:
            copy = Copy(folder / str(number), _store(url, number))
            shutil.copytree(first, copy.folder)
            copy.two = json.loads((first / "two.json").read_text(encoding="utf-8"))
            if number > 1:
                copy.does("grow", str(number - 1))
            copy.start()
            ends.callback(copy.stop)
            made[number] = copy
        yield made


def _store(url: str, number: int) -> dict[str, str]:
    if not url:
        return {}
    import psycopg  # noqa: PLC0415  only where it is asked for

    with psycopg.connect(url.replace("/nearer?", "/postgres?"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "with_{number}" TEMPLATE nearer'.encode())
    return {"DATABASE_URL": url.replace("/nearer?", f"/with_{number}?")}


@dataclass
class Turns:
    """Rounds in which each page of each copy has its turn. beside: a database server's process."""

    made: dict[int, Copy]
    beside: int = 0
    found: Loads = field(default_factory=dict)

    async def all(self, *, rounds: int, other: Peer | None) -> Loads:
        """Ask for everything so many times, after one round to warm up."""
        for turn in range(rounds + 1):
            if turn == 1:
                self.found.clear()
            await self._round()
            if other:
                await _ask_peer(self.found.setdefault(("peer", 1), Load()), other)
        first = self.made[1].signing_in
        await self._one("sign in", 1, first, status=303, times=6, connections=1)
        return self.found

    async def _round(self) -> None:
        for name in ("empty", "base"):
            await self._one(name, 1, self.made[1].request(name))
        for number, copy in self.made.items():
            for name in PAGES:
                status = 303 if name == "answer" else 200
                await self._one(name, number, copy.request(name), status=status)

    async def _one(self, name: str, number: int, request: Request, **more: Any) -> None:
        counted = self.found.setdefault((name, number), Load())
        port = self.made[number].port
        await load.measure(counted, port, request, processes=partial(self._all, number), **more)

    def _all(self, number: int) -> list[int]:
        served = family(self.made[number].process)
        return served + family(self.beside) if self.beside else served


async def _ask_peer(counted: Load, other: Peer) -> None:
    sent = asking(other.port, other.path, cookie=other.cookie)
    await load.measure(
        counted, other.port, lambda _: sent, processes=lambda: family(other.process), connections=8
    )


def bars(found: Loads, rows: int) -> list[tuple[str, float, str, bool]]:
    """Return each figure that is asked for, its bar, and whether it holds."""
    told = []
    for page in READING:
        pairs = zip(found[page, 1].cost, found["base", 1].cost, strict=True)
        bases = median((cost - A_ROW * rows) / base for cost, base in pairs)
        told.append((f"{page}: base pages beside its rows", bases, "3 or less", bases <= BASES))
        if ("peer", 1) in found:
            faster = found["peer", 1].each / found[page, 1].each
            told.append((f"{page}: times the peer's speed", faster, "5 or more", faster >= AS_FAST))
    for (page, number), counted in found.items():
        if page in PAGES and number > 1:
            pairs = zip(counted.cost, found[page, 1].cost, strict=True)
            more = median(many / few for many, few in pairs)
            name = f"{page}: with {number:,} couples, times with one"
            told.append((name, more, "1.15 or less", more <= WITHIN))
        if page in PAGES:
            late = counted.late(99)
            told.append((f"{page}, {number:,}: p99, ms", late, "200 or less", late <= LATE))
    failed = sum(counted.failed for counted in found.values())
    return [*told, ("answers that were not as they should be", failed, "0", not failed)]


def main() -> int:
    """Measure on both stores, print, and say whether the bars hold."""
    parser = argparse.ArgumentParser(prog="benchmarks.pages", description=__doc__)
    parser.add_argument("--peer", type=Path, metavar="FOLDER", help="Healthchecks' checkout")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--couples", type=int, nargs="+", default=COUPLES, help="begins with 1")
    parser.add_argument("--store", choices=["sqlite", "postgresql"], help="only one of the two")
    said = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    missed = 0
    if said.store != "postgresql":
        missed += _on_sqlite(said)
    if said.store != "sqlite":
        missed += _on_postgresql(said)
    return int(missed > 0)


def _on_sqlite(said: argparse.Namespace) -> int:
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        other = ends.enter_context(peer(said.peer, folder)) if said.peer else None
        if other is None:
            print("The peer page is skipped: --peer names no checkout of it.")
        made = ends.enter_context(copies(folder, tuple(said.couples)))
        found = asyncio.run(Turns(made).all(rounds=said.rounds, other=other))
        return _told("SQLite", made, found)


def _on_postgresql(said: argparse.Namespace) -> int:
    if postgres.programs() is None:
        print("PostgreSQL is skipped: it is not installed.")
        return 0
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        url, process = ends.enter_context(postgres.server(folder))
        made = ends.enter_context(copies(folder, tuple(said.couples), url))
        found = asyncio.run(Turns(made, process).all(rounds=said.rounds, other=None))
        return _told("PostgreSQL", made, found)


def _told(store: str, made: dict[int, Copy], found: Loads) -> int:
    rows = int(made[1].two[0]["rows"])
    print(f"\n{store}: 16 connections, {rows} rows a look; memory", end=" ")
    print(", ".join(f"{most_memory(copy.process):.0f} MB" for copy in made.values()))
    print(f"{'page':10}{'couples':>9}{'CPU ms':>8}{'a second':>10}{'p50':>7}{'p99':>7}{'bytes':>9}")
    for (page, number), counted in sorted(found.items(), key=lambda one: one[0][::-1]):
        times = f"{median(counted.times):7.0f}{counted.late(99):7.0f}"
        print(f"{page:10}{number:>9,}{counted.each:8.2f}{counted.rate:10.0f}{times}", end="")
        print(f"{counted.size:>9,}")
    told = bars(found, rows)
    for name, figure, bar, holds in told:
        print(f"{'holds ' if holds else 'MISSED'} {name}: {figure:.2f} ({bar})")
    return sum(not holds for *_, holds in told)


if __name__ == "__main__":
    sys.exit(main())
