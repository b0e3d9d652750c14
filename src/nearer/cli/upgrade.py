"""Bring the databases to the shape of this version: all the way, or back to what was.

SQLite cannot take several migrations back by itself, so both files are copied first, and the copies
lie in `before-upgrade` until all is done. While a whole copy lies there nothing is served: whatever
starts next, an older version too, puts it back before it does anything else. PostgreSQL runs all
migrations in one transaction. Django must be set up first.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nearer.cli import sqlite
from nearer.cli.archive import sync_folder
from nearer.cli.refusal import Refused
from nearer.project.environment import Environment

if TYPE_CHECKING:
    from django.db.utils import ConnectionHandler

FOLDER = "before-upgrade"
WHOLE = "whole"
ALIASES = ("default", "secrets")


class CannotUpgrade(Refused):
    """The databases could not be brought to this version's shape; they are as they were."""


class FromALaterVersion(Refused):
    """The databases know a migration that this version does not."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the records were written by a later version of Nearer (it knows {name}, this one "
            "does not): start that version, or restore a backup of this one"
        )


@dataclass(frozen=True)
class Kept:
    """One database file, and where its copy waits."""

    file: Path

    @property
    def folder(self) -> Path:
        """The folder of the copy."""
        return self.file.parent / FOLDER

    def keep(self) -> None:
        """Copy it. The copy counts once its mark is on the disk."""
        self.forget()
        self.folder.mkdir(mode=0o700)
        sqlite.copy(self.file, self.folder / self.file.name)
        sync_folder(self.folder)
        (self.folder / WHOLE).touch(mode=0o600)
        sync_folder(self.folder)

    def put_back(self) -> None:
        """Put the copy in the place of what there is; safe to do twice."""
        if not (self.folder / WHOLE).exists():
            return
        again = self.file.with_name(f".{self.file.name}.back")
        again.unlink(missing_ok=True)
        sqlite.copy(self.folder / self.file.name, again)
        sqlite.remove(self.file)
        again.replace(self.file)
        sync_folder(self.file.parent)

    def forget(self) -> None:
        """Let the copy go: its mark first, and its bytes overwritten, since secrets are in it."""
        (self.folder / WHOLE).unlink(missing_ok=True)
        if self.folder.exists():
            sync_folder(self.folder)
            for path in self.folder.iterdir():
                _overwrite(path)
                path.unlink()
            self.folder.rmdir()


def upgrade(copy: Environment) -> None:
    """Run what this version adds, if anything. Raises CannotUpgrade, FromALaterVersion.

    Only the one process that holds the folders may call this.
    """
    files = _files(copy)
    if any((kept.folder / WHOLE).exists() for kept in files):
        _put_back(files)  # an upgrade that was killed
    for left in files:
        left.forget()  # a copy that was killed before it was whole, or when all was done
    if not is_pending():
        return
    # A new, empty copy has nothing to lose.
    kept = [kept for kept in files if kept.file.exists() and _was_used()]
    try:
        with _undone_on_failure(kept):
            _migrate()
    except Refused:
        raise
    except Exception as error:
        message = (
            f"the databases could not be brought to this version's shape ({type(error).__name__}); "
            "they are as they were. Start the version that you had, and report this one"
        )
        raise CannotUpgrade(message) from error


def is_pending() -> bool:
    """Return whether a database has still to be brought to this version's shape."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  after set-up

    executors = [MigrationExecutor(_connections()[alias]) for alias in ALIASES]
    for executor in executors:
        known, done = executor.loader.disk_migrations, executor.loader.applied_migrations
        for label, name in done:
            if label in executor.loader.migrated_apps and (label, name) not in known:
                raise FromALaterVersion(name)
    return any(e.migration_plan(e.loader.graph.leaf_nodes()) for e in executors)


@contextmanager
def _undone_on_failure(files: list[Kept]) -> Iterator[None]:
    try:
        for kept in files:
            kept.keep()
    except OSError as error:
        for kept in files:
            kept.forget()
        message = (
            f"there is no room for a copy of the databases before the upgrade ({error.strerror}): "
            "make room and start again; nothing was changed"
        )
        raise CannotUpgrade(message) from None
    try:
        yield
    except BaseException:
        _put_back(files)
        raise
    close()
    for kept in files:
        kept.forget()


def _put_back(files: list[Kept]) -> None:
    close()
    for kept in files:
        kept.put_back()
    # Only now: until each of them is back, another start has to do it all again.
    for kept in files:
        kept.forget()


def close() -> None:
    """Close every connection, before a file is put in the place of another."""
    _connections().close_all()


def _migrate() -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    connections = _connections()
    with ExitStack() as stack:
        for alias in ALIASES:
            if connections[alias].vendor == "postgresql":
                stack.enter_context(transaction.atomic(using=alias))
                # Of several processes that start together one upgrades, and the others wait.
                connections[alias].cursor().execute("SELECT pg_advisory_xact_lock(20251125)")
        for alias in ALIASES:
            call_command("migrate", database=alias, verbosity=0, interactive=False)


def _was_used() -> bool:
    return "person" in _connections()["default"].introspection.table_names()


def _files(copy: Environment) -> list[Kept]:
    places = [(copy.records_at, copy.records_file), (copy.secrets_at, copy.secrets_file)]
    return [Kept(path) for at, path in places if at is None]


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, 1 << 20)))


def _connections() -> "ConnectionHandler":
    from django.db import connections  # noqa: PLC0415  after set-up

    return connections
