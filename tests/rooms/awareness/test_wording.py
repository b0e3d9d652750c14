"""Thoughts in words: whole sentences, no verdict on a person."""

import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness import wording
from nearer.rooms.awareness.cells import Cell, Person
from nearer.rooms.awareness.gap import picture
from nearer.rooms.awareness.items import bank, by_id
from nearer.rooms.awareness.solo import solo
from nearer.rooms.awareness.ways import row

from .builders import ADA, BEN, account, every_sign, saying

L = Sign.LISTENING


def test_an_item_names_the_other_or_says_the_other_person() -> None:
    item = by_id()["listening-1"]
    assert _bare(wording.item_text(item, Direction.RECEIVE, "Ben")) == (
        "Ben listened to me until the end."
    )
    assert (
        wording.item_text(item, Direction.RECEIVE, "")
        == "The other person listened to me until the end."
    )
    assert (
        wording.item_text(item, Direction.GIVE, "")
        == "I listened to the other person until the end."
    )


def test_a_name_is_written_as_its_bearer_writes_it() -> None:
    text = wording.item_text(by_id()["listening-1"], Direction.RECEIVE, "bell {hooks}")
    assert _bare(text) == "bell {hooks} listened to me until the end."


def test_only_what_may_not_have_happened_has_a_hint() -> None:
    hinted = [item for item in bank() if wording.hint(item)]
    assert hinted == [item for item in bank() if item.is_conditional]


def test_each_way_is_told_in_one_sentence() -> None:
    ada = account(ADA, saying(L, 2, 2), saying(L, 4, 4))
    ben = account(BEN, saying(L, 4, 4), saying(L, 4, 4))
    toward_ada, toward_ben = row(L, ada, ben).ways
    assert (
        _bare(wording.tell(toward_ada)) == "Ada being listened to: Ada says rarely, Ben says often."
    )
    assert _bare(wording.tell(toward_ben)) == "Ben being listened to: you both say often."


def test_what_is_too_early_tells_a_range_or_that_answers_are_few() -> None:
    ada = account(ADA, saying(L, 3, 3), saying(L, 4))
    ben = account(BEN, saying(L, 4, 4), saying(L, 4, 4))
    toward_ada, toward_ben = row(L, ada, ben).ways
    assert _bare(wording.tell(toward_ada)) == (
        "Ada being listened to: so far it could be anywhere from rarely to very often."
    )
    assert _bare(wording.tell(toward_ben)) == "Ben being listened to: too few answers so far."


def test_settling_quarrels_names_both() -> None:
    way = row(Sign.CONFLICT, account(ADA), account(BEN)).ways[0]
    assert _bare(wording.toward(way)) == "Ben settling quarrels with Ada"


def test_a_sign_with_two_words_names_each() -> None:
    ada = account(ADA, saying(L, 3, 3), saying(L, 4, 4))
    ben = account(BEN, saying(L, 4, 4), saying(L, 3, 3))
    assert _bare(wording.both_words(row(L, ada, ben))) == "sometimes for Ada, often for Ben"


@pytest.mark.parametrize(
    ("scores", "heading", "lead"),
    [
        (
            {Sign.AFFECTION: 5, Sign.TIME: 4, L: 2},
            "Both of you receive affection, and there is time for each of you.",
            "You both say so. Start there.",
        ),
        ({Sign.TIME: 4}, "There is time for each of you.", "You both say so. Start there."),
        (
            {Sign.TIME: 3},
            "Here is what you each say.",
            "Two people can live the same weeks in two ways.",
        ),
        (
            {},
            "It is too early for a picture.",
            "A few more answers, whenever you like. Until then, nothing is drawn.",
        ),
        (
            dict.fromkeys(Sign, 4),
            "There is time for each of you, and the feelings of both are taken seriously.",
            "You see all eight signs the same way.",
        ),
    ],
)
def test_the_heading_names_strengths_or_none(
    scores: dict[Sign, int], heading: str, lead: str
) -> None:
    both = {id: a for sign, n in scores.items() for id, a in saying(sign, n, n).items()}
    shown = picture(account(ADA, both, both), account(BEN, both, both))
    assert (wording.heading(shown), wording.lead(shown)) == (heading, lead)


def test_all_apart_says_that_two_can_live_the_same_weeks_in_two_ways() -> None:
    low, high = every_sign(1, 1), every_sign(5, 5)
    shown = picture(account(ADA, low, high), account(BEN, low, high))
    assert wording.heading(shown) == "Here is what you each say."
    assert wording.lead(shown).startswith("Your answers differ on all eight signs.")


@pytest.mark.parametrize(
    ("receive", "give", "heading"),
    [
        ({Sign.TIME: 5, L: 4}, {}, "You are given time, and you are listened to."),
        ({L: 4}, {}, "You are listened to."),
        ({}, {L: 5, Sign.TIME: 4}, "You give most often: listening and time together."),
        ({}, {L: 5}, "You give most often: listening."),
        ({L: 2}, {}, "Here is what you say."),
    ],
)
def test_the_solo_heading_speaks_of_one(
    receive: dict[Sign, int], give: dict[Sign, int], heading: str
) -> None:
    answers = [
        {id: a for sign, n in scores.items() for id, a in saying(sign, n, n).items()}
        for scores in (receive, give)
    ]
    assert wording.solo_heading(solo(account(ADA, *answers))) == heading


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (0, "The last one"),
        (1, "One more"),
        (6, "About six more"),
        (9, "About nine more"),
        (10, "About ten more"),
        (31, "About thirty more"),
        (63, "About sixty more"),
    ],
)
def test_what_is_left_is_said_in_words(questions: int, words: str) -> None:
    assert wording.left(questions) == words


def test_numbers_stand_with_their_margin() -> None:
    assert wording.numbers(Cell(mean=4.0, count=4, error=0.45)) == "4.0 (3.4–4.6)"  # noqa: RUF001


def test_no_reason_blames_anybody() -> None:
    low, high = every_sign(1, 1), every_sign(5, 5)
    shown = picture(account(ADA, low, high), account(BEN, low, high))
    for reason in (
        wording.because(shown.question),
        wording.because(solo(account(ADA, low)).question),
        wording.because(picture(account(ADA, low, low), account(BEN, low, low)).question),
    ):
        assert "Ada" not in reason
        assert "Ben" not in reason


def test_an_arabic_name_keeps_its_own_direction_wherever_it_stands() -> None:
    from django.template.loader import render_to_string

    name = "فاطمة"
    whole = f"\u2068{name}\u2069"
    fatima = Person("b", name)
    apart = row(
        L,
        account(ADA, saying(L, 1, 1), saying(L, 5, 5)),
        account(fatima, saying(L, 3, 3), saying(L, 5, 5)),
    )
    alike = row(
        L,
        account(ADA, saying(L, 3, 3), saying(L, 4, 4)),
        account(fatima, saying(L, 4, 4), saying(L, 3, 3)),
    )
    said = [wording.tell(way) for way in apart.ways]
    said += [wording.toward(way) for way in apart.ways]
    said += [wording.both_words(alike)]
    said += [wording.item_text(item, Direction.RECEIVE, name) for item in bank()]
    told = [text for text in said if name in text]
    assert len(told) > len(bank()) + 3
    assert all(text.count(whole) == text.count(name) for text in told)
    assert f"<bdi>{name}</bdi>" in render_to_string("awareness/row-apart.html", {"row": apart})
    for page in ("then", "envelope-facts", "envelope-before"):
        shown = render_to_string(f"awareness/{page}.html", {"other": name})
        assert name in shown
        assert name not in shown.replace(whole, "").replace(f"<bdi>{name}</bdi>", "")


def test_a_name_is_escaped_once_wherever_it_stands() -> None:
    from django.template.loader import render_to_string

    odd = Person("b", "<i>O'Neil</i> 100% {x}")
    shown = picture(
        account(ADA, saying(L, 1, 1), saying(L, 5, 5)),
        account(odd, saying(L, 5, 5), saying(L, 5, 5)),
    )
    page = render_to_string("awareness/parts.html", {"picture": shown})
    page += render_to_string("awareness/all-signs.html", {"picture": shown})
    assert "<i>" not in page
    assert "&amp;" not in page
    assert page.count("&lt;i&gt;O&#x27;Neil&lt;/i&gt; 100% {x}") > 5


def _bare(text: str) -> str:
    """The text without the marks that keep a name's direction."""
    return text.replace("\u2068", "").replace("\u2069", "")
