"""The only way to read records: whole shelves, opened in memory, newest revisions only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connections, transaction
from django.db.models import Exists, OuterRef, QuerySet

from nearer.vault import record as records
from nearer.vault.columns import as_bytes, as_whole
from nearer.vault.models import RecordRow
from nearer.vault.record import Place, Record
from nearer.vault.seal import CannotOpen
from nearer.vault.visit import Space, Visit

ALIAS = "snapshot"
COLUMNS = ("space", "record", "author", "revision", "bucket", "blob")
_FARTHEST_EAST = timedelta(hours=14)
_ON_SHELVES = f"""
SELECT {", ".join(COLUMNS)} FROM record WHERE ({{}}) AND NOT EXISTS (
    SELECT 1 FROM record AS newer
    WHERE newer.record = record.record AND newer.revision > record.revision
) ORDER BY id
"""  # noqa: S608  our own names

Row = tuple[Any, ...]

R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Entry(Generic[R_co]):
    """One opened entry in its newest revision.

    mine: the reader wrote it. forged: it stands in the reader's name, but was not written with
    their key.
    """

    id: bytes
    space: bytes
    author: bytes
    revision: int
    record: R_co
    mine: bool
    forged: bool = False

    @staticmethod
    def at(place: Place, record: Record, *, mine: bool, forged: bool = False) -> "Entry[Record]":
        """Return the entry that lies in a place."""
        return Entry(
            place.id, place.space, place.author, place.revision, record, mine=mine, forged=forged
        )


@dataclass(frozen=True)
class Pages:
    """What was opened, oldest first, and the ids of the entries that could not be opened."""

    entries: tuple[Entry[Record], ...]
    unopened: tuple[bytes, ...] = ()

    @property
    def unreadable(self) -> int:
        """How many entries could not be opened."""
        return len(self.unopened)

    @property
    def forged(self) -> int:
        """How many entries stand in the reader's name without having been written by their key."""
        return sum(entry.forged for entry in self.entries)

    def of(self, kind: type[R_co]) -> tuple[Entry[R_co], ...]:
        """Return the entries of one kind, oldest first; forged ones are left out."""
        return tuple(
            entry  # type: ignore[misc]
            for entry in self.entries
            if isinstance(entry.record, kind) and not entry.forged
        )

    def newest(self, kind: type[R_co], *, author: bytes | None = None) -> Entry[R_co] | None:
        """Return the newest entry of one kind, of one author if named."""
        found = [e for e in self.of(kind) if author is None or e.author == author]
        return found[-1] if found else None


def recent(visit: Visit) -> Pages:
    """Open what Today needs: the cards and the last two months of `me` and `us`. Once a visit."""
    if visit.pages is None:
        shelves = ("always", *months(visit.today, visit.now))
        spaces = [visit.me] + ([visit.us] if visit.us else [])
        wanted = [(one.id, [records.bucket(one.keys, each) for each in shelves]) for one in spaces]
        visit.pages = _open(visit, spaces, _on_shelves(wanted))
    pages: Pages = visit.pages
    return pages


def everything(visit: Visit, space: Space) -> Pages:
    """Open all that lies in one space: for trends, search and export."""
    return _open(visit, [space], _rows().filter(space=space.id).values_list(*COLUMNS))


def earlier(visit: Visit, space: Space, id: bytes) -> Entry[Record] | None:
    """Open the revision before the newest one of an entry; None if there is none that opens."""
    revisions = RecordRow.objects.using(_alias()).filter(space=space.id, record=id)
    before = revisions.order_by("-revision").values_list(*COLUMNS)[1:2]
    found = _open(visit, [space], before).entries
    return found[0] if found else None


def months(today: date, now: datetime) -> tuple[str, ...]:
    """Return the months that a recent shelf may have: this one, the one before, and UTC+14's."""
    before = today.replace(day=1) - timedelta(days=1)
    east = (now + _FARTHEST_EAST).date()
    return tuple(sorted({f"{day:%Y-%m}" for day in (before, today, east)}))


def _alias() -> str:
    """Return where to look: inside one's own write at what it wrote, else at one moment."""
    return "default" if transaction.get_connection("default").in_atomic_block else ALIAS


def _rows() -> "QuerySet[RecordRow]":
    newer = RecordRow.objects.using(_alias()).filter(
        record=OuterRef("record"), revision__gt=OuterRef("revision")
    )
    return RecordRow.objects.using(_alias()).filter(~Exists(newer)).order_by("id")


def _on_shelves(shelves: list[tuple[bytes, list[bytes]]]) -> Iterator[Row]:
    """Give the newest revisions on some shelves of each space: `_rows`, in SQL as in `one_row`."""
    wanted = " OR ".join(f"space = %s AND bucket IN ({_marks(found)})" for _, found in shelves)
    values = [value for space, found in shelves for value in (space, *found)]
    with connections[_alias()].cursor() as cursor:
        cursor.execute(_ON_SHELVES.format(wanted), values)
        yield from cursor.fetchall()


def _marks(values: list[bytes]) -> str:
    return ", ".join(["%s"] * len(values))


def _open(visit: Visit, spaces: list[Space], rows: Iterable[Row]) -> Pages:
    by_id = {space.id: space for space in spaces}
    entries: list[Entry[Record]] = []
    unopened: list[bytes] = []
    for *named, revision, bucket, blob in rows:
        space, id, author = map(as_bytes, named)
        place = Place(space, id, author, as_whole(revision), as_bytes(bucket))
        mine = place.author == visit.person
        key = visit.keyring.author_key if mine else None
        try:
            opened = records.open_record(as_bytes(blob), place, by_id[place.space].keys, key)
        except CannotOpen:
            unopened.append(place.id)
            continue
        entries.append(Entry.at(place, opened.record, mine=mine, forged=not opened.marked))
    entries.sort(key=lambda entry: entry.record.at)
    return Pages(tuple(entries), tuple(unopened))
