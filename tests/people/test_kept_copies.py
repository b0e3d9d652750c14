"""What was kept of an ended space is told, in the list and in a copy, as what it is a copy of."""

from typing import Any

import pytest

from nearer.people import copying, telling
from nearer.rooms.awareness.records import Note
from nearer.vault import read, write
from nearer.vault import record as records
from nearer.vault.kept import Kept


@pytest.mark.parametrize(
    ("by", "marked", "mine", "own_key"),
    [("me", True, True, True), ("me", False, True, False), ("other", True, False, None)],
)
def test_a_kept_entry_is_told_as_its_writers_and_vouched_for_as_it_was(
    cleo: Any, by: Any, marked: bool, mine: bool, own_key: bool | None
) -> None:
    visit = cleo.visit
    said = records.encode(Note(**visit.stamp(), made=b"key", text="a long day")).decode()
    kept = Kept(**visit.stamp(), by=by, called="Ben", said=said, marked=marked)
    entry = write.put(visit, visit.me, kept, key=b"kept")
    told = copying._entry(
        copying.Part("me", read.everything(visit, visit.me)), entry, telling.author(visit, entry)
    )
    found = (told["author"], told["mine"], told["written_with_the_key_of_its_author"])
    assert found == ("Ben", mine, own_key)
    line = telling.line(visit, entry)
    assert line is not None
    assert (line.author, line.entry.forged) == ("Ben", own_key is False)


def test_a_kept_entry_that_did_not_open_is_counted_and_named(cleo: Any) -> None:
    visit = cleo.visit
    empty = write.put(
        visit, visit.me, Kept(**visit.stamp(), by="other", called="Ben", said=""), key=b"1"
    )
    said = records.encode(Note(**visit.stamp(), made=b"key", text="a long day")).decode()
    whole = write.put(
        visit, visit.me, Kept(**visit.stamp(), by="me", called="Cleo", said=said), key=b"2"
    )
    copy = copying.gather(visit)
    assert copy.unopened == 1
    page = "".join(copying._html(copy))
    assert empty.id.hex() in page
    assert whole.id.hex() not in page
    assert "One entry could not be opened" in page
    assert f'"unopened":[{{"space":"me","id":"{empty.id.hex()}"}}]' in "".join(copying._json(copy))
