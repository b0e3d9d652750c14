"""A backup file: one database, and a note that says what it is and of which day.

It is written under another name first, is its owner's alone, and takes its own name only once all
of it is on the disk: a file of that name is a whole one.
"""

import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Literal

import msgspec

from nearer import __version__
from nearer.cli.refusal import Refused

NOTE = "about.json"
DATABASE = "database"
KEY = "django.key"


class Holds(StrEnum):
    """Which of the two a file holds; they belong in two places."""

    RECORDS = "records"
    SECRETS = "secrets"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself. store: which database program can read it."""

    holds: Holds
    at: datetime
    version: str = __version__
    store: Literal["sqlite", "postgres"] = "sqlite"


def about(holds: Holds, *, store: Literal["sqlite", "postgres"]) -> About:
    """Return the note of a backup that is made now."""
    return About(holds=holds, at=datetime.now(UTC).replace(microsecond=0), store=store)


@contextmanager
def writing(path: Path, note: About, *, force: bool) -> Iterator[zipfile.ZipFile]:
    """Write a backup; it appears under its name once everything inside succeeded."""
    if path.exists() and not force:
        raise Refused(f"{path} exists already: name another file, or write over it with --force")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}): name a file in another folder"
        raise Refused(message) from None
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr(NOTE, msgspec.json.encode(note))
                yield archive
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise Refused(f"{path} was not written ({error.strerror}): nothing is left of it") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def reading(path: Path, holds: Holds) -> Iterator[tuple[zipfile.ZipFile, About]]:
    """Open a backup of that kind, every byte of it checked."""
    with _opening(path, holds) as (archive, note):
        if archive.testzip() is not None:
            raise Refused(f"{path} is damaged: take another copy")
        yield archive, note


def refuse_other_kind(path: Path, holds: Holds) -> None:
    """Refuse a file that is no backup of that kind; what it holds is not checked."""
    with _opening(path, holds):
        pass


@contextmanager
def _opening(path: Path, holds: Holds) -> Iterator[tuple[zipfile.ZipFile, About]]:
    try:
        with zipfile.ZipFile(path) as archive:
            note = msgspec.json.decode(archive.read(NOTE), type=About)
            if note.holds is not holds:
                message = f"{path} holds {note.holds}, and {holds} are needed here: name the other"
                raise Refused(message)
            yield archive, note
    except FileNotFoundError:
        raise Refused(f"{path} is not there: name a file that `nearer backup` wrote") from None
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError, OSError):
        message = f"{path} is no whole backup of Nearer: name a file that `nearer backup` wrote"
        raise Refused(message) from None


def put(archive: zipfile.ZipFile, name: str, source: Path) -> None:
    """Put a file into a backup, piece by piece."""
    with archive.open(name, "w", force_zip64=True) as into, source.open("rb") as data:
        _pour(data, into)


def take(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """Take a file out of a backup: whole and on the disk, or not there."""
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as into, archive.open(name) as data:
        _pour(data, into)
        into.flush()
        os.fsync(into.fileno())
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pour(data: IO[bytes], into: IO[bytes]) -> None:
    while piece := data.read(1 << 20):
        into.write(piece)
