"""The house that `benchmarks.pages` measures: a lived-in couple, many others, and two bare pages.

Run by `benchmarks.pages` as a program of its own: `prepare FILE`, `grow COUPLES`, `serve`.
"""

import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nearer import cli
from nearer.cli import serve
from nearer.project import environment

RECORDS = 30
ID, TAG, PART = 16, 32, 2000
# The columns of a row, and its values.
Rows = list[tuple[tuple[str, ...], tuple[Any, ...]]]


def prepare(told: Path) -> None:
    """Let two live for eight months; tell their sessions, and how many rows a page reads."""
    from django.db import connections  # noqa: PLC0415  Django first

    from nearer.cli.demo import history, living  # noqa: PLC0415

    # Preparing has not to outlive a power cut; what is measured later has.
    quick = {"sqlite": "PRAGMA synchronous = OFF", "postgresql": "SET synchronous_commit = off"}
    for alias in ("default", "secrets"):
        connections[alias].cursor().execute(quick[connections[alias].vendor])
    living.live(history.history(datetime.now(UTC).date()))
    told.write_text(json.dumps([_signed_in(who) for who in living.BOTH]), encoding="utf-8")


def _signed_in(who: Any) -> dict[str, Any]:
    from nearer.cli.demo.living import PASSPHRASES  # noqa: PLC0415
    from nearer.rooms.awareness import acts  # noqa: PLC0415
    from nearer.vault import accounts, read, sessions  # noqa: PLC0415
    from nearer.vault import visit as visits  # noqa: PLC0415

    opened = accounts.unlock(who, PASSPHRASES[who])
    assert opened is not None
    value, session = sessions.start(*opened, minutes=60, now=int(time.time()))
    session.payload.held["asked"] = True
    sessions.save(session)
    visit = visits.begin(session)
    assert visit is not None
    acts.look(visit)
    visit.pages = None
    pages = read.recent(visit)
    rows = len(pages.entries) + pages.unreadable
    return {
        "cookie": value,
        "token": session.payload.token,
        "rows": rows,
        "name": who,
        "pass": PASSPHRASES[who],
    }


def grow(couples: int) -> None:
    """Add so many couples: rows of the same sizes as those of the two, filled with chance."""
    from django.db import connections, transaction  # noqa: PLC0415

    from nearer.vault.models import RecordRow  # noqa: PLC0415

    sizes = [len(blob) for blob in RecordRow.objects.values_list("blob", flat=True)[:RECORDS]]
    with transaction.atomic("default"), transaction.atomic("secrets"):
        for table, rows in _tables(couples, sizes):
            _insert(connections["secrets" if table == "server_secret" else "default"], table, rows)
    if connections["default"].vendor == "postgresql":
        connections["default"].cursor().execute("ANALYZE")  # as its own housekeeping would


def _insert(connection: Any, table: str, rows: Rows) -> None:
    names = ", ".join(rows[0][0])
    values = [row[1] for row in rows]
    if connection.vendor == "postgresql":
        with connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for value in values:
                copy.write_row(value)
        return
    marks = ", ".join("%s" for _ in values[0])
    into = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  our own names
    connection.cursor().executemany(into, values)


def _tables(couples: int, sizes: list[int]) -> Iterator[tuple[str, Rows]]:
    chance = secrets.token_bytes
    for _ in range(0, couples, PART):
        made = min(PART, couples)
        pairs = [(chance(ID), chance(ID), chance(ID)) for _ in range(made)]
        people = [one for pair in pairs for one in pair[:2]]
        yield "person", [(("id", "name_tag"), (one, chance(TAG))) for one in people]
        slot = ("person", "salt", "check_value", "blob")
        yield "slot", [(slot, (one, chance(ID), chance(TAG), chance(75))) for one in people]
        yield "keyring", [(("person", "blob"), (one, chance(4139))) for one in people]
        yield "server_secret", [(("person", "secret"), (one, chance(TAG))) for one in people]
        yield "space", [(("id",), (one,)) for pair in pairs for one in pair]
        yield "record", [row for pair in pairs for row in _records(pair, sizes)]


def _records(pair: tuple[bytes, ...], sizes: list[int]) -> Iterator[Any]:
    names = ("record", "space", "author", "bucket", "revision", "blob")
    months = [secrets.token_bytes(12) for _ in range(3)]
    for number, size in enumerate(sizes):
        space, author = pair[number % 3], pair[number % 2]
        shelf, record = months[number % 3], secrets.token_bytes(ID)
        yield names, (record, space, author, shelf, 1, secrets.token_bytes(size))


def bare_pages() -> None:
    """Add an empty view, and the base template alone for somebody who is signed in."""
    from django.http import HttpResponse  # noqa: PLC0415
    from django.template import engines  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415

    from nearer.house.routes import Who, page  # noqa: PLC0415
    from nearer.project import urls  # noqa: PLC0415

    frame = engines["django"].from_string('{% extends "ui/base.html" %}')

    @page(Who.ANYONE)
    def empty(request: Any) -> HttpResponse:
        return HttpResponse()

    @page(Who.PERSON)
    def base(request: Any) -> HttpResponse:
        return HttpResponse(frame.render({"tab": "today"}, request))

    urls.urlpatterns += [path("empty", empty), path("base", base)]


def main(arguments: list[str]) -> int:
    """Do one of the three."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nearer.project.settings"
    do, *rest = arguments
    if do == "serve":
        import django  # noqa: PLC0415

        os.environ["NEARER_PORT"] = rest[-1]  # Django names the cookie by it
        django.setup()
        bare_pages()
        return cli.main(arguments)
    copy = environment.read()
    with serve.ready(copy):
        serve.set_up(copy)
        from nearer.vault import sweep  # noqa: PLC0415

        sweep.before_serving()
        prepare(Path(rest[0])) if do == "prepare" else grow(int(rest[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
