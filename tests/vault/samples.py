"""Two kinds of record, and the ids and keys of Ada and Ben, for the tests of the vault."""

from datetime import UTC, date, datetime
from typing import ClassVar

import pytest

from nearer.vault import record
from nearer.vault.keys import SpaceKeys
from nearer.vault.record import Place, Record, Shelf

ADA, BEN = b"a" * 16, b"b" * 16
ME, US, DANS = b"m" * 16, b"u" * 16, b"d" * 16
KEY, OTHER_KEY = b"k" * 32, b"K" * 32


class Note(Record, frozen=True, kw_only=True, tag="test-note"):
    """A dated line; many a month."""

    text: str = ""


class Card(Record, frozen=True, kw_only=True, tag="test-card"):
    """A line that is always at hand; one per person."""

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    text: str = ""


def know(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the vault know the kinds above while a test runs, and forget them after it."""
    known = {record.tag_of(kind): kind for kind in record.KINDS}
    monkeypatch.setattr(record.KINDS, "_kinds", known)
    monkeypatch.setattr(record.KINDS, "_decoder", None)
    record.register(Note, Card)


def note(text: str = "", *, month: int = 11) -> Note:
    """Return a note of the 25th."""
    return Note(
        at=datetime(2026, month, 25, 8, 30, tzinfo=UTC),
        zone="Europe/Berlin",
        day=date(2026, month, 25),
        text=text,
    )


def space_keys(**epochs: bytes) -> SpaceKeys:
    """Return the keys of a space with epoch 1, or with e1=…, e2=…."""
    named = {int(name[1:]): key for name, key in epochs.items()}
    return SpaceKeys(kind="us", index=b"i" * 32, epochs=named or {1: KEY})


def place(**changes: bytes | int) -> Place:
    """Return where Ada's first revision in `us` belongs, with changes."""
    whole = Place(space=US, id=b"n" * 16, author=ADA, revision=1, bucket=b"o" * 12)
    return whole._replace(**changes)  # type: ignore[arg-type]
