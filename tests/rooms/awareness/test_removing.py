"""Removing and bringing back through the real vault: a revision that says so, nothing lost."""

from typing import Any

from nearer.article import Direction
from nearer.rooms.awareness import acts, history
from nearer.rooms.awareness.records import Note
from nearer.vault import read
from nearer.vault.models import RecordRow

R = Direction.RECEIVE


def newest(actor: Any) -> Any:
    return read.everything(actor.visit, actor.visit.me).of(Note)[-1]


def test_removing_adds_a_revision_without_the_words_and_undo_brings_them_back(cleo: Any) -> None:
    id = acts.write_note(cleo.visit, key=b"k" * 16, text="a word").id
    for _ in range(2):
        assert acts.remove(cleo.visit, id)
    assert (newest(cleo).revision, newest(cleo).record.text) == (2, "")
    for _ in range(2):
        assert acts.restore(cleo.visit, id)
    assert (newest(cleo).revision, newest(cleo).record.text) == (3, "a word")
    assert RecordRow.objects.filter(record=id).count() == 3


def test_a_changed_note_keeps_its_day_and_its_id(cleo: Any) -> None:
    made = acts.write_note(cleo.visit, key=b"k" * 16, text="a word")
    changed = acts.change_note(cleo.visit, newest(cleo).record, text="two words")
    assert (changed.id, changed.revision) == (made.id, 2)
    assert changed.record.day == made.record.day


def test_nothing_of_another_is_removed_or_brought_back(ada: Any, ben: Any) -> None:
    id = acts.write_note(ada.visit, key=b"k" * 16, text="a word").id
    assert not acts.remove(ben.visit, id)
    assert not acts.restore(ben.visit, id)
    assert not acts.remove(ada.visit, bytes(16))
    assert newest(ada).record.text == "a word"


def test_bringing_back_what_was_never_removed_changes_nothing(cleo: Any) -> None:
    id = acts.write_note(cleo.visit, key=b"k" * 16, text="a word").id
    assert acts.restore(cleo.visit, id)
    assert newest(cleo).revision == 1


def test_a_removed_answer_leaves_the_card_too_and_comes_back(cleo: Any) -> None:
    visit = cleo.visit
    acts.answer(visit, begun=visit.today, direction=R, item="time-1", answer=4)
    acts.remember(cleo.visit)
    (entry,) = (e for e in read.recent(cleo.visit).entries if hasattr(e.record, "direction"))
    assert acts.remove(cleo.visit, entry.id)
    check = history.latest(read.recent(cleo.visit))
    assert check is not None
    assert check.receive == {"time-1": None}
    assert acts.restore(cleo.visit, entry.id)
    check = history.latest(read.recent(cleo.visit))
    assert check is not None
    assert check.receive == {"time-1": 4}


def test_the_card_that_names_an_answer_is_removed_by_nobody(cleo: Any) -> None:
    visit = cleo.visit
    acts.answer(visit, begun=visit.today, direction=R, item="time-1", answer=4)
    acts.remember(cleo.visit)
    (card,) = (e for e in read.recent(cleo.visit).entries if hasattr(e.record, "checks"))
    assert not acts.remove(cleo.visit, card.id)
