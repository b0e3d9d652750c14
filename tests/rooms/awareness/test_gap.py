"""The picture of two: strengths first, three parts, one question; the same on both phones."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nearer.article import Sign
from nearer.rooms.awareness.cells import Account, Person
from nearer.rooms.awareness.gap import Lead, Picture, picture
from nearer.rooms.awareness.items import Answer, bank
from nearer.rooms.awareness.questions import Because
from nearer.rooms.awareness.ways import Row, Verdict

from .builders import ADA, BEN, account, every_sign, saying

ANSWERS = st.dictionaries(
    st.sampled_from([item.id for item in bank()]), st.none() | st.integers(1, 5), max_size=40
)
ACCOUNTS = (
    st.builds(account, st.just(ADA), ANSWERS, ANSWERS),
    st.builds(account, st.just(BEN), ANSWERS, ANSWERS),
)


def test_two_strengths_come_first_the_least_received_of_them_last() -> None:
    shown = _agreeing({Sign.AFFECTION: 5, Sign.TIME: 4, Sign.CLOSENESS: 4, Sign.CONFLICT: 2})
    assert shown.strengths == (Sign.AFFECTION, Sign.TIME)
    assert [row.sign for row in shown.same] == [
        Sign.AFFECTION,
        Sign.TIME,
        Sign.CLOSENESS,
        Sign.CONFLICT,
    ]
    assert shown.lead is Lead.BOTH_SAY_SO


def test_one_strength_is_one_and_none_is_none() -> None:
    assert _agreeing({Sign.TIME: 4, Sign.CONFLICT: 3}).strengths == (Sign.TIME,)
    assert _agreeing({Sign.TIME: 3, Sign.CONFLICT: 3}).strengths == ()


def test_at_most_three_rows_differ_on_the_page_the_widest_last() -> None:
    gaps = {Sign.TIME: 2, Sign.VALIDATION: 4, Sign.APPRECIATION: 3, Sign.LISTENING: 1}
    ada = account(ADA, receive=_of({sign: 5 - gap for sign, gap in gaps.items()}))
    ben = account(BEN, give=_of(dict.fromkeys(gaps, 5)))
    shown = picture(ada, ben)
    assert [row.sign for row in shown.apart] == [Sign.TIME, Sign.APPRECIATION, Sign.VALIDATION]
    assert [row.sign for row in shown.more_apart] == [Sign.LISTENING]
    assert shown.question.sign is Sign.VALIDATION
    assert shown.question.because is Because.APART


def test_without_a_gap_the_question_is_about_what_both_receive_least() -> None:
    question = _agreeing({Sign.AFFECTION: 5, Sign.LISTENING: 2, Sign.TIME: 4}).question
    assert (question.sign, question.because) == (Sign.LISTENING, Because.ALIKE)


def test_with_nothing_to_compare_the_question_needs_no_picture() -> None:
    shown = picture(account(ADA), account(BEN))
    assert shown.question.because is Because.NEEDS_NO_PICTURE
    assert shown.lead is Lead.TOO_EARLY
    assert len(shown.early) == len(Sign)


def test_all_eight_alike_and_all_eight_apart_say_so() -> None:
    alike = picture(
        account(ADA, every_sign(4, 4), every_sign(4, 4)),
        account(BEN, every_sign(4, 4), every_sign(4, 4)),
    )
    assert alike.lead is Lead.ALL_THE_SAME
    apart = picture(
        account(ADA, every_sign(1, 1), every_sign(5, 5)),
        account(BEN, every_sign(1, 1), every_sign(5, 5)),
    )
    assert apart.lead is Lead.ALL_APART
    assert (len(apart.apart), len(apart.more_apart)) == (3, 5)


def test_another_card_turns_the_deck_round_and_changes_nothing_else() -> None:
    ada = account(ADA, receive=saying(Sign.TIME, 1, 1))
    ben = account(BEN, give=saying(Sign.TIME, 5, 5))
    first, second = picture(ada, ben), picture(ada, ben, card=1)
    assert first.question.text != second.question.text
    assert picture(ada, ben, card=2) == first
    assert replace(second, question=first.question) == first


def test_the_short_check_of_both_is_too_early_for_a_picture() -> None:
    ada = account(ADA, every_sign(5), every_sign(5))
    assert picture(ada, replace(ada, person=BEN)).lead is Lead.TOO_EARLY


@given(*ACCOUNTS)
def test_both_phones_show_the_same_page(ada: Account, ben: Account) -> None:
    assert picture(ada, ben) == picture(ben, ada)


@given(*ACCOUNTS)
@settings(deadline=None)
def test_swapping_the_two_swaps_names_and_shapes_and_nothing_else(
    ada: Account, ben: Account
) -> None:
    shown = picture(ada, ben)
    assume(all(not _tied(row) for row in _rows(shown)))
    swapped = picture(replace(ada, person=BEN), replace(ben, person=ADA))
    assert [_told(row) for row in _rows(swapped)] == [_told(row, swap=True) for row in _rows(shown)]
    assert (swapped.strengths, swapped.lead, swapped.question) == (
        shown.strengths,
        shown.lead,
        shown.question,
    )


@given(*ACCOUNTS)
def test_every_sign_stands_in_exactly_one_part(ada: Account, ben: Account) -> None:
    shown = picture(ada, ben)
    assert sorted(row.sign for row in _rows(shown)) == sorted(Sign)
    assert len(shown.table) == 2 * len(Sign)


@given(*ACCOUNTS)
def test_nothing_is_invented_from_missing_answers(ada: Account, ben: Account) -> None:
    """Taking every answer of one person away leaves nothing to compare, draw or name."""
    shown = picture(ada, account(BEN))
    assert shown.lead is Lead.TOO_EARLY
    assert not shown.strengths
    assert all(row.by_a is row.by_b is None for row in shown.table)
    shown = picture(ada, ben)
    for row in shown.table:
        told = [cell for cell in (row.by_a, row.by_b) if cell]
        assert len(told) in {0, 2}
        assert all(cell.enough for cell in told)


@given(*ACCOUNTS)
def test_rather_not_say_is_the_same_as_never_asked(ada: Account, ben: Account) -> None:
    assert picture(_without_none(ada), _without_none(ben)) == picture(ada, ben)


@given(*ACCOUNTS)
def test_a_named_strength_is_received_often_by_both_and_both_say_so(
    ada: Account, ben: Account
) -> None:
    for row in picture(ada, ben).same:
        assert all(way.word is not None for way in row.ways)
        if row.is_strength:
            assert all(way.word and way.word >= Answer.OFTEN for way in row.ways)


def _rows(shown: Picture) -> tuple[Row, ...]:
    return (*shown.same, *shown.apart, *shown.more_apart, *shown.early)


def _tied(row: Row) -> bool:
    toward_a, toward_b = row.ways
    return row.verdict is Verdict.DIFFERENTLY and toward_a.gap == toward_b.gap


def _told(row: Row, *, swap: bool = False) -> tuple[object, ...]:
    """What a row says, with the two exchanged if asked."""
    name = {ADA: BEN, BEN: ADA} if swap else {ADA: ADA, BEN: BEN}
    ways = {name[way.receiver]: (way.verdict, way.both) for way in row.ways}
    shown: object = name[row.shown.receiver] if row.verdict is Verdict.DIFFERENTLY else None
    return row.sign, row.verdict, ways, shown


def _without_none(one: Account) -> Account:
    return Account(
        person=one.person,
        receive={item: answer for item, answer in one.receive.items() if answer is not None},
        give={item: answer for item, answer in one.give.items() if answer is not None},
    )


def _of(scores: dict[Sign, int]) -> dict[str, int | None]:
    return {
        id: answer
        for sign, score in scores.items()
        for id, answer in saying(sign, score, score, score, score).items()
    }


def _agreeing(scores: dict[Sign, int]) -> Picture:
    both = _of(scores)
    return picture(account(ADA, both, both), account(BEN, both, both))


def test_names_are_carried_and_never_compared() -> None:
    """Two people of one name stay two."""
    first, second = Person("a", "Sam"), Person("b", "Sam")
    ada = account(first, saying(Sign.TIME, 1, 1), saying(Sign.TIME, 4, 4))
    ben = account(second, saying(Sign.TIME, 4, 4), saying(Sign.TIME, 5, 5))
    row = picture(ada, ben).apart[0]
    assert row.shown.receiver == first
    assert row.shown.told_by(first) != row.shown.told_by(second)
