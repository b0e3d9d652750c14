"""The picture of one: own answers both ways, no word on the absent person."""

from hypothesis import given
from hypothesis import strategies as st

from nearer.article import Direction, Sign
from nearer.rooms.awareness.items import Answer, bank
from nearer.rooms.awareness.questions import Because
from nearer.rooms.awareness.solo import SoloPicture, solo

from .builders import ADA, account, every_sign, saying

ANSWERS = st.dictionaries(
    st.sampled_from([item.id for item in bank()]), st.none() | st.integers(1, 5), max_size=40
)


def test_eight_single_answers_give_words_and_two_strengths_from_one_answer_each() -> None:
    short = {**every_sign(3), **saying(Sign.AFFECTION, 5), **saying(Sign.TIME, 4)}
    shown = solo(account(ADA, receive=short))
    assert [strength.sign for strength in shown.strengths] == [Sign.AFFECTION, Sign.TIME]
    assert shown.from_one_answer
    assert (len(shown.drawn), len(shown.in_words), len(shown.early)) == (0, 8, 0)


def test_two_answers_are_drawn() -> None:
    shown = solo(account(ADA, saying(Sign.TIME, 4, 4), saying(Sign.TIME, 3)))
    row = shown.drawn[0]
    assert (row.plot.received, row.plot.given) == ("75%", None)
    assert not shown.from_one_answer
    assert len(shown.early) == 7


def test_one_word_for_both_ways_only_when_both_are_drawn_and_alike() -> None:
    alike = solo(account(ADA, saying(Sign.TIME, 4, 4), saying(Sign.TIME, 4, 4)))
    assert alike.drawn[0].both_ways is Answer.OFTEN
    thin = solo(account(ADA, saying(Sign.TIME, 4, 4), saying(Sign.TIME, 4)))
    assert thin.drawn[0].both_ways is None


def test_what_rests_on_two_answers_is_named_before_what_rests_on_one() -> None:
    receive = {
        **saying(Sign.TIME, 4, 4),
        **saying(Sign.AFFECTION, 5),
        **saying(Sign.CONFLICT, 4, 4),
    }
    named = [strength.sign for strength in solo(account(ADA, receive)).strengths]
    assert named == [Sign.TIME, Sign.CONFLICT]


def test_a_strength_has_its_soft_bar() -> None:
    strength = solo(account(ADA, saying(Sign.TIME, 4, 4))).strengths[0]
    assert strength.plot.at == "74%"
    assert (strength.plot.band.start, strength.plot.band.width) == ("55.7%", "36.6%")


def test_who_told_only_what_they_give_sees_that() -> None:
    shown = solo(account(ADA, give=saying(Sign.LISTENING, 5)))
    assert shown.seen_from is Direction.GIVE
    assert shown.strengths[0].sign is Sign.LISTENING


def test_the_question_is_about_what_reaches_least() -> None:
    receive = {**every_sign(4, 4), **saying(Sign.LISTENING, 2, 2)}
    question = solo(account(ADA, receive)).question
    assert (question.sign, question.because) == (Sign.LISTENING, Because.SOLO)
    assert not question.from_one_answer


def test_a_question_from_one_answer_says_so_and_gives_way_to_two() -> None:
    thin = solo(account(ADA, saying(Sign.LISTENING, 1))).question
    assert thin.from_one_answer
    firm = {**saying(Sign.LISTENING, 1), **saying(Sign.TIME, 2, 2)}
    assert solo(account(ADA, firm)).question.sign is Sign.TIME


def test_where_all_comes_often_nothing_is_called_least() -> None:
    question = solo(account(ADA, every_sign(4, 4))).question
    assert question.because is Because.NEEDS_NO_PICTURE


def test_nothing_answered_is_an_empty_picture() -> None:
    shown = solo(account(ADA, receive={"time-1": None}))
    assert shown.empty
    assert not shown.strengths
    assert len(shown.early) == len(Sign)


@given(ANSWERS, ANSWERS)
def test_every_sign_stands_once_and_nothing_is_drawn_from_one_answer(
    receive: dict[str, int | None], give: dict[str, int | None]
) -> None:
    shown = solo(account(ADA, receive, give))
    assert sorted(row.sign for row in shown.table) == sorted(Sign)
    for row in shown.table:
        assert (row.plot.received is not None) == bool(row.receive and row.receive.enough)
        assert (row.plot.given is not None) == bool(row.give and row.give.enough)


@given(ANSWERS, ANSWERS)
def test_a_strength_comes_often_by_its_own_answers(
    receive: dict[str, int | None], give: dict[str, int | None]
) -> None:
    shown: SoloPicture = solo(account(ADA, receive, give))
    assert all(strength.cell.word >= Answer.OFTEN for strength in shown.strengths)
    assert len(shown.strengths) <= 2
