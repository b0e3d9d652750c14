"""Copies of SQLite files, taken while others read and write them."""

import os
import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

# Beside the file itself: its log and the index of that log.
BESIDE = ("-wal", "-shm", "-journal")


def copy(source: Path, target: Path) -> None:
    """Copy a database as it is at one moment, into a new file for its owner alone."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_open(source)) as live, closing(sqlite3.connect(target)) as copied:
        live.backup(copied)
        # One file, without a log beside it; serving turns the log on again.
        copied.execute("PRAGMA journal_mode = DELETE")
    _sync(target)


def copy_without(source: Path, tables: Collection[str]) -> bytes:
    """Return a small database as one file's bytes, without the rows of some tables.

    It is made in memory, so that what is left out never touches the disk.
    """
    with closing(_open(source)) as live, closing(sqlite3.connect(":memory:")) as copied:
        live.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")
        for table in sorted(set(tables) & set(_tables(copied))):
            copied.execute(f'DELETE FROM "{table}"')  # noqa: S608  a name of our own
        copied.commit()
        copied.execute("VACUUM")
        return copied.serialize()


def is_whole(path: Path) -> bool:
    """Return whether SQLite finds a file to be a whole database."""
    try:
        with closing(_open(path)) as database:
            return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def remove(path: Path) -> None:
    """Remove a database with what lies beside it; its log first, which is nothing without it."""
    for name in (*BESIDE, ""):
        path.with_name(path.name + name).unlink(missing_ok=True)


def move(path: Path, folder: Path) -> None:
    """Move a database with what lies beside it into a folder."""
    for name in ("", *BESIDE):
        part = path.with_name(path.name + name)
        if part.exists():
            part.replace(folder / part.name)


def tombstones(path: Path) -> set[bytes]:
    """Return the ids that a database says have ended."""
    with closing(_open(path)) as database:
        found: set[bytes] = set()
        for table in {"tombstone", "secret_tombstone"} & set(_tables(database)):
            rows = database.execute(f"SELECT id FROM {table}")  # noqa: S608  a name of our own
            found |= {bytes(id) for (id,) in rows}
        return found


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=20)


def _tables(database: sqlite3.Connection) -> list[str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [name for (name,) in rows]


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
