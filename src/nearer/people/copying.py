"""What a copy to take along holds: all that its person may read, as HTML to read and as JSON.

An entry that cannot be opened is counted and named by its id; one that was not written with its
author's key is in it, and says so. Older revisions are not: only what stands now.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from django.template.loader import render_to_string

from nearer.people import telling
from nearer.vault import read
from nearer.vault.read import Entry, Pages
from nearer.vault.record import Record
from nearer.vault.visit import Visit

FORMAT = "nearer-copy/1"
HTML, JSON = "entries.html", "entries.json"


@dataclass(frozen=True)
class Part:
    """One space with what was opened in it. kind: "me" or "us"."""

    kind: str
    pages: Pages

    @cached_property
    def unopened(self) -> list[str]:
        """The ids of the entries that did not open, as hex; also of copies of such entries."""
        copies = (entry.id for entry in self.pages.entries if telling.is_unopened(entry))
        return [id.hex() for id in (*self.pages.unopened, *copies)]


@dataclass(frozen=True)
class Copy:
    """All that one person may read, opened at one moment."""

    visit: Visit
    parts: tuple[Part, ...]

    @property
    def unopened(self) -> int:
        """How many entries did not open."""
        return sum(len(part.unopened) for part in self.parts)


def gather(visit: Visit) -> Copy:
    """Open everything that this person may read."""
    return Copy(
        visit, tuple(Part(s.keys.kind, read.everything(visit, s)) for s in telling.readable(visit))
    )


def zipped(copy: Copy) -> Iterator[bytes]:
    """Yield a ZIP file of both files, entry by entry."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, pieces in ((HTML, _html(copy)), (JSON, _json(copy))):
            with whole.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece.encode())
                    yield sink.taken()
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Where a ZIP file is written to that is passed on as it grows."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        """Say that one can write here; there is no way back to what was written."""
        return True

    def write(self, piece: Any) -> int:
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        """Return what has come since the last time."""
        held, self._held = bytes(self._held), bytearray()
        return held


def _html(copy: Copy) -> Iterator[str]:
    yield render_to_string("people/copy/head.html", {"copy": copy, "visit": copy.visit})
    for part in copy.parts:
        yield render_to_string("people/copy/part.html", {"part": part})
        for entry in part.pages.entries:
            if line := telling.line(copy.visit, entry):
                yield render_to_string("people/copy/entry.html", {"line": line})
    yield render_to_string("people/copy/foot.html", {})


def _json(copy: Copy) -> Iterator[str]:
    """Yield one JSON object; each entry stands on a line of its own."""
    visit = copy.visit
    head = {
        "format": FORMAT,
        "made": visit.now,
        "settings": visit.keyring.settings,
        "other": {"called": visit.partner.called} if visit.partner else None,
        "unopened": [{"space": part.kind, "id": id} for part in copy.parts for id in part.unopened],
    }
    yield _text(head)[:-1] + ',"entries":['
    comma = "\n"
    for part in copy.parts:
        for entry in part.pages.entries:
            yield comma + _text(_entry(part, entry, telling.author(visit, entry)))
            comma = ",\n"
    yield "\n]}\n"


def _entry(part: Part, entry: Entry[Record], author: str) -> dict[str, object]:
    stands = telling.as_written(entry)
    mine = stands is not None and stands.mine
    return {
        "space": part.kind,
        "id": entry.id.hex(),
        "author": author,
        "mine": mine,
        "written_with_the_key_of_its_author": not telling.is_forged(entry) if mine else None,
        "revision": entry.revision,
        "record": entry.record,
    }


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
