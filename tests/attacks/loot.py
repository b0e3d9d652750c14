"""What a thief takes of a copy: the bytes of every file that holds something of it.

In PostgreSQL that is a copy of every table, and, where this process may read them, the server's own
files: those of this database and of the whole cluster, the write-ahead log since a moment, and the
server's log.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.operate.copies import Place

SEALED = ("record", "keyring", "slot", "recovery_slot")


def query(home: Place, what: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the records of a copy something, or change them; each in a transaction of its own."""
    if not home.store:
        return _query_file(home.data / "records.sqlite3", what, values)
    import psycopg

    with psycopg.connect(home.store["DATABASE_URL"], autocommit=True) as database:
        asked = database.execute(what.replace("?", "%s").encode(), values or None)
        return asked.fetchall() if asked.description else []


def _query_file(path: Path, what: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as database, database:
        return database.execute(what, values).fetchall()


def blobs(home: Place) -> set[bytes]:
    """Return forty bytes from within each sealed row: enough to know it again, on one page."""
    rows = [row for name in SEALED for row in query(home, f"SELECT blob FROM {name}")]  # noqa: S608
    return {bytes(blob)[40:80] for (blob,) in rows}


def taken(home: Place, *, since: float) -> list[Path]:
    """Return the files that a thief of all of it takes."""
    if home.store:
        tables(home)
    return [*_files(home.folder), *(cluster(home, since=since) if home.store else ())]


def tables(home: Place) -> list[Path]:
    """Copy every table of a PostgreSQL database into a file of its own, as its bytes are."""
    import psycopg

    into = home.folder / "tables"
    into.mkdir(exist_ok=True)
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(home.store["DATABASE_URL"]) as database:
        for (name,) in database.execute(names).fetchall():
            command = f'COPY "{name}" TO STDOUT (FORMAT binary)'.encode()
            with database.cursor().copy(command) as rows:
                (into / name).write_bytes(b"".join(map(bytes, rows)))
    return _files(into)


def cluster(home: Place, *, since: float) -> list[Path]:
    """Return the server's own files, after all that it holds was written; none if it is afar."""
    query(home, "CHECKPOINT")
    data = Path(query(home, "SHOW data_directory")[0][0])
    found = heap(home)
    if found:
        logs = [path for path in (data / "pg_wal").glob("*") if path.is_file()]
        found += [path for path in logs if path.stat().st_mtime >= since]
        found += [*_files(data / "global"), *_files(data / "log"), *data.parent.glob("*log*")]
    return [path for path in found if path.is_file()]


def heap(home: Place) -> list[Path]:
    """Return the files of this database's tables; none if they cannot be read from here."""
    data = Path(query(home, "SHOW data_directory")[0][0])
    [(own,)] = query(home, "SELECT oid FROM pg_database WHERE datname = current_database()")
    with suppress(OSError):
        return _files(data / "base" / str(own))
    return []


def lying(files: Iterable[Path], wanted: set[bytes]) -> int:
    """Return how many of these bytes lie in any of the files."""
    raws = [path.read_bytes() for path in files]
    return sum(any(one in raw for raw in raws) for one in wanted)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
