"""What step 1 offers, by a table over what a person has answered."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nearer.rooms.awareness import history, pulse
from nearer.rooms.awareness import offers as door
from nearer.rooms.awareness.check import SHORT, questions
from nearer.rooms.awareness.offers import (
    AGAIN,
    BY_SIGN,
    CHANGED,
    FIRST,
    GO_ON,
    NOTICE,
    OPENED,
    OTHER_WAY,
    PULSE,
    PULSE_GO_ON,
    SEAL,
    SEALED,
    TOLD_WEEK,
    offers,
)
from nearer.rooms.awareness.records import Check, EnvelopeNote, SealedCheck

from .builders import noticed, pulsed
from .test_history import DAY, ME, OTHER, Entry, Pages, _stamp, pages, remembered

WEEKLY = [PULSE, NOTICE]
# DAY is a Sunday.
SUNDAY = datetime(2026, 3, 1, 20, tzinfo=ZoneInfo("Europe/Berlin"))
EVENING = datetime(2026, 3, 1, 20, tzinfo=ZoneInfo("Europe/Berlin"))


def ids(number: int) -> dict[str, int | None]:
    return {item.id: 4 for item in questions()[:number]}


def check(receive: int = 0, give: int = 0) -> Pages:
    return pages(remembered(Check(begun=DAY, receive=ids(receive), give=ids(give))))


@pytest.mark.parametrize(
    ("records", "days", "offered"),
    [
        (pages(), 0, [FIRST]),
        (check(receive=3), 0, [GO_ON]),
        (check(receive=SHORT), 0, [OTHER_WAY]),
        (check(give=SHORT), 0, [OTHER_WAY]),
        (check(SHORT, SHORT), 0, [BY_SIGN]),
        (check(16, 16), 0, [SEAL]),
        (check(16, 16), 14, [AGAIN, SEAL]),
        (check(receive=3), 14, [AGAIN]),
    ],
)
def test_each_state_has_its_offers(records: Pages, days: int, offered: list[Any]) -> None:
    assert offers(records, EVENING + timedelta(days=days)) == [*offered, *WEEKLY]


def test_who_said_nothing_is_offered_no_envelope() -> None:
    silent: dict[str, int | None] = dict.fromkeys(ids(16))
    records = pages(remembered(Check(begun=DAY, receive=silent, give=silent)))
    assert offers(records, EVENING) == WEEKLY


def test_a_sealed_envelope_is_offered_as_it_is() -> None:
    whole = Check(begun=DAY, receive=ids(16), give=ids(16))
    note = EnvelopeNote(**_stamp(), sealed_over=0, sealed=history.print_of(whole))
    assert offers(_with(check(16, 16), note), EVENING) == [SEALED, *WEEKLY]
    assert offers(_with(check(16, 17), note), EVENING) == [CHANGED, *WEEKLY]


def test_a_check_that_has_just_begun_leaves_the_older_one_to_the_envelope() -> None:
    whole = Check(begun=DAY, receive=ids(16), give=ids(16))
    new = Check(begun=DAY + timedelta(days=20), receive=ids(1))
    assert offers(pages(remembered(new, whole)), EVENING + timedelta(days=20)) == [
        GO_ON,
        SEAL,
        *WEEKLY,
    ]


def test_what_opened_is_offered_first_and_only_until_it_was_seen() -> None:
    records = _opened(check(16, 16), EnvelopeNote(**_stamp(), sealed_over=0))
    assert offers(records, EVENING) == [OPENED, *WEEKLY]
    seen = _opened(check(16, 16), EnvelopeNote(**_stamp(), sealed_over=0, seen=2))
    assert offers(seen, EVENING) == WEEKLY


def test_an_envelope_is_offered_again_only_for_other_answers() -> None:
    note = EnvelopeNote(**_stamp(), sealed_over=0, seen=2)
    assert offers(_opened(check(16, 17), note), EVENING) == [SEAL, *WEEKLY]


def test_a_week_is_offered_until_its_five_answers_are_there() -> None:
    said = [pulsed(item.id) for item in pulse.items()]
    assert PULSE in offers(pages(), SUNDAY)
    assert PULSE_GO_ON in offers(pages(*said[:2]), SUNDAY)
    assert not {PULSE, PULSE_GO_ON} & set(offers(pages(*said), SUNDAY))
    assert PULSE in offers(pages(*said), SUNDAY + timedelta(days=1))


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_week_is_told_on_its_sunday_and_the_day_after(days: int, is_told: bool) -> None:
    records = pages(noticed(DAY))
    assert (TOLD_WEEK in offers(records, SUNDAY + timedelta(days=days))) is is_told
    assert TOLD_WEEK not in offers(pages(), SUNDAY + timedelta(days=days))


def test_a_picture_that_ended_is_no_news() -> None:
    records = _opened(check(16, 16), give={}, receive={}, removed=True)
    assert OPENED not in offers(records, EVENING)


def test_what_is_for_two_says_so() -> None:
    for offer in (OPENED, SEAL, SEALED, CHANGED):
        assert offer.needs_two
        assert offer.joint
    for offer in (FIRST, GO_ON, OTHER_WAY, BY_SIGN, AGAIN, PULSE, NOTICE, TOLD_WEEK):
        assert not offer.joint


def test_no_offer_speaks_of_what_the_other_did_or_of_days_missed() -> None:
    known = [value for value in vars(door).values() if isinstance(value, door.Offer)]
    assert len(known) == 13
    for offer in known:
        said = f"{offer.title} {offer.reason}".lower()
        assert not [
            word for word in ("waiting", "has answered", "missed", "streak") if word in said
        ]


def _with(records: Pages, *more: Any) -> Pages:
    return Pages((*records.entries, *pages(*more).entries))


def _opened(records: Pages, *more: Any, **answers: Any) -> Pages:
    held = {"receive": ids(16), "give": ids(16), **answers}
    both = (
        Entry(SealedCheck(**_stamp(), **held), ME),
        Entry(SealedCheck(**_stamp(), receive=ids(3), give=ids(3)), OTHER),
    )
    return Pages((*records.entries, *both, *pages(*more).entries))
