"""How this room tells what was written in it, and what a removed entry still says."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from nearer.article import Direction
from nearer.rooms.awareness import own
from nearer.rooms.awareness.records import (
    KINDS,
    CheckCard,
    EnvelopeNote,
    Reflection,
    SealedCheck,
    SignAnswer,
)
from nearer.vault.record import Record

from .builders import SUNDAY, effect, note, noticed, pulsed, stamp


@dataclass(frozen=True)
class Stands:
    record: Record
    id: bytes = b"i" * 16


def sign(answer: int | None = 4, item: str = "time-1") -> SignAnswer:
    return SignAnswer(**stamp(), begun=SUNDAY, direction=Direction.GIVE, item=item, answer=answer)


def learned(prompt: str = "comfort", text: str = "soup") -> Reflection:
    return Reflection(**stamp(), prompt=prompt, text=text)


WRITTEN = [note(), noticed(line="at the sink"), learned(), pulsed("close"), effect("EN1"), sign()]


def test_each_kind_that_people_write_is_told_and_the_rest_is_not() -> None:
    told = {type(record) for record in WRITTEN if own.tell(Stands(record))}
    assert told == set(KINDS) - {CheckCard, SealedCheck, EnvelopeNote}
    assert own.tell(Stands(CheckCard(**stamp(), checks=()))) is None
    assert own.tell(Stands(EnvelopeNote(**stamp()))) is None


def test_every_told_kind_has_a_name() -> None:
    names = dict(own.KINDS)
    for record in [*WRITTEN, SealedCheck(**stamp(), receive={"time-1": 1}, give={})]:
        told = own.tell(Stands(record))
        assert told is not None
        assert told.kind in names


def test_words_stand_as_they_were_written_and_answers_in_the_five_words() -> None:
    told: Any = own.tell(Stands(note("a long day")))
    assert (told.text, told.query) == ("a long day", f"entry={(b'i' * 16).hex()}")
    told = own.tell(Stands(sign(4)))
    assert told.details == ("I took time just for {other}.", "often")
    assert (told.url_name, told.args[0]) == ("awareness:item", "give")
    told = own.tell(Stands(pulsed("close", None)))
    assert told.details == ("I felt close to {other}.", "rather not said")


def test_an_item_that_has_gone_from_the_content_is_still_told() -> None:
    for record in (sign(item="time-99"), pulsed("gone"), effect("gone"), learned("gone")):
        assert own.tell(Stands(record)) is not None


@pytest.mark.parametrize("record", WRITTEN[:-1], ids=lambda record: type(record).__name__)
def test_removed_it_holds_no_word_and_is_told_no_more(record: Any) -> None:
    emptied: Any = own.emptied(record)
    assert emptied.removed
    assert own.tell(Stands(emptied)) is None
    assert own.key_of(emptied) == own.key_of(record)
    text = msgspec.json.encode(emptied).decode()
    assert not [word for word in ("a word", "at the sink", "soup") if word in text]
    assert [word for word in ('"answer":4', '"answer":3') if word in text] == []


def test_an_answer_of_the_check_is_taken_away_as_rather_not_said() -> None:
    assert own.emptied(sign()) == sign(None)
    told = own.tell(Stands(sign(None)))
    assert told is not None
    assert not told.removable


def test_what_keeps_the_house_in_order_cannot_be_removed() -> None:
    card = CheckCard(**stamp(), checks=())
    assert own.emptied(card) is None
    with pytest.raises(LookupError):
        own.key_of(card)


def test_each_entry_has_a_name_of_its_own() -> None:
    keys = {own.key_of(record) for record in (*WRITTEN[1:], effect("EN2"), pulsed("time"))}
    assert len(keys) == len(WRITTEN) + 1
