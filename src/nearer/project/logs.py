"""What is written down of what happens: a minute, a level, an event, and nothing about anyone.

A record's arguments are never filled in, so that no address, id, path or word of a request can
reach a log. An error leaves its kind and the lines of our own code that it came through.
"""

import logging
import traceback
from pathlib import Path
from types import TracebackType

OURS = Path(__file__).parents[1]


class Format(logging.Formatter):
    """`2026-11-25 20:41 WARNING event`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line without anything that a request brought."""
        minute = self.formatTime(record, "%Y-%m-%d %H:%M")
        line = f"{minute} {record.levelname} {_event(record)}"
        kind, _, trace = record.exc_info or (None, None, None)
        return f"{line} {kind.__name__} at {_places(trace)}" if kind else line


def _event(record: logging.LogRecord) -> str:
    # Our own messages are constants; those of others may have a value written into them.
    return record.msg if record.name.partition(".")[0] == "nearer" else record.name


def is_no_cut(record: logging.LogRecord) -> bool:
    """Keep quiet of a download that ended with its session: Leave leaves no line."""
    return record.msg != "ASGI callable returned without completing response."


def _places(trace: TracebackType | None) -> str:
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(trace)]
    own = [f"{path.relative_to(OURS)}:{line}" for path, line in frames if path.is_relative_to(OURS)]
    return " < ".join(reversed(own)) or "code that is not ours"


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"nearer": {"()": Format}},
    "filters": {"no cut": {"()": lambda: is_no_cut}},
    "handlers": {"standard": {"class": "logging.StreamHandler", "formatter": "nearer"}},
    "root": {"handlers": ["standard"], "level": "WARNING"},
    "loggers": {
        "nearer": {"level": "INFO"},
        # Without this, Django's own handlers would print addresses of pages that do not exist.
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "uvicorn": {"handlers": [], "level": "ERROR", "propagate": True},
        "uvicorn.error": {"filters": ["no cut"]},
    },
}
