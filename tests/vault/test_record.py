"""Records: one revision in one place, with its writer's mark inside."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.vault import record
from nearer.vault.keys import SpaceKeys
from nearer.vault.record import MARK_BYTES, Kinds, Opened, Place, Record, open_record, seal_text
from nearer.vault.seal import OVERHEAD, CannotOpen, Reason, bind, keyed_hash, seal
from tests.vault.samples import (
    ADA,
    BEN,
    DANS,
    KEY,
    OTHER_KEY,
    US,
    Card,
    Note,
    note,
    place,
    space_keys,
)

ADAS, BENS = b"author key of Ada".ljust(32), b"author key of Ben".ljust(32)
KEYS = space_keys()
IDS = st.binary(min_size=16, max_size=16)
PLACES = st.builds(
    Place,
    space=IDS,
    id=IDS,
    author=IDS,
    revision=st.integers(1, 2**40),
    bucket=st.binary(min_size=12, max_size=12),
)


def sealed(text: str = "words", *, at: Place | None = None, by: bytes = ADAS) -> bytes:
    return seal_text(record.encode(note(text)), at or place(), KEYS, by)


def opened(blob: bytes, at: Place | None = None, *, keys: SpaceKeys = KEYS) -> Opened:
    return open_record(blob, at or place(), keys, ADAS)


def reason_of(blob: bytes, at: Place | None = None, *, keys: SpaceKeys = KEYS) -> Reason:
    with pytest.raises(CannotOpen) as caught:
        opened(blob, at, keys=keys)
    return caught.value.reason


@given(
    text=st.text(max_size=3000),
    at=st.datetimes(timezones=st.just(UTC)),
    day=st.dates(min_value=date(1000, 1, 1)),
    where=PLACES,
)
def test_what_is_written_is_read(text: str, at: datetime, day: date, where: Place) -> None:
    written = Note(at=at, zone="Europe/Berlin", day=day, text=text)
    blob = seal_text(record.encode(written), where, KEYS, ADAS)
    assert open_record(blob, where, KEYS, ADAS) == Opened(record=written, marked=True)


@given(PLACES, PLACES)
def test_two_rows_cannot_be_swapped(one: Place, two: Place) -> None:
    for there, here in ((one, two), (two, one)):
        blob = sealed(at=there)
        assert opened(blob, there).record == note("words")
        if there != here:
            assert reason_of(blob, here) is Reason.CHANGED


@pytest.mark.parametrize(
    "change",
    [{"space": DANS}, {"id": b"N" * 16}, {"author": BEN}, {"revision": 2}, {"bucket": b"O" * 12}],
    ids=lambda change: next(iter(change)),
)
def test_each_part_of_the_place_is_bound(change: dict[str, bytes | int]) -> None:
    blob = sealed()
    assert opened(blob).record == note("words")
    assert reason_of(blob, place(**change)) is Reason.CHANGED


def test_two_columns_of_one_row_cannot_be_swapped() -> None:
    here = place()
    blob = sealed(at=here)
    assert reason_of(blob, here._replace(space=here.author, author=here.space)) is Reason.CHANGED
    assert reason_of(blob, here._replace(id=here.author, author=here.id)) is Reason.CHANGED


def test_an_older_revision_does_not_open_in_the_place_of_a_newer_one() -> None:
    first, second = sealed("as it was"), sealed("as it is", at=place(revision=2))
    assert opened(second, place(revision=2)).record == note("as it is")
    assert reason_of(first, place(revision=2)) is Reason.CHANGED


@given(st.integers(0, OVERHEAD + 255), st.integers(1, 255))
def test_no_changed_byte_gives_words(at: int, change: int) -> None:
    blob = bytearray(sealed())
    blob[at] ^= change
    assert reason_of(bytes(blob)) in {Reason.VERSION, Reason.EPOCH, Reason.CHANGED}


@given(st.integers(0, OVERHEAD + 255))
def test_no_cut_blob_gives_words(length: int) -> None:
    assert reason_of(sealed()[:length]) is Reason.CUT


def test_records_open_under_the_epoch_they_name() -> None:
    both, new = space_keys(e1=KEY, e2=OTHER_KEY), space_keys(e2=OTHER_KEY)
    old_blob, new_blob = sealed(), seal_text(record.encode(note()), place(), both, ADAS)
    assert opened(old_blob, keys=both).record == note("words")
    assert opened(new_blob, keys=new).record == note()
    assert reason_of(old_blob, keys=new) is Reason.EPOCH


def test_relabelling_the_epoch_does_not_help() -> None:
    blob = sealed()
    relabelled = blob[:2] + b"\x02" + blob[3:]
    assert reason_of(relabelled, keys=space_keys(e1=KEY, e2=KEY)) is Reason.CHANGED


def test_a_partner_cannot_write_in_ones_name_unseen() -> None:
    forged = sealed("never said", by=BENS)
    assert opened(forged) == Opened(record=note("never said"), marked=False)
    assert opened(sealed()).marked


def test_nobody_can_check_the_mark_of_another() -> None:
    assert open_record(sealed(by=BENS), place(), KEYS, None).marked


def test_a_mark_does_not_fit_another_place_or_text() -> None:
    bound, moved = bind("record", *place()), bind("record", *place(revision=2))
    mark = keyed_hash(ADAS, bound + record.encode(note("one")))
    for where, text in ((place(revision=2), note("one")), (place(), note("two"))):
        blob = seal(KEY, mark + record.encode(text), bind("record", *where), epoch=1)
        assert opened(blob, where) == Opened(record=text, marked=False)
    assert moved != bound
    blob = seal(KEY, mark + record.encode(note("one")), bound, epoch=1)
    assert opened(blob).marked


def test_a_mark_outlives_the_epoch() -> None:
    new = space_keys(e2=OTHER_KEY)
    text, marked = record.open_text(sealed(), place(), KEYS, ADAS)
    assert marked
    again = seal_text(text, place(), new, ADAS)
    assert opened(again, keys=new) == Opened(record=note("words"), marked=True)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'"words"',
        b'{"kind":"unheard-of","at":"2026-11-25T08:30:00Z","zone":"UTC","day":"2026-11-25"}',
        b'{"kind":"test-note","at":"2026-11-25T08:30:00Z","zone":"UTC"}',
        b'{"kind":"test-note","at":"2026-11-25T08:30:00","zone":"UTC","day":"2026-11-25"}',
        b'{"kind":"test-note","at":"2026-11-25T08:30:00Z","zone":"UTC","day":"2026-11-25","x":1}',
        b'{"kind":"test-note","at":"2026-11-25T08:30:00Z","zone":"\xff","day":"2026-11-25"}',
        b"[" * 100_000,
    ],
    ids=[
        "empty",
        "cut",
        "list",
        "word",
        "unknown kind",
        "field missing",
        "time without a zone",
        "unknown field",
        "broken UTF-8",
        "endless brackets",
    ],
)
def test_any_bytes_that_a_partner_seals_are_refused_and_never_break_the_page(text: bytes) -> None:
    assert reason_of(seal_text(text, place(), KEYS, BENS)) is Reason.CONTENT


@pytest.mark.parametrize("text", [b"", b"x", b"x" * (MARK_BYTES - 1)])
def test_a_text_shorter_than_a_mark_is_refused(text: bytes) -> None:
    assert reason_of(seal(KEY, text, bind("record", *place()), epoch=1)) is Reason.CONTENT


def test_a_fixed_size_hides_how_long_an_answer_is() -> None:
    lengths = {
        len(seal_text(record.encode(note("x" * length)), place(), KEYS, ADAS, size=2048))
        for length in (0, 180, 1400)
    }
    assert lengths == {2048 + OVERHEAD}


def test_an_empty_note_and_one_of_a_tweet_have_one_length() -> None:
    bare = len(record.encode(note())) + MARK_BYTES
    assert len(sealed("")) == len(sealed("x" * (255 - bare))) == 256 + OVERHEAD
    assert len(sealed("x" * (256 - bare))) == 512 + OVERHEAD


def test_a_bucket_tells_neither_its_month_nor_its_space() -> None:
    other = msgspec.structs.replace(KEYS, index=b"I" * 32)
    months = [f"{year}-{month:02}" for year in range(2020, 2030) for month in range(1, 13)]
    buckets = {
        record.bucket(keys, shelf) for keys in (KEYS, other) for shelf in [*months, "always"]
    }
    assert len(buckets) == 2 * 121
    assert {len(one) for one in buckets} == {12}


def test_a_bucket_outlives_the_epochs() -> None:
    assert record.bucket(KEYS, "2026-11") == record.bucket(space_keys(e7=OTHER_KEY), "2026-11")


def test_a_shelf_is_the_month_of_the_writers_day_or_always() -> None:
    late = Note(
        at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC), zone="Asia/Tokyo", day=date(2026, 12, 1)
    )
    card = Card(at=late.at, zone=late.zone, day=late.day)
    assert [record.shelf_of(one) for one in (late, card)] == ["2026-12", "always"]


def test_a_tag_belongs_to_one_kind() -> None:
    class Other(Record, frozen=True, kw_only=True, tag="test-note"):
        pass

    kinds = Kinds()
    kinds.register(Note, Card)
    kinds.register(Note)
    with pytest.raises(ValueError, match="'test-note' is the tag of Note already"):
        kinds.register(Other)
    assert list(kinds) == [Note, Card]
    assert [record.tag_of(kind) for kind in kinds] == ["test-note", "test-card"]


def test_a_kind_that_is_registered_later_is_known_from_then_on() -> None:
    kinds, card = Kinds(), Card(at=note().at, zone="UTC", day=note().day)
    kinds.register(Note)
    assert kinds.decode(record.encode(note("a"))) == note("a")
    decode: Callable[[bytes], Record] = kinds.decode
    with pytest.raises(CannotOpen):
        decode(record.encode(card))
    kinds.register(Card)
    assert kinds.decode(record.encode(card)) == card


def test_no_kinds_at_all_is_a_fault_of_the_set_up() -> None:
    with pytest.raises(LookupError, match="none is registered"):
        Kinds().decode(b"{}")


def test_everything_of_a_place_is_bound() -> None:
    assert place() == (US, b"n" * 16, ADA, 1, b"o" * 12)
    assert Place._fields == ("space", "id", "author", "revision", "bucket")
