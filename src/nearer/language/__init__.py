"""The coach: what in a message may hurt, what helps, and a kinder way to say it.

Everything is computed on this machine. Nothing is stored, logged or sent. Importing this package
reads no data; the first call does.
"""

from nearer.language.reading import languages, read, restate
from nearer.language.types import (
    GAP,
    LIMIT,
    AtRisk,
    Crisis,
    Danger,
    Label,
    Mark,
    Reading,
    Severity,
    Suggestion,
)

__all__ = [
    "GAP",
    "LIMIT",
    "AtRisk",
    "Crisis",
    "Danger",
    "Label",
    "Mark",
    "Reading",
    "Severity",
    "Suggestion",
    "languages",
    "read",
    "restate",
]
