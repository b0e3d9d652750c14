"""A check that travels: what is read is what was written, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.article import Direction
from nearer.rooms.awareness.check import SHORT
from nearer.rooms.awareness.trial import Trial, read

TRIALS = st.builds(
    Trial,
    st.sampled_from(Direction),
    st.text(alphabet="012345.", min_size=SHORT, max_size=SHORT),
)


@given(TRIALS)
def test_what_was_written_is_read(tried: Trial) -> None:
    assert read(tried.text) == tried


@pytest.mark.parametrize(
    "text", ["", "receive", "receive:", "receive:12345678", "sideways:........", "give:.........\n"]
)
def test_anything_else_is_none(text: str) -> None:
    assert read(text) is None


def test_an_answer_takes_its_place_and_leaves_the_others() -> None:
    tried = Trial(Direction.GIVE).answered(1, 4).answered(3, None).answered(1, 5)
    assert tried.text == "give:5.0....."
    assert tried.answers == {"appreciation-1": 5, "listening-1": None}


@given(TRIALS)
def test_the_first_open_question_has_no_answer(tried: Trial) -> None:
    here = tried.first_open
    if here is None:
        assert len(tried.answers) == SHORT
    else:
        assert here.item.id not in tried.answers
