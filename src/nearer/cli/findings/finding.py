"""One thing that the doctor has to say."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much it matters. Only `wrong` makes the command fail."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One finding. remedy: what to do; empty where nothing is to be done."""

    about: str
    level: Level
    says: str
    remedy: str = ""


def good(about: str, says: str) -> list[Finding]:
    """Return the finding that all is well."""
    return [Finding(about, Level.GOOD, says)]


def note(about: str, says: str, remedy: str = "") -> list[Finding]:
    """Return something worth knowing."""
    return [Finding(about, Level.NOTE, says, remedy)]


def wrong(about: str, says: str, remedy: str) -> list[Finding]:
    """Return something that has to be mended."""
    return [Finding(about, Level.WRONG, says, remedy)]
