"""Same, differently, too early: the rule of the design, by a table."""

import pytest

from nearer.article import Sign
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.ways import Both, Row, Says, Verdict, row

from .builders import ADA, BEN, account, saying, told

SAME, DIFFERENTLY, EARLY = Verdict.SAME, Verdict.DIFFERENTLY, Verdict.EARLY
L = Sign.LISTENING


@pytest.mark.parametrize(
    ("received", "given", "count", "verdict"),
    [
        (4.0, 4.0, 4, SAME),
        (3.5, 4.25, 4, SAME),  # one word, and inside the margins
        (3.25, 3.75, 4, EARLY),  # two words, inside the margins
        (3.0, 3.75, 4, EARLY),  # 0.75 is less than 0.81
        (3.0, 4.0, 4, DIFFERENTLY),  # 1.0 is more
        (2.5, 3.4, 4, DIFFERENTLY),  # the gap counts before the word
        (2.0, 4.0, 2, DIFFERENTLY),  # 2.0 is more than 1.15
        (3.0, 4.0, 2, EARLY),  # 1.0 is less than 1.15
        (2.5, 3.0, 2, SAME),
    ],
)
def test_the_verdict_follows_the_rule(
    received: float, given: float, count: int, verdict: Verdict
) -> None:
    assert Both(told(received, count), told(given, count)).verdict is verdict
    assert Both(told(given, count), told(received, count)).verdict is verdict


@pytest.mark.parametrize(
    ("received", "given"), [((), ()), ((4,), (4, 4)), ((4, 4), (4,)), ((4, 4), ()), ((), (5, 5, 5))]
)
def test_fewer_than_two_answers_of_either_are_too_early_and_show_nothing(
    received: tuple[int, ...], given: tuple[int, ...]
) -> None:
    ada = account(ADA, receive=saying(L, *received))
    ben = account(BEN, give=saying(L, *given))
    way = row(L, ada, ben).ways[0]
    assert (way.verdict, way.both, way.says, way.plot) == (EARLY, None, (), None)
    assert way.told_by(ADA) is way.told_by(BEN) is None


@pytest.mark.parametrize(
    ("toward_ada", "toward_ben", "verdict"),
    [
        ((4, 4), (4, 4), SAME),
        ((1, 5), (4, 4), DIFFERENTLY),
        ((1, 5), (3, 4), DIFFERENTLY),
        ((4, 4), (3, 4), EARLY),
    ],
)
def test_a_sign_is_what_its_two_ways_make_it(
    toward_ada: tuple[int, int], toward_ben: tuple[int, int], verdict: Verdict
) -> None:
    assert _four(toward_ada, toward_ben).verdict is verdict


def test_a_row_draws_the_way_that_differs_even_if_the_other_gap_is_as_wide() -> None:
    differs = _four((2, 4), (3, 4))
    assert differs.shown.receiver == ADA
    wider = _four((3, 5), (1, 5))
    assert wider.shown.receiver == BEN


def test_both_accounts_stand_in_their_order_along_the_scale() -> None:
    way = _four((2, 4), (4, 4)).shown
    assert way.says == (Says(ADA, Answer.RARELY, open=False), Says(BEN, Answer.OFTEN, open=True))
    turned = _four((4, 2), (4, 4)).ways[0]
    assert [says.person for says in turned.says] == [BEN, ADA]


def test_what_differs_is_drawn_filled_for_what_arrives_and_open_for_what_is_given() -> None:
    plot = _four((2, 4), (4, 4)).shown.plot
    assert plot is not None
    assert [(mark.side, mark.open, mark.at) for mark in plot.marks] == [
        ("b", True, "75%"),
        ("a", False, "25%"),
    ]


def test_too_early_tells_where_it_could_lie() -> None:
    way = _four((3, 4), (4, 4)).ways[0]
    assert way.both is not None
    assert way.both.anywhere == (Answer.RARELY, Answer.VERY_OFTEN)


def test_a_word_for_both_ways_only_when_it_fits_both() -> None:
    assert _four((4, 4), (4, 4)).word is Answer.OFTEN
    assert _four((4, 4), (3, 3)).word is None


@pytest.mark.parametrize(
    ("toward_ada", "toward_ben", "strength"),
    [((4, 4), (5, 5), True), ((3, 3), (5, 5), False), ((5, 2), (5, 5), False)],
)
def test_a_strength_reaches_both_often_and_both_say_so(
    toward_ada: tuple[int, int], toward_ben: tuple[int, int], strength: bool
) -> None:
    assert _four(toward_ada, toward_ben).is_strength is strength


def _four(toward_ada: tuple[int, int], toward_ben: tuple[int, int]) -> Row:
    """Listening toward each: what the one says arrives, what the other says is given."""
    ada = account(ADA, saying(L, *[toward_ada[0]] * 2), saying(L, *[toward_ben[1]] * 2))
    ben = account(BEN, saying(L, *[toward_ben[0]] * 2), saying(L, *[toward_ada[1]] * 2))
    return row(L, ada, ben)
