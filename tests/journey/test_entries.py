"""All of one's own entries: the newest first, filtered, sought in opened text."""

from datetime import date, timedelta
from typing import Any

import pytest

from nearer.journey.entries import A_PAGE, Piece, Wanted, listing, months

DAY = date(2026, 3, 1)


def piece(text: str = "", *, days: int = 0, kind: str = "note", **more: Any) -> Piece:
    day = DAY - timedelta(days)
    return Piece(id=f"{text}{days}", day=day, kind=kind, title="A note", text=text, **more)


def texts(pieces: list[Piece], wanted: Wanted) -> list[str]:
    return [row.first.text for row in listing(pieces, wanted).rows]


ALL = [
    piece("Soup at Sam's", days=40),
    piece("a long walk", days=1),
    piece("SOUP again", kind="home", details=("What did people do?", "often")),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["SOUP again", "a long walk", "Soup at Sam's"]),
        (Wanted(words="soup"), ["SOUP again", "Soup at Sam's"]),
        (Wanted(words="sam's  SOUP"), ["Soup at Sam's"]),
        (Wanted(words="people"), ["SOUP again"]),
        (Wanted(words="nothing"), []),
        (Wanted(kind="note"), ["a long walk", "Soup at Sam's"]),
        (Wanted(month="2026-01"), ["Soup at Sam's"]),
        (Wanted(kind="home", month="2026-01"), []),
        (Wanted(month="not a month"), []),
    ],
)
def test_what_is_wanted_is_found_the_newest_first(wanted: Wanted, found: list[str]) -> None:
    assert texts(ALL, wanted) == found


def test_answers_that_belong_together_stand_as_one_row_at_their_newest_day() -> None:
    pieces = [
        piece("one", days=3, whole="week/1"),
        piece("between", days=2),
        piece("two", days=1, whole="week/1", changed=True),
        piece("other", days=1, whole="week/2"),
    ]
    rows = listing(pieces, Wanted()).rows
    assert [[p.text for p in row.pieces] for row in rows] == [
        ["two", "one"],
        ["other"],
        ["between"],
    ]
    assert [row.several for row in rows] == [True, False, False]
    assert [row.changed for row in rows] == [True, False, False]


@pytest.mark.parametrize(
    ("page", "shown", "before", "after"),
    [(1, 1, None, 2), (2, 2, 1, 3), (3, 3, 2, None), (9, 3, 2, None), (0, 1, None, 2)],
)
def test_pages_turn_and_one_that_is_not_there_is_the_nearest(
    page: int, shown: int, before: int | None, after: int | None
) -> None:
    found = listing([piece(days=n) for n in range(2 * A_PAGE + 1)], Wanted(), page)
    assert (found.page, found.before, found.after) == (shown, before, after)


def test_an_empty_list_is_one_page_without_rows() -> None:
    found = listing([], Wanted())
    assert (found.rows, found.before, found.after) == ((), None, None)


def test_months_are_those_in_which_something_was_written() -> None:
    assert months(ALL) == (date(2026, 3, 1), date(2026, 2, 1), date(2026, 1, 1))
