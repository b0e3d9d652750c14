"""Reading: what does not open is counted, never guessed; the rest still reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from nearer.vault import read, record, write
from nearer.vault.models import RecordRow
from nearer.vault.record import Place
from nearer.vault.visit import Space, Visit
from tests.conftest import Actor
from tests.vault.samples import Card, Note, note

pytestmark = pytest.mark.storage


def us(visit: Visit) -> Space:
    assert visit.us is not None
    return visit.us


def put(actor: Actor, text: str, *, space: Space | None = None, month: int = 11) -> RecordRow:
    """Write a note and return its row."""
    visit = actor.visit
    key = f"{text}:{month}".encode()
    entry = write.put(visit, space or visit.me, note(text, month=month), key=key)
    return RecordRow.objects.get(record=entry.id, revision=entry.revision)


def seen(actor: Actor, *, space: Space | None = None) -> tuple[set[str], int]:
    """Return the texts that somebody reads in a space, and how many could not be opened."""
    pages = read.everything(actor.visit, space or actor.visit.me)
    return {entry.record.text for entry in pages.of(Note)}, pages.unreadable


def change(row: RecordRow, **columns: Any) -> None:
    RecordRow.objects.filter(pk=row.pk).update(**columns)


def test_a_damaged_row_is_counted_and_the_rest_still_reads(ada: Actor) -> None:
    damaged, _ = put(ada, "one"), put(ada, "two")
    assert seen(ada) == ({"one", "two"}, 0)
    blob = bytes(damaged.blob)
    for broken in (
        blob[:-1] + bytes([blob[-1] ^ 1]),
        blob[:-1],
        b"",
        b"\x02" + blob[1:],
        blob[:1] + b"\x00\x09" + blob[3:],
        bytes(len(blob)),
    ):
        change(damaged, blob=broken)
        assert seen(ada) == ({"two"}, 1)


def test_older_bytes_in_the_place_of_a_newer_revision_do_not_open(ada: Actor) -> None:
    visit = ada.visit
    for text in ("as it was", "as it is"):
        write.put(visit, visit.me, note(text), key=b"form")
    old, new = RecordRow.objects.order_by("revision")
    assert seen(ada) == ({"as it is"}, 0)
    change(new, blob=bytes(old.blob))
    assert seen(ada) == (set(), 1)


def test_an_older_row_that_is_renumbered_does_not_open(ada: Actor) -> None:
    visit = ada.visit
    for text in ("as it was", "as it is"):
        write.put(visit, visit.me, note(text), key=b"form")
    old, _ = RecordRow.objects.order_by("revision")
    change(old, revision=3)
    assert seen(ada) == (set(), 1)


def test_rows_that_swap_their_bytes_do_not_open(ada: Actor) -> None:
    one, two = put(ada, "one"), put(ada, "two")
    put(ada, "three")
    change(one, blob=bytes(two.blob))
    change(two, blob=bytes(one.blob))
    assert seen(ada) == ({"three"}, 2)


def test_a_private_row_that_is_moved_into_us_opens_for_nobody(ada: Actor, ben: Actor) -> None:
    shared = us(ada.visit)
    private = put(ada, "private")
    put(ada, "shared", space=shared)
    assert seen(ada) == ({"private"}, 0)
    change(private, space=shared.id, bucket=record.bucket(shared.keys, "2026-11"))
    assert seen(ben, space=us(ben.visit)) == ({"shared"}, 1)
    assert seen(ada, space=shared) == ({"shared"}, 1)


def test_a_row_in_anothers_name_opens_for_nobody(ada: Actor, ben: Actor) -> None:
    shared = us(ada.visit)
    row = put(ada, "mine", space=shared)
    assert seen(ben, space=shared) == ({"mine"}, 0)
    change(row, author=ben.person)
    assert seen(ada, space=shared) == (set(), 1)
    assert seen(ben, space=us(ben.visit)) == (set(), 1)


def test_a_row_that_is_moved_to_another_shelf_does_not_open(ada: Actor) -> None:
    row = put(ada, "one")
    change(row, bucket=record.bucket(ada.visit.me.keys, "always"))
    assert seen(ada) == (set(), 1)


def test_what_a_partner_writes_in_ones_name_is_shown_as_forged_to_oneself(
    ada: Actor, ben: Actor
) -> None:
    forger, shared = ben.visit, us(ben.visit)
    bucket = record.bucket(shared.keys, "2026-11")
    place = Place(shared.id, b"i" * 16, ada.person, 1, bucket)
    text = record.encode(note("never said"))
    blob = record.seal_text(text, place, shared.keys, forger.keyring.author_key)
    write.insert(place, blob)
    put(ada, "said", space=us(ada.visit))
    pages = read.everything(ada.visit, us(ada.visit))
    assert {(e.record.text, e.forged) for e in pages.entries if isinstance(e.record, Note)} == {
        ("said", False),
        ("never said", True),
    }
    assert seen(ada, space=us(ada.visit)) == ({"said"}, 0)


@pytest.mark.parametrize("text", [b"", b"\xff", b"[" * 5000, b'{"kind":"unheard-of"}'])
def test_whatever_a_partner_seals_the_page_still_reads(ada: Actor, ben: Actor, text: bytes) -> None:
    put(ada, "said", space=us(ada.visit))
    forger, shared = ben.visit, us(ben.visit)
    place = Place(shared.id, b"i" * 16, ben.person, 1, record.bucket(shared.keys, "always"))
    write.insert(place, record.seal_text(text, place, shared.keys, forger.keyring.author_key))
    assert seen(ada, space=us(ada.visit)) == ({"said"}, 1)
    assert read.recent(ada.visit).unreadable == 1


def test_strangers_read_nothing_of_each_other(ada: Actor, ben: Actor, cleo: Actor) -> None:
    put(ada, "private")
    put(ada, "shared", space=us(ada.visit))
    put(cleo, "own")
    assert {e.record.text for e in _of(ada)} == {"private", "shared"}
    assert {e.record.text for e in _of(ben)} == {"shared"}
    assert {e.record.text for e in _of(cleo)} == {"own"}


def _of(actor: Actor) -> tuple[read.Entry[Note], ...]:
    visit = replace(actor.visit, now=datetime(2026, 11, 25, 12, tzinfo=UTC))
    return read.recent(visit).of(Note)


@pytest.mark.parametrize(
    ("now", "zone_day", "expected"),
    [
        ("2026-11-25T12:00Z", date(2026, 11, 25), ("2026-10", "2026-11")),
        ("2027-01-02T12:00Z", date(2027, 1, 2), ("2026-12", "2027-01")),
        ("2026-11-30T09:59Z", date(2026, 11, 30), ("2026-10", "2026-11")),
        ("2026-11-30T10:00Z", date(2026, 11, 30), ("2026-10", "2026-11", "2026-12")),
        ("2026-12-01T05:00Z", date(2026, 11, 30), ("2026-10", "2026-11", "2026-12")),
        ("2026-11-30T23:00Z", date(2026, 12, 1), ("2026-11", "2026-12")),
        ("2026-03-31T05:00Z", date(2026, 3, 31), ("2026-02", "2026-03")),
    ],
)
def test_the_recent_months_reach_to_the_farthest_east(
    now: str, zone_day: date, expected: tuple[str, ...]
) -> None:
    assert read.months(zone_day, datetime.fromisoformat(now)) == expected


def test_recent_is_two_months_and_the_cards_everything_is_all(ada: Actor) -> None:
    for month in (9, 10, 11):
        put(ada, "note", month=month)
    write.card(ada.visit, ada.visit.me, Card(at=note(month=1).at, zone="UTC", day=note().day))
    visit = replace(ada.visit, now=datetime(2026, 11, 25, 12, tzinfo=UTC))
    months = [entry.record.day.month for entry in read.recent(visit).of(Note)]
    assert (months, len(read.recent(visit).of(Card))) == ([10, 11], 1)
    everything = read.everything(visit, visit.me)
    assert [entry.record.day.month for entry in everything.of(Note)] == [9, 10, 11]


def test_recent_opens_once_a_visit_and_anew_after_a_write(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ada, "one")
    visit = replace(ada.visit, now=datetime(2026, 11, 25, 12, tzinfo=UTC))
    first = read.recent(visit)
    assert read.recent(visit) is first
    write.put(visit, visit.me, note("two"), key=b"form")
    assert {e.record.text for e in read.recent(visit).of(Note)} == {"one", "two"}


def test_newest_is_the_last_written_of_an_author(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        put(actor, f"by {actor.name}", space=us(actor.visit), month=10 + (actor is ben))
    pages = read.everything(ada.visit, us(ada.visit))
    newest, adas = pages.newest(Note), pages.newest(Note, author=ada.person)
    assert newest is not None
    assert adas is not None
    assert [newest.record.text, adas.record.text] == ["by Ben", "by Ada"]
    assert pages.newest(Card) is None


def test_today_touches_at_most_400_rows_after_ten_years(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = datetime(2026, 11, 30, 12, tzinfo=UTC)
    years = [today - timedelta(days=number) for number in range(3650)]
    rows: list[RecordRow] = []
    for actor in (ada, ben):
        visit = actor.visit
        for space, every in ((us(visit), 1), (visit.me, 1)):
            rows += [_row(visit, space, at) for at in years[::every]]
        rows += [_card_row(visit, us(visit), at, turn) for turn, at in enumerate(years[::30])]
    RecordRow.objects.bulk_create(rows)
    opened = 0
    open_record = record.open_record

    def counted(*args: Any) -> Any:
        nonlocal opened
        opened += 1
        return open_record(*args)

    monkeypatch.setattr(record, "open_record", counted)
    pages = read.recent(replace(ada.visit, now=today))
    assert len(rows) > 14_000
    assert 0 < opened <= 400
    assert pages.unreadable == 0
    assert len(pages.of(Note)) == 61 * 3


def _row(visit: Visit, space: Space, at: datetime) -> RecordRow:
    line = Note(at=at, zone="UTC", day=at.date(), text="an ordinary line")
    id = f"{at:%Y%m%d}".encode() + visit.person[:7] + (b"u" if space.keys.kind == "us" else b"m")
    return _sealed(visit, space, line, id=id, revision=1)


def _card_row(visit: Visit, space: Space, at: datetime, turn: int) -> RecordRow:
    line = Card(at=at, zone="UTC", day=at.date(), text=f"turn {turn}")
    return _sealed(visit, space, line, id=visit.person, revision=turn + 1)


def _sealed(
    visit: Visit, space: Space, line: record.Record, *, id: bytes, revision: int
) -> RecordRow:
    bucket = record.bucket(space.keys, record.shelf_of(line))
    place = Place(space.id, id, visit.person, revision, bucket)
    blob = record.seal_text(record.encode(line), place, space.keys, visit.keyring.author_key)
    return RecordRow(
        record=id, space=space.id, author=visit.person, bucket=bucket, revision=revision, blob=blob
    )


def test_today_reads_the_newest_revisions_that_everything_reads(ada: Actor, ben: Actor) -> None:
    for space in (ada.visit.me, us(ada.visit)):
        for text in ("one", "two"):
            put(ada, text, space=space)
            put(ada, text, space=space)
        write.put(ada.visit, space, note("one, said anew"), key=b"one:11")
    put(ben, "of the other", space=us(ben.visit))
    visit = ada.visit
    whole = [
        entry for space in (visit.me, us(visit)) for entry in read.everything(visit, space).entries
    ]
    recent = read.recent(visit).entries
    assert len(recent) == 5
    assert {(e.id, e.revision) for e in recent} == {(e.id, e.revision) for e in whole}
    assert {e.revision for e in recent} == {1, 2}
