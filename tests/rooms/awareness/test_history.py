"""What was answered: single answers are the truth, the card remembers older ones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from nearer.article import Direction
from nearer.rooms.awareness import history
from nearer.rooms.awareness.check import questions
from nearer.rooms.awareness.records import Check, CheckCard, EnvelopeNote, SealedCheck, SignAnswer
from nearer.vault.record import Record

ME, OTHER = b"m" * 16, b"o" * 16
DAY = date(2026, 3, 1)


@dataclass(frozen=True)
class Entry:
    record: Record
    author: bytes = ME
    revision: int = 1

    @property
    def mine(self) -> bool:
        return self.author == ME


@dataclass(frozen=True)
class Pages:
    entries: tuple[Entry, ...]

    def of(self, kind: type[Any]) -> tuple[Any, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry.record, kind))

    def newest(self, kind: type[Any], *, author: bytes | None = None) -> Any | None:
        found = [e for e in self.of(kind) if author in (None, e.author)]
        return found[-1] if found else None


def pages(*records: Record | Entry) -> Pages:
    return Pages(tuple(r if isinstance(r, Entry) else Entry(r) for r in records))


def said(item: str, answer: int | None, begun: date = DAY, **more: Any) -> SignAnswer:
    direction = more.get("direction", Direction.RECEIVE)
    return SignAnswer(**_stamp(), begun=begun, direction=direction, item=item, answer=answer)


def remembered(*checks: Check) -> CheckCard:
    return CheckCard(**_stamp(), checks=checks)


def test_before_the_first_answer_there_is_no_check() -> None:
    assert history.latest(pages()) is None
    assert history.current(pages(), DAY) == Check(begun=DAY)


def test_answers_of_one_check_stand_together_by_direction() -> None:
    records = pages(said("time-1", 4), said("time-1", 2, direction=Direction.GIVE))
    assert history.latest(records) == Check(begun=DAY, receive={"time-1": 4}, give={"time-1": 2})


def test_a_single_answer_goes_before_the_card() -> None:
    card = remembered(Check(begun=DAY, receive={"time-1": 1, "time-2": 5}))
    assert history.latest(pages(card, said("time-1", 4))) == Check(
        begun=DAY, receive={"time-1": 4, "time-2": 5}
    )


def test_the_last_two_checks_are_known_newest_first() -> None:
    days = [DAY + timedelta(days=20 * n) for n in range(3)]
    records = pages(*(said("time-1", 3, begun=day) for day in days))
    assert [check.begun for check in history.checks(records)] == [days[2], days[1]]
    assert [check.begun for check in history.every_check(records)] == days[::-1]


def test_todays_answer_belongs_to_the_open_check_and_later_to_a_new_one() -> None:
    records = pages(said("time-1", 4))
    assert history.current(records, DAY + timedelta(days=13)).begun == DAY
    later = DAY + timedelta(days=14)
    assert history.current(records, later) == Check(begun=later)


def test_what_stands_in_anothers_name_is_not_mine() -> None:
    records = pages(Entry(said("time-1", 4), OTHER), Entry(remembered(Check(begun=DAY)), OTHER))
    assert history.latest(records) is None
    assert history.latest(pages(said("time-1", 4))) is not None


def test_rather_not_say_counts_as_answered_and_is_not_given() -> None:
    check = Check(begun=DAY, receive={"time-1": None, "time-2": 3})
    assert history.answered_keys(check) == {"receive/time-1", "receive/time-2"}
    assert history.given(check, Direction.RECEIVE) == {"time-2": 3}


def test_a_new_check_hides_nothing_before_it_is_as_whole() -> None:
    every: Any = {item.id: 4 for item in questions()[:16]}
    short: Any = {item.id: 2 for item in questions()[:8]}
    old = Check(begun=DAY, receive=every, give=every)
    later = DAY + timedelta(days=20)
    for begun in (Check(begun=later, receive={"time-1": 2}), Check(begun=later, receive=short)):
        assert history.shown(pages(remembered(old, begun))) == old
        assert history.latest(pages(remembered(old, begun))) == begun
    whole = Check(begun=later, receive=every, give={**every, "time-1": 1})
    assert history.shown(pages(remembered(old, whole))) == whole
    first = Check(begun=DAY, receive=short)
    assert history.shown(pages(remembered(first, Check(begun=later, give=short)))) != first
    assert history.shown(pages(remembered(first, Check(begun=later, give={"time-1": 1})))) == first


def test_what_was_sealed_is_older_once_anything_given_differs() -> None:
    sealed = EnvelopeNote(
        **_stamp(), sealed_over=0, sealed=history.print_of(Check(begun=DAY, receive={"time-1": 4}))
    )
    for now, older in (
        ({"time-1": 4}, False),
        ({"time-1": 4, "time-2": None}, False),
        ({"time-1": 5}, True),
        ({"time-1": 4, "time-2": 4}, True),
        ({"time-1": None, "time-2": 4}, True),
    ):
        records = pages(remembered(Check(begun=DAY, receive=now)), sealed)  # type: ignore[arg-type]
        assert history.seals_older(records) is older
    nothing_sealed = pages(remembered(Check(begun=DAY, receive={"time-1": 4})))
    assert not history.seals_older(nothing_sealed)


def test_only_both_make_an_opened_picture() -> None:
    mine = SealedCheck(**_stamp(), receive={"time-1": 4}, give={})
    theirs = Entry(SealedCheck(**_stamp(), receive={}, give={"time-1": 2}), OTHER, revision=3)
    assert history.opened(pages(mine)) is None
    assert history.opened(pages(theirs)) is None
    assert history.opened(pages(mine, theirs)) == history.Opened(
        mine=mine, theirs=theirs.record, own_revision=1, revisions=4
    )


def test_what_was_sealed_counts_as_sealed_until_it_opens() -> None:
    mine = SealedCheck(**_stamp(), receive={"time-1": 4}, give={})
    theirs = Entry(mine, OTHER)
    assert not history.is_sealed(pages())
    assert history.is_sealed(pages(EnvelopeNote(**_stamp(), sealed_over=0)))
    assert not history.is_sealed(pages(EnvelopeNote(**_stamp(), sealed_over=0), mine, theirs))
    assert history.is_sealed(pages(EnvelopeNote(**_stamp(), sealed_over=1), mine, theirs))


def test_empty_and_taken_out_are_two_things() -> None:
    assert not SealedCheck(**_stamp(), receive={}, give={}).removed
    assert SealedCheck(**_stamp(), receive={}, give={}, removed=True).removed


def test_what_was_sealed_before_there_was_a_flag_still_opens() -> None:
    older = {**msgspec.to_builtins(SealedCheck(**_stamp(), receive={"time-1": 4}, give={}))}
    del older["removed"]
    read = msgspec.json.decode(msgspec.json.encode(older), type=SealedCheck)
    assert (read.removed, read.receive) == (False, {"time-1": 4})


def test_only_given_answers_make_a_picture() -> None:
    every = {item.id: 4 for item in questions()[:16]}
    silent = dict.fromkeys(every)
    assert history.has_picture(Check(begun=DAY, receive=every, give=silent))
    assert not history.has_picture(Check(begun=DAY, receive=every))
    assert not history.has_picture(Check(begun=DAY, receive=silent, give=silent))
    assert not history.gives(Check(begun=DAY, receive=silent, give=silent))
    assert history.gives(Check(begun=DAY, give={"time-1": 1}))


@pytest.mark.parametrize("answer", [0, 6, 2.5, "often"])
def test_an_answer_outside_the_scale_does_not_decode(answer: object) -> None:
    text = msgspec.json.encode({**msgspec.to_builtins(said("time-1", 4)), "answer": answer})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=SignAnswer)


def test_sixty_four_answers_fit_into_the_envelope() -> None:
    from nearer.rooms.awareness.items import bank

    every = {item.id: 5 for item in bank()}
    whole = SealedCheck(**_stamp(), receive=every, give=every)
    assert len(msgspec.json.encode(whole)) < 1800


def _stamp() -> Any:
    return {"at": datetime(2026, 3, 1, 20, tzinfo=UTC), "zone": "Europe/Berlin", "day": DAY}
