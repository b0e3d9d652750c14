"""The way through the check: order, places, what is left."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import cell
from nearer.rooms.awareness.check import (
    Length,
    Place,
    first_open,
    next_open,
    place,
    progress,
    questions,
    still_open,
    way,
)
from nearer.rooms.awareness.items import Answer, Keyed, bank

R, G = Direction.RECEIVE, Direction.GIVE


def test_the_first_eight_are_one_warm_item_of_each_sign() -> None:
    short = questions()[:8]
    assert {item.sign for item in short} == set(Sign)
    assert {item.keyed for item in short} == {Keyed.WARM}


def test_sixteen_hold_two_of_each_sign_and_all_hold_every_item() -> None:
    sixteen = [item.sign for item in questions()[:16]]
    assert {sixteen.count(sign) for sign in Sign} == {2}
    assert sorted(questions(), key=str) == sorted(bank(), key=str)


@pytest.mark.parametrize(
    ("length", "warm", "missed"), [(Length.SHORT, 1, 0), (Length.SIGNS, 1, 1), (Length.ALL, 2, 2)]
)
def test_every_sign_is_keyed_alike_at_each_length(length: Length, warm: int, missed: int) -> None:
    asked = questions()[: length.of_a_direction]
    for sign in Sign:
        keys = [item.keyed for item in asked if item.sign is sign]
        assert (keys.count(Keyed.WARM), keys.count(Keyed.MISSED)) == (warm, missed)


@pytest.mark.parametrize("length", Length)
@given(degree=st.integers(1, 5))
def test_one_answer_to_everything_reads_the_same_for_every_sign(
    length: Length, degree: int
) -> None:
    said = {item.id: degree for item in questions()[: length.of_a_direction]}
    words = {told.word for sign in Sign if (told := cell(said, sign))}
    assert words == {Answer(degree) if length is Length.SHORT else Answer.SOMETIMES}


def test_nobody_begins_or_ends_with_a_hard_one() -> None:
    hard = {Sign.CONFLICT, Sign.VALIDATION}
    for at in (0, 7, 8, 15, -1):
        assert questions()[at].sign not in hard
    for at in (0, 7, -1):
        assert questions()[at].keyed is Keyed.WARM


def test_no_sign_is_asked_twice_in_a_row() -> None:
    signs = [item.sign for item in questions()]
    assert all(one is not other for one, other in pairwise(signs))


@pytest.mark.parametrize(
    ("length", "places", "last"),
    [
        (Length.SHORT, 8, (G, 8)),
        (Length.SIGNS, 32, (G, 16)),
        (Length.ALL, 2 * len(bank()), (G, len(bank()))),
    ],
)
def test_each_length_has_its_places(
    length: Length, places: int, last: tuple[Direction, int]
) -> None:
    whole = way(G, length)
    assert len(whole) == places
    assert (whole[-1].direction, whole[-1].number) == last


@pytest.mark.parametrize(
    ("direction", "number", "length"),
    [("sideways", 1, "short"), ("give", 0, "short"), ("give", 9, "short"), ("give", 1, "endless")],
)
def test_an_address_that_names_no_place_is_none(direction: str, number: int, length: str) -> None:
    assert place(direction, number, length) is None


def test_an_address_names_its_place() -> None:
    assert place("receive", 3, "all") == Place(R, 3, Length.ALL)


def test_back_leads_through_both_directions() -> None:
    assert Place(R, 1, Length.ALL).before is None
    assert Place(R, 2, Length.ALL).before == Place(R, 1, Length.ALL)
    assert Place(G, 1, Length.ALL).before == Place(R, len(bank()), Length.ALL)


def test_next_skips_what_was_answered_before() -> None:
    here, *ahead = way(R, Length.SHORT)
    assert next_open(here, {ahead[0].key, ahead[1].key}) == ahead[2]
    assert next_open(here, {place_.key for place_ in ahead}) is None


def test_a_check_is_taken_up_at_its_first_open_question() -> None:
    whole = way(R, Length.SHORT)
    assert first_open(whole, {whole[0].key}) == whole[1]
    assert first_open(whole, {place_.key for place_ in whole}) is None


def test_progress_is_by_place_whatever_was_answered() -> None:
    whole = way(R, Length.SHORT)
    assert [(progress(here).left, progress(here).done) for here in (whole[0], whole[2])] == [
        (7, "0%"),
        (5, "25%"),
    ]
    assert progress(whole[7]).left == 0
    assert progress(Place(R, 11, Length.SIGNS)).left == 21


@pytest.mark.parametrize(
    ("today", "open_"),
    [
        (date(2026, 3, 1), True),
        (date(2026, 3, 14), True),
        (date(2026, 3, 15), False),
        (date(2026, 2, 28), True),  # flown westwards over the date line
    ],
)
def test_a_check_stays_open_for_fourteen_days(today: date, open_: bool) -> None:
    assert still_open(date(2026, 3, 1), today) is open_
