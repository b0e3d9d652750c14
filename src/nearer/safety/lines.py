"""Which help lines this copy shows: the host's own file if it stands the check, else ours."""

import logging
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core import checks

from nearer.safety.countries import NAMES
from nearer.safety.helplines import BrokenHelplines, Line, parse

SHIPPED = Path(__file__).parent / "content" / "helplines.toml"
COUNTRIES = frozenset(NAMES)

log = logging.getLogger(__name__)


@cache
def shown_lines() -> tuple[Line, ...]:
    """Return the help lines of this copy, read once for as long as it runs."""
    if path := _hosts_own():
        try:
            return read(path)
        except BrokenHelplines as error:
            # Not an argument, which our log leaves out: it holds only what the host wrote.
            log.warning(_refused(path, error))
    return read(SHIPPED)


def read(path: Path) -> tuple[Line, ...]:
    """Return the lines of one file; raise BrokenHelplines if it must not be shown."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenHelplines(f"the file cannot be read: {error}") from None
    return parse(text, COUNTRIES)


@checks.register()
def the_hosts_file_stands_the_check(**_: object) -> list[checks.CheckMessage]:
    """Tell the host, and only the host, that their file of help lines is not used."""
    path = _hosts_own()
    if path is None:
        return []
    try:
        read(path)
    except BrokenHelplines as error:
        return [checks.Warning(_refused(path, error), id="safety.W001")]
    return []


def _hosts_own() -> Path | None:
    named = settings.NEARER_HELPLINES
    return Path(named) if named else None


def _refused(path: Path, error: BrokenHelplines) -> str:
    return f"{path} is not used, the shipped help lines are: {error}"
