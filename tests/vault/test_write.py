"""Writing: safe to retry, all or nothing, in one's own spaces only."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest
from django.db import connection

from nearer.vault import read, record, write
from nearer.vault.errors import IdTaken, KeyringMoved, SpaceEnded
from nearer.vault.keys import Settings, seal_keyring
from nearer.vault.models import KeyringRow, RecordRow, SpaceRow
from nearer.vault.seal import fresh_key
from nearer.vault.visit import Visit
from tests.conftest import Actor
from tests.vault.samples import Card, Note, note

pytestmark = pytest.mark.storage
FORM, OTHER_FORM = b"f" * 16, b"g" * 16


def texts(visit: Visit) -> list[str]:
    visit.pages = None
    return [entry.record.text for entry in read.everything(visit, visit.me).of(Note)]


def card(text: str) -> Card:
    return Card(at=note().at, zone="UTC", day=note().day, text=text)


def test_what_is_written_is_read(ada: Actor) -> None:
    entry = write.put(ada.visit, ada.visit.me, note("one"), key=FORM)
    assert (entry.record, entry.mine, entry.revision) == (note("one"), True, 1)
    assert read.everything(ada.visit, ada.visit.me).of(Note) == (entry,)


def test_sending_a_form_twice_writes_once(ada: Actor) -> None:
    first = write.put(ada.visit, ada.visit.me, note("one"), key=FORM)
    assert write.put(ada.visit, ada.visit.me, note("one"), key=FORM) == first
    assert RecordRow.objects.count() == 1


def test_a_retry_a_minute_later_keeps_the_first_time_and_day(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("one"), key=FORM)
    late = msgspec.structs.replace(
        note("one"), at=note().at + timedelta(minutes=1), day=note().day + timedelta(days=1)
    )
    assert write.put(ada.visit, ada.visit.me, late, key=FORM).record == note("one")
    assert RecordRow.objects.count() == 1


def test_a_changed_retry_is_the_next_revision_and_nothing_is_dropped(ada: Actor) -> None:
    revisions = [
        write.put(ada.visit, ada.visit.me, note(text), key=FORM).revision
        for text in ("one", "two", "one")
    ]
    assert revisions == [1, 2, 3]
    assert RecordRow.objects.count() == 3
    assert texts(ada.visit) == ["one"]


def test_two_forms_with_the_same_words_are_two_entries(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("one"), key=FORM)
    write.put(ada.visit, ada.visit.me, note("one"), key=OTHER_FORM)
    assert texts(ada.visit) == ["one", "one"]


def test_the_first_revision_fixes_the_shelf(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("one", month=10), key=FORM)
    write.put(ada.visit, ada.visit.me, note("two", month=11), key=FORM)
    assert len(set(RecordRow.objects.values_list("bucket", flat=True))) == 1
    assert texts(ada.visit) == ["two"]


def test_a_card_is_one_for_each_person_kind_and_space(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        assert actor.visit.us is not None
        for text in ("old", "new"):
            write.card(actor.visit, actor.visit.us, card(f"{text} {actor.name}"))
    write.card(ada.visit, ada.visit.me, card("alone"))
    found = read.recent(ada.visit).of(Card)
    assert {(e.record.text, e.revision, e.mine) for e in found} == {
        ("new Ada", 2, True),
        ("new Ben", 2, False),
        ("alone", 1, True),
    }


def test_an_id_that_lies_elsewhere_is_refused(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = ada.visit
    assert visit.us is not None
    monkeypatch.setattr(write, "record_id", lambda *_: b"i" * 16)
    write.put(visit, visit.me, note("one"), key=FORM)
    tries = [(ada.visit, visit.us, note("two")), (ada.visit, visit.me, card("two"))]
    for who, where, what in tries:
        with pytest.raises(IdTaken):
            write.put(who, where, what, key=FORM)
    assert texts(ada.visit) == ["one"]


def test_a_shared_id_of_the_other_is_refused(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "record_id", lambda *_: b"i" * 16)
    assert ada.visit.us is not None
    write.put(ada.visit, ada.visit.us, note("one"), key=FORM)
    with pytest.raises(IdTaken):
        write.put(ben.visit, ada.visit.us, note("two"), key=FORM)


def test_nobody_writes_into_a_space_that_is_not_theirs(ada: Actor, cleo: Actor) -> None:
    with pytest.raises(SpaceEnded):
        write.put(cleo.visit, ada.visit.me, note("x"), key=FORM)
    write.put(cleo.visit, cleo.visit.me, note("x"), key=FORM)
    assert RecordRow.objects.filter(space=ada.visit.me.id).count() == 0


def test_a_space_that_has_ended_takes_nothing_more(ada: Actor) -> None:
    visit = ada.visit
    write.put(visit, visit.me, note("before"), key=FORM)
    SpaceRow.objects.filter(id=visit.me.id).delete()
    with pytest.raises(SpaceEnded):
        write.put(visit, visit.me, note("after"), key=OTHER_FORM)


def test_a_visit_whose_keyring_moved_writes_nothing(ada: Actor) -> None:
    visit = ada.visit
    moved = seal_keyring(fresh_key(), visit.keyring)
    KeyringRow.objects.filter(person=ada.person).update(blob=moved)
    with pytest.raises(KeyringMoved):
        write.put(visit, visit.me, note("x"), key=FORM)
    KeyringRow.objects.filter(person=ada.person).delete()
    with pytest.raises(KeyringMoved):
        write.put(visit, visit.me, note("x"), key=FORM)
    assert RecordRow.objects.count() == 0


def test_a_crash_inside_a_write_leaves_nothing(ada: Actor) -> None:
    visit, counted = ada.visit, []

    def crash() -> None:
        with write.locked(visit, visit.me.id):
            write.insert(record.Place(visit.me.id, b"i" * 16, ada.person, 1, b"b" * 12), b"")
            counted.append(RecordRow.objects.count())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        crash()
    assert (counted, RecordRow.objects.count()) == ([1], 0)


def test_two_changes_of_a_keyring_are_both_kept(ada: Actor) -> None:
    one, two = ada.visit, ada.visit
    write.change_keyring(one, lambda ring: msgspec.structs.replace(ring, care=1))
    settings = Settings(called="Ada", minutes=30)
    write.change_keyring(two, lambda ring: msgspec.structs.replace(ring, settings=settings))
    ring = ada.visit.keyring
    assert (ring.care, ring.settings.minutes) == (1, 30)


def test_a_damaged_own_entry_is_followed_by_a_new_revision(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("one"), key=FORM)
    RecordRow.objects.update(blob=bytes(299))
    again = write.put(ada.visit, ada.visit.me, note("one"), key=FORM)
    assert again.revision == 2
    assert texts(ada.visit) == ["one"]


def test_the_database_holds_no_word_of_what_was_written(
    ada: Actor, ben: Actor, everything_stored: Callable[[], bytes]
) -> None:
    planted = b"marmalade sky"
    assert ada.visit.us is not None
    stored_clear = record.encode(note(planted.decode()))
    assert planted in stored_clear
    for space in (ada.visit.me, ada.visit.us):
        write.put(ada.visit, space, note(planted.decode()), key=FORM)
    stored = everything_stored()
    assert ada.person in stored
    for word in (planted, b"marmalade", b"test-note", b"Europe/Berlin", b"2026-11"):
        assert word not in stored


def test_writing_asks_as_little_as_three_rows(
    ada: Actor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    visit = ada.visit
    with django_assert_max_num_queries(7, connection=connection):  # type: ignore[attr-defined]
        write.put(visit, visit.me, note("one"), key=FORM)
