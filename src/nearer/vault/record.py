"""Records: the small typed things that people write, and how one is sealed in its place.

A record is one immutable revision. Kind, day, time and words lie inside the sealed text, behind
an author's mark: a keyed hash that only its writer can make, so that the writer is shown an entry
that was not written with their key. Marks prove nothing to anybody else: they stay deniable.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import reduce
from hmac import compare_digest
from operator import or_
from typing import Annotated, Any, ClassVar, NamedTuple

import msgspec

from nearer.vault.keys import SpaceKeys
from nearer.vault.seal import (
    CannotOpen,
    Reason,
    bind,
    derive,
    epoch_of,
    fresh_key,
    keyed_hash,
    seal,
    unseal,
)

MARK_BYTES = 16
BUCKET_BYTES = 12


class Shelf(Enum):
    """Where a kind is found: by month, or always at hand (cards: one id per kind and person)."""

    MONTH = "month"
    ALWAYS = "always"


class Record(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True
):
    """What every kind of record holds: when it was written, and whose calendar day that was.

    at: aware, UTC. zone: IANA name. day: the writer's own day in that zone; it never moves.
    """

    shelf: ClassVar[Shelf] = Shelf.MONTH
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    zone: str
    day: date


class Place(NamedTuple):
    """Where a revision belongs. All of it is bound: bytes in another place do not open."""

    space: bytes
    id: bytes
    author: bytes
    revision: int
    bucket: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A record that opened. `marked`: its author's mark is right; only the author can know."""

    record: Record
    marked: bool


class Kinds:
    """All kinds of record that the rooms have registered; a blob of any other kind is refused."""

    def __init__(self) -> None:
        self._kinds: dict[str, type[Record]] = {}
        self._decoder: msgspec.json.Decoder[Any] | None = None

    def register(self, *kinds: type[Record]) -> None:
        """Add kinds by their tag. Raises ValueError for a tag that another kind has."""
        for kind in kinds:
            tag = tag_of(kind)
            if self._kinds.setdefault(tag, kind) is not kind:
                raise ValueError(f"kind: {tag!r} is the tag of {self._kinds[tag].__name__} already")
        self._decoder = None

    def decode(self, text: bytes) -> Record:
        """Return the record of a text, or raise CannotOpen."""
        decoder = self._decoder = self._decoder or msgspec.json.Decoder(self._union())
        try:
            record: Record = decoder.decode(text)
        # A partner can seal any bytes: broken UTF-8 and endless brackets are no DecodeError.
        except (ValueError, RecursionError):
            raise CannotOpen(Reason.CONTENT) from None
        return record

    def __iter__(self) -> Iterator[type[Record]]:
        return iter(self._kinds.values())

    def _union(self) -> Any:
        if not self._kinds:
            raise LookupError("kinds: none is registered; a room lists its own in records.py")
        return reduce(or_, self._kinds.values())


KINDS = Kinds()
register = KINDS.register


def tag_of(kind: type[Record]) -> str:
    """Return the word that names a kind inside the sealed text."""
    return str(kind.__struct_config__.tag)


def encode(record: Record) -> bytes:
    """Return the record as the JSON that is sealed."""
    return msgspec.json.encode(record)


def bucket(keys: SpaceKeys, shelf: str) -> bytes:
    """Return the blind index of a shelf: `always`, or a month as `2026-11`."""
    return derive(keys.index, "bucket", shelf, length=BUCKET_BYTES)


def shelf_of(record: Record) -> str:
    """Return the name of the shelf that a record's first revision fixes."""
    return "always" if record.shelf is Shelf.ALWAYS else f"{record.day:%Y-%m}"


def seal_text(
    text: bytes, place: Place, keys: SpaceKeys, author_key: bytes, *, size: int = 0
) -> bytes:
    """Seal a record's JSON in its place, behind its author's mark, under the newest epoch."""
    epoch = keys.epoch
    bound = bind("record", *place)
    marked = keyed_hash(author_key, bound + text) + text
    return seal(keys.epochs[epoch], marked, bound, epoch=epoch, size=size)


def open_text(
    blob: bytes, place: Place, keys: SpaceKeys, author_key: bytes | None
) -> tuple[bytes, bool]:
    """Return a record's JSON and whether its mark is right. Raises CannotOpen.

    author_key: the reader's own, if the entry is in the reader's name, else None.
    """
    key = keys.epochs.get(epoch_of(blob))
    if key is None:
        raise CannotOpen(Reason.EPOCH)
    bound = bind("record", *place)
    marked = unseal(key, blob, bound)
    mark, text = marked[:MARK_BYTES], marked[MARK_BYTES:]
    # The place is bound with lengths and comes first, so place and text cannot run together.
    return text, author_key is None or compare_digest(mark, keyed_hash(author_key, bound + text))


def reseal(
    blob: bytes, place: Place, keys: SpaceKeys, author_key: bytes, *, to: SpaceKeys, by: bytes
) -> bytes:
    """Seal a record anew under the newest epoch of `to`. Raises CannotOpen.

    A right mark is made anew with the author key `by`; a wrong one stays wrong.
    """
    text, is_right = open_text(blob, place, keys, author_key)
    return seal_text(text, place, to, by if is_right else fresh_key())


def open_record(blob: bytes, place: Place, keys: SpaceKeys, author_key: bytes | None) -> Opened:
    """Return the record that lies in `place`, or raise CannotOpen."""
    text, marked = open_text(blob, place, keys, author_key)
    return Opened(record=KINDS.decode(text), marked=marked)
