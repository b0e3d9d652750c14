"""The forms to find words with: what somebody filled in becomes one message that says it once."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.rooms.conversation import frames
from nearer.rooms.conversation.frames import Field, Frame

FIELDS = [(one, field) for one in frames.frames() for field in one.field]


def frame(id: str) -> Frame:
    found = frames.frame(id)
    assert found is not None
    return found


def test_whole_sentences_are_not_begun_twice() -> None:
    said = {
        "view": "I understand that you were tired.",
        "seen": "when you looked at the phone",
        "feeling": "I feel lonely",
        "need": "I need ten minutes.",
        "wish": "Could you sit with me?",
    }
    assert frames.compose(frame("both"), said) == (
        "I understand that you were tired. When you looked at the phone, I feel lonely. "
        "I need ten minutes. Would you be willing to sit with me?"
    )


def test_mere_pieces_make_the_same_message() -> None:
    said = {
        "view": "that you were tired",
        "seen": "You looked at the phone",
        "feeling": "lonely",
        "need": "ten minutes",
        "wish": "sit with me",
    }
    assert frames.compose(frame("both"), said) == (
        "I understand that you were tired. When you looked at the phone, I feel lonely. "
        "I need ten minutes. Would you be willing to sit with me?"
    )


@given(
    st.sampled_from(FIELDS),
    st.data(),
    st.sampled_from([str, str.lower, str.upper, str.capitalize]),
)
def test_no_beginning_of_ours_stands_twice_however_it_is_typed(
    one: tuple[Frame, Field], data: st.DataObject, cased: Callable[[str], str]
) -> None:
    whole, field = one
    heads = data.draw(st.lists(st.sampled_from([field.before, *field.drops]), max_size=3))
    typed = cased(
        " ".join([*heads, "xyz"]).replace("\u2019", data.draw(st.sampled_from("'\u2019")))
    )
    message = frames.compose(whole, {field.id: typed})
    end = "." if field.after == "," else field.after
    assert message.lower() == f"{field.before} xyz{end}".lower()


@pytest.mark.parametrize("typed", ["Whenever", "Iam", "I feeling", "total strangers"])
def test_a_word_that_only_looks_like_a_beginning_stays(typed: str) -> None:
    for one, field in FIELDS:
        if typed.lower() not in (head.lower() for head in (field.before, *field.drops)):
            assert typed.lower() in frames.compose(one, {field.id: f"{typed} xyz"}).lower()


def test_a_field_that_holds_only_our_own_beginning_counts_as_empty() -> None:
    assert frames.compose(frame("both"), {"feeling": "I feel …", "need": " "}) == ""


@pytest.mark.parametrize(
    ("typed", "picked", "message"),
    [
        ("", ["lonely"], "I feel lonely."),
        ("a bit", ["lonely"], "I feel a bit lonely."),
        ("I feel very", ["sad", "tired"], "I feel very sad and tired."),
        ("left out", ["lonely"], "I feel left out and lonely."),
        ("", ["sad", "tired", "hurt"], "I feel sad, tired and hurt."),
        ("so lonely", ["lonely"], "I feel so lonely."),
        ("glad", ["no word of ours"], "I feel glad."),
    ],
)
def test_a_picked_word_joins_what_was_typed(typed: str, picked: list[str], message: str) -> None:
    made = frames.compose(frame("both"), {"feeling": typed}, picked={"feeling": picked})
    assert made == message


def test_what_happened_alone_ends_as_a_sentence() -> None:
    assert frames.compose(frame("both"), {"seen": "you rang"}) == "When you rang."


def test_after_a_comma_the_sentence_goes_on() -> None:
    said = {"seen": "you ring", "wish": "stay on the line"}
    assert frames.compose(frame("both"), said) == (
        "When you ring, would you be willing to stay on the line?"
    )


def test_thanks_offer_no_bitter_words() -> None:
    felt = next(field for field in frame("thanks").field if field.pick)
    offered = [word for group in frames.picks(felt.pick) for word in group.words]
    assert "grateful" in offered
    assert not {"bitter", "angry", "annoyed"} & set(offered)
    assert "bitter" in [word for group in frames.picks("feeling") for word in group.words]
