"""The list of one's own entries, asked by Ada and Ben (a pair) and Cleo (alone)."""

import re
from typing import Any

from nearer.rooms.awareness.records import Note
from nearer.vault import leaving, record, write
from nearer.vault.kept import Kept
from nearer.vault.models import RecordRow


def page(actor: Any, path: str = "/entries") -> str:
    answer = actor.client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def writes(actor: Any, text: str) -> str:
    return str(actor.client.send("/note", {"text": text})["Location"]).partition("=")[2]


def test_an_empty_list_says_what_will_be_here(cleo: Any) -> None:
    assert "Nothing written yet" in page(cleo)


def test_every_kind_is_told_with_its_words_or_answers(cleo: Any) -> None:
    writes(cleo, "a long day")
    cleo.client.send("/noticed", {"what": "mine-missed", "text": "at the sink"})
    cleo.client.send("/learned/1", {"text": "soup"})
    cleo.client.send("/week/1", {"answer": "4"})
    cleo.client.send("/effects/us/1", {"answer": "2"})
    cleo.client.send("/check/receive/1", {"answer": "5", "length": "short"})
    shown = page(cleo)
    for said in ("a long day", "at the sink", "soup", "I felt close to the other person.",
                 "The two of us were tender", "The other person thanked me"):  # fmt: skip
        assert said in shown


def test_each_entry_leads_to_where_it_is_changed(cleo: Any) -> None:
    writes(cleo, "a long day")
    cleo.client.send("/check/give/3", {"answer": "5", "length": "short"})
    for path in re.findall(r'<a href="([^"]+)" aria-label="Open', page(cleo)):
        assert cleo.client.get(path.replace("&amp;", "&")).status_code == 200


def test_removing_says_so_and_can_be_undone(cleo: Any) -> None:
    entry = writes(cleo, "a long day")
    assert cleo.client.send("/entries", {"remove": entry}).status_code == 303
    shown = page(cleo)
    assert "Removed." in shown
    assert "a long day" not in shown
    cleo.client.send("/entries", {"undo": "yes"})
    shown = page(cleo)
    assert "a long day" in shown
    assert "Removed." not in shown
    assert "changed since" in shown


def test_what_is_no_entry_or_anothers_is_not_removed(ada: Any, ben: Any) -> None:
    entry = writes(ada, "a long day")
    for name in (entry, "", "1", "zz", "0" * 32):
        assert ben.client.send("/entries", {"remove": name}).status_code == 303
    assert "a long day" in page(ada)
    assert "Removed." not in page(ben)
    assert ben.client.send("/entries", {"undo": "yes"}).status_code == 303


def test_words_are_sought_without_standing_in_an_address(cleo: Any) -> None:
    writes(cleo, "soup at home")
    writes(cleo, "a long walk")
    answer = cleo.client.send("/entries", {"words": "  Soup "})
    assert answer["Location"] == "/entries"
    shown = page(cleo)
    assert ("soup at home" in shown, "a long walk" in shown) == (True, False)
    cleo.client.send("/entries", {"words": "nothing of this"})
    assert "Nothing of yours fits that" in page(cleo)
    cleo.client.send("/entries", {"words": ""})
    assert "a long walk" in page(cleo)


def test_kind_and_month_filter(cleo: Any) -> None:
    writes(cleo, "a long walk")
    cleo.client.send("/learned/1", {"text": "soup"})
    month = f"{cleo.visit.today:%Y-%m}"
    shown = page(cleo, f"/entries?kind=home&month={month}")
    assert ("soup" in shown, "a long walk" in shown) == (True, False)
    assert "Nothing of yours fits that" in page(cleo, "/entries?month=1999-01")
    assert page(cleo, "/entries?page=x&kind=%00")


def test_the_other_reads_none_of_it(ada: Any, ben: Any) -> None:
    writes(ada, "a long day")
    assert "a long day" in page(ada)
    assert "Nothing written yet" in page(ben)


def test_an_entry_that_does_not_open_is_counted(cleo: Any) -> None:
    entry = writes(cleo, "a long day")
    writes(cleo, "a good day")
    RecordRow.objects.filter(record=bytes.fromhex(entry)).update(blob=b"\x01" * 299)
    shown = page(cleo)
    assert "One entry cannot be opened" in shown
    assert "a good day" in shown


def test_what_was_shared_and_later_changed_shows_that_it_changed(ada: Any, ben: Any) -> None:
    for actor in (ada, ben):
        actor.client.send("/check/receive/1", {"answer": "4", "length": "short"})
        for word in ("seal", "ready"):
            actor.client.send("/envelope", {"do": word})
    assert "you shared it" in page(ada)
    ada.client.send("/picture", {"do": "take-out"})
    assert "you shared it" not in page(ada)


def test_what_was_kept_of_a_shared_space_that_has_ended_stands_here(ada: Any, ben: Any) -> None:
    for actor in (ada, ben):
        actor.client.send("/check/receive/1", {"answer": "4", "length": "short"})
        for word in ("seal", "ready"):
            actor.client.send("/envelope", {"do": word})
    leaving.close(ada.visit)
    shown = page(ada, "/entries?kind=shared")
    assert "kept from the shared space, written by <bdi>Ben</bdi>" in shown
    assert "kept from the shared space, written by <bdi>Ada</bdi>" in shown
    assert "Remove: Answers in the picture" not in shown


def test_what_was_kept_without_ones_key_or_shut_is_counted_and_not_shown(cleo: Any) -> None:
    visit = cleo.visit
    said = record.encode(Note(**visit.stamp(), made=b"key", text="planted words")).decode()
    for key, words, marked in ((b"1", said, False), (b"2", "", True)):
        kept = Kept(**visit.stamp(), by="me", called="Cleo", said=words, marked=marked)
        write.put(visit, visit.me, kept, key=key)
    shown = cleo.client.get("/entries").content.decode()
    assert "planted words" not in shown
    assert "One entry in your name was not written with your key" in shown
    assert "One entry cannot be opened" in shown
