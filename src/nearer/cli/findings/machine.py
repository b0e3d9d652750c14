"""The machine: versions, room on the disk, the clock, and who runs this."""

import os
import platform
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from nearer import __version__
from nearer.cli.findings.finding import Finding, good, note, wrong
from nearer.project.environment import Environment

LITTLE, TOO_LITTLE = 1 << 30, 100 << 20
OLDEST_SQLITE = (3, 37)
# Clocks of two machines differ a little, and file systems round.
SLACK = timedelta(minutes=2)


def versions(_: Environment) -> list[Finding]:
    """Which versions are at work."""
    said = (
        f"Nearer {__version__}, Python {platform.python_version()}, "
        f"Django {django.__version__}, SQLite {sqlite3.sqlite_version}"
    )
    if sqlite3.sqlite_version_info[:2] < OLDEST_SQLITE:
        return wrong("versions", said, "SQLite 3.37 or later is needed: take a newer Python")
    return good("versions", said)


def room(copy: Environment) -> list[Finding]:
    """Whether there is room to write, and to copy before an upgrade."""
    folder = next(path for path in (copy.data, *copy.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    size = copy.records_file.stat().st_size if copy.records_file.exists() else 0
    said = f"{free / (1 << 30):.1f} GB free, the records take {size / (1 << 20):.0f} MB"
    remedy = "make room; nothing is lost while the disk is full, but nothing is saved either"
    if free < TOO_LITTLE + size:
        return wrong("disk", said, remedy)
    return note("disk", said, remedy) if free < LITTLE + 3 * size else good("disk", said)


def clock(copy: Environment) -> list[Finding]:
    """Whether the clock stands before what has happened already."""
    now = datetime.now(UTC)
    newest = max((_written(path) for path in _witnesses(copy)), default=now)
    said = f"{now:%Y-%m-%d %H:%M} UTC"
    if newest > now + SLACK:
        return wrong(
            "clock",
            f"{said}, but something was written at {newest:%Y-%m-%d %H:%M}",
            "set the clock (timedatectl set-ntp true): sessions and invitations go by it",
        )
    return good("clock", said)


def person(_: Environment) -> list[Finding]:
    """Whether a fault in the program could reach the whole machine."""
    if os.geteuid() == 0:
        remedy = "run it as a user of its own; deploy/nearer.service does"
        return note("user", "this runs as root", remedy)
    return []


def _witnesses(copy: Environment) -> list[Path]:
    ours = Path(__file__)
    files = (copy.records_file, copy.secrets_file, copy.data / "static.state", ours)
    return [path for path in files if path.exists()]


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
