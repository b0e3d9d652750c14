"""The room's rules, by example and by any sequence of moves."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.rooms.conversation import floor, talks
from nearer.rooms.conversation.floor import MINUTES, NotNow, Stage, Talk
from nearer.rooms.conversation.records import Mode, Move, Side, Subject, What

A, B = Side.A, Side.B
TALK = b"t" * 16
START = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
SAY = {What.TEXT, What.PARTLY, What.SAID, What.HEARD, What.ANSWERED, What.REPLIED}


def move(n: int, what: What, side: Side, at: datetime = START, **more: object) -> Move:
    text = "words" if what in SAY else ""
    minutes = 20 if what is What.PAUSE else 0
    fields = {"text": text, "minutes": minutes, **more}
    return Move(
        at=at, zone="UTC", day=date(2026, 11, 25), talk=TALK, n=n, what=what, side=side, **fields
    )


def begun(mode: Mode = Mode.TWO, first: Side = A) -> Move:
    return move(0, What.BEGIN, A, subject=Subject.NAME, mode=mode, first=first)


def played(*steps: tuple[What, Side], mode: Mode = Mode.TWO) -> Talk:
    """A talk after some steps, a minute apart."""
    talk = floor.begin(begun(mode))
    for n, (what, side) in enumerate(steps, 1):
        talk = floor.after(talk, move(n, what, side, START + timedelta(minutes=n)))
    return talk


SETTLED = ((What.HERE, B), (What.HERE, A))
TURN_A = ((What.SAID, A), (What.HEARD, B), (What.GOT_IT, A), (What.ANSWERED, B), (What.REPLIED, A))
TURN_B = tuple((what, side.other) for what, side in TURN_A)
CLOSED = ((What.THANKS, A), (What.THANKS, B))


def test_a_whole_talk_goes_through_both_turns_and_ends_signed() -> None:
    talk = played(
        *SETTLED, *TURN_A, *TURN_B, *CLOSED, (What.TEXT, A), (What.SIGN, B), (What.SIGN, A)
    )
    assert (talk.stage, talk.agreed, talk.text) == (Stage.OVER, True, "words")
    assert talk.may(A) == talk.may(B) == frozenset()


def test_it_begins_when_both_are_here_and_not_before() -> None:
    assert played((What.HERE, B)).stage is Stage.SETTLE
    assert played(*SETTLED).stage is Stage.SPEAK
    assert played((What.HERE, A), mode=Mode.ONE).stage is Stage.SPEAK


def test_letters_begin_at_once_and_have_no_clock() -> None:
    talk = floor.begin(begun(Mode.LETTER))
    assert (talk.stage, talk.left(START + timedelta(days=9))) == (Stage.SPEAK, None)
    with pytest.raises(NotNow):
        floor.after(talk, move(1, What.SAID, A, text=""))


@pytest.mark.parametrize("what", [What.SAID, What.HEARD, What.GOT_IT, What.ANSWERED, What.TEXT])
def test_the_listener_can_only_rest_or_end_while_the_other_speaks(what: What) -> None:
    talk = played(*SETTLED)
    assert talk.may(B) == {What.PAUSE, What.END}
    with pytest.raises(NotNow):
        floor.after(talk, move(3, what, B))
    assert What.SAID in talk.may(A)


def test_what_was_not_heard_yet_is_said_back_once_more() -> None:
    talk = played(*SETTLED, (What.SAID, A), (What.HEARD, B), (What.PARTLY, A))
    assert (talk.stage, talk.floor, talk.missing) == (Stage.BACK, B, "words")


def test_the_second_turn_belongs_to_the_other() -> None:
    talk = played(*SETTLED, *TURN_A)
    assert (talk.turn, talk.floor, talk.stage) == (2, B, Stage.SPEAK)


def test_a_pause_stops_the_clock_and_ends_when_both_are_back() -> None:
    spoke = START + timedelta(minutes=2)
    talk = played(*SETTLED)
    rested = floor.after(talk, move(3, What.PAUSE, B, spoke + timedelta(minutes=1)))
    assert rested.pause is not None
    assert rested.pause.until == spoke + timedelta(minutes=21)
    assert rested.floor is None
    late = spoke + timedelta(hours=3)
    one = floor.after(rested, move(4, What.RETURN, B, late))
    assert one.pause is not None
    both = floor.after(one, move(5, What.RETURN, A, late + timedelta(minutes=5)))
    assert both.pause is None
    assert both.left(late + timedelta(minutes=6)) == timedelta(minutes=MINUTES[Stage.SPEAK] - 2)


def test_new_words_ask_for_both_names_again() -> None:
    talk = played(
        *SETTLED, *TURN_A, *TURN_B, *CLOSED, (What.TEXT, A), (What.SIGN, A), (What.TEXT, B)
    )
    assert talk.signed == frozenset()
    assert talk.text_by is B


@pytest.mark.parametrize("minutes", [0, 5, 19, 61])
def test_a_pause_lasts_twenty_to_sixty_minutes(minutes: int) -> None:
    with pytest.raises(NotNow):
        floor.after(played(*SETTLED), move(3, What.PAUSE, A, minutes=minutes))


def test_words_that_were_taken_out_leave_the_talk_where_it_stood() -> None:
    steps = [begun(Mode.LETTER), move(1, What.SAID, A), move(2, What.HEARD, B)]
    before = floor.fold(steps)
    steps[1] = move(1, What.SAID, A, text="", removed=True)
    after = floor.fold(steps)
    assert before is not None
    assert after is not None
    assert (before.stage, before.n) == (after.stage, after.n)
    assert [line.text for line in after.lines] == ["words"]


MOVES = st.lists(
    st.tuples(
        st.sampled_from(What), st.sampled_from(Side), st.integers(-30, 4000), st.integers(0, 3)
    ),
    max_size=40,
)


def walked(mode: Mode, first: Side, tries: list[tuple[What, Side, int, int]]) -> list[Talk]:
    """Every state on the way of some tried moves, each at its own time (also set back)."""
    talks = [floor.begin(begun(mode, first))]
    for what, side, seconds, ahead in tries:
        at = talks[-1].since + timedelta(seconds=seconds)
        try:
            talks.append(floor.after(talks[-1], move(talks[-1].n + 1 + ahead // 3, what, side, at)))
        except NotNow:
            continue
    return talks


@settings(deadline=None)
@given(st.sampled_from(Mode), st.sampled_from(Side), MOVES, st.integers(-9000, 9000))
def test_only_one_has_the_floor_and_time_is_never_negative(
    mode: Mode, first: Side, tries: list[tuple[What, Side, int, int]], later: int
) -> None:
    for talk in walked(mode, first, tries):
        doing = {side for side in Side if talk.may(side) - {What.PAUSE, What.END, What.RETURN}}
        if talk.floor is not None:
            assert doing == {talk.floor}
        left = talk.left(talk.since + timedelta(seconds=later))
        assert left is None or timedelta() <= left <= timedelta(minutes=MINUTES[talk.stage])


@settings(deadline=None)
@given(st.sampled_from(Mode), st.sampled_from(Side), MOVES)
def test_every_state_can_be_left_by_either(
    mode: Mode, first: Side, tries: list[tuple[What, Side, int, int]]
) -> None:
    for talk in walked(mode, first, tries):
        for side in Side:
            assert talk.is_over or What.END in talk.may(side)


@settings(deadline=None)
@given(st.sampled_from(Mode), st.sampled_from(Side), MOVES, st.randoms())
def test_whoever_folds_the_same_moves_in_any_order_stands_at_the_same_place(
    mode: Mode, first: Side, tries: list[tuple[What, Side, int, int]], random: object
) -> None:
    talk, moves = floor.begin(begun(mode, first)), [begun(mode, first)]
    for what, side, seconds, _ in tries:
        done = move(talk.n + 1, what, side, talk.since + timedelta(seconds=seconds))
        try:
            talk = floor.after(talk, done)
        except NotNow:
            continue
        moves.append(done)
    random.shuffle(moves)  # type: ignore[attr-defined]
    assert floor.fold(moves) == talk


WHOLE = (*SETTLED, *TURN_A, *TURN_B, *CLOSED)
AT_THE_PAGE = [begun(), *(move(n, what, side) for n, (what, side) in enumerate(WHOLE, 1))]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from((What.TEXT, What.SIGN, What.END)), st.sampled_from(Side)))
)
def test_whether_a_talk_is_over_shows_without_its_beginning(tries: list[tuple[What, Side]]) -> None:
    moves = list(AT_THE_PAGE)
    for what, side in tries:
        done = move(len(moves), what, side)
        stands = floor.fold(moves)
        assert stands is not None
        assert talks.is_closed(moves[1:]) is stands.is_over
        if what in stands.may(side):
            moves.append(done)


def test_signed_words_that_were_taken_out_were_signed_and_stand_no_longer() -> None:
    n = len(AT_THE_PAGE)
    signs = [move(n + 1, What.SIGN, A), move(n + 2, What.SIGN, B)]
    stands = floor.fold([*AT_THE_PAGE, move(n, What.TEXT, A), *signs])
    gone = floor.fold([*AT_THE_PAGE, move(n, What.TEXT, A, text="", removed=True), *signs])
    assert stands is not None
    assert gone is not None
    assert (stands.was_signed, stands.agreed, stands.is_over) == (True, True, True)
    assert (gone.was_signed, gone.agreed, gone.is_over) == (True, False, True)


@settings(deadline=None)
@given(MOVES)
def test_time_spent_before_a_pause_is_never_lost(tries: list[tuple[What, Side, int, int]]) -> None:
    talks = walked(Mode.TWO, A, tries)
    for before, after in itertools.pairwise(talks):
        if after.pause is not None and before.pause is None:
            assert after.spent >= before.spent
        if before.pause is not None and after.pause is None and not after.is_over:
            assert after.spent == before.spent


def test_what_only_one_has_done_leaves_the_mark_where_it_was() -> None:
    talk = played((What.HERE, B))
    assert (talk.n, talk.mark) == (1, 0)
    assert played(*SETTLED).mark == 2
    assert played(*SETTLED, *TURN_A, *TURN_B, (What.THANKS, A)).mark == 12
