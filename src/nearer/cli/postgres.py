"""Copies of PostgreSQL databases, by its own programs; a password reaches them unseen by others."""

import os
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, LiteralString

from nearer.cli.refusal import Refused
from nearer.project.environment import Postgres

if TYPE_CHECKING:
    import psycopg


def dump(at: Postgres, into: IO[bytes], *, without: Collection[str] = ()) -> None:
    """Write a database as it is at one moment, without the rows of some tables."""
    left_out = [f"--exclude-table-data={table}" for table in sorted(without)]
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", *left_out]
    with _started(command, at, stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            shutil.copyfileobj(process.stdout, into)
        _finish(process, "pg_dump", at)


def load(at: Postgres, dumped: Path) -> None:
    """Fill an empty database from a dump, all of it or nothing."""
    command = ["pg_restore", "--no-owner", "--no-privileges", "--single-transaction"]
    command += ["--exit-on-error", f"--dbname={at.name}", str(dumped)]
    with _started(command, at) as process:
        _finish(process, "pg_restore", at)


def tables(at: Postgres) -> list[str]:
    """Return the names of a database's tables."""
    return [
        str(name)
        for (name,) in _rows(
            at, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
    ]


def tombstones(at: Postgres) -> set[bytes]:
    """Return the ids that a database says have ended."""
    known = tables(at)
    found: set[bytes] = set()
    if "tombstone" in known:
        found |= {bytes(id) for (id,) in _rows(at, "SELECT id FROM tombstone")}
    if "secret_tombstone" in known:
        found |= {bytes(id) for (id,) in _rows(at, "SELECT id FROM secret_tombstone")}
    return found


def empty(at: Postgres) -> None:
    """Drop every table, in one transaction."""
    from psycopg import sql  # noqa: PLC0415  an extra: absent where SQLite serves

    names = tables(at)
    with _connected(at) as connection:
        for name in names:
            command = sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name))
            connection.execute(command)


def _rows(at: Postgres, query: LiteralString) -> list[tuple[Any, ...]]:
    with _connected(at) as connection:
        return connection.execute(query).fetchall()


def _connected(at: Postgres) -> "psycopg.Connection[tuple[Any, ...]]":
    import psycopg  # noqa: PLC0415
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    return psycopg.connect(make_conninfo(**_named(at)))


def _named(at: Postgres) -> dict[str, str]:
    named = {"dbname": at.name, "user": at.user, "password": at.password}
    named |= {"host": at.host, "port": at.port, **dict(at.options)}
    return {name: value for name, value in named.items() if value}


def _started(
    command: list[str], at: Postgres, *, stdout: int | None = None
) -> "subprocess.Popen[bytes]":
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD"}
    said = {names.get(name, f"PG{name.upper()}"): value for name, value in _named(at).items()}
    try:
        return subprocess.Popen(  # noqa: S603  a command of our own, no shell
            command, env=os.environ | said, stdout=stdout, stderr=subprocess.PIPE
        )
    except FileNotFoundError:
        message = (
            f"{command[0]} is not installed, and PostgreSQL is copied by its own programs: on "
            "Debian and Ubuntu, sudo apt install postgresql-client"
        )
        raise Refused(message) from None


def _finish(process: "subprocess.Popen[bytes]", program: str, at: Postgres) -> None:
    errors = process.stderr.read() if process.stderr else b""
    if process.wait() == 0:
        return
    last = (errors.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
    raise Refused(f"{program} did not copy the database {at.name}: {last}")
