"""Wordings to try: from frames, with gaps, and nothing made up."""

import re

import pytest

from nearer.language import Label, read, restate
from nearer.language.grammar import language

FRAMES = [entry.said for entry in language("en").wordings]
HARSH = [
    "You never listen.",
    "We missed it because of you.",
    "You're selfish.",
    "You pathetic loser.",
    "This conversation is over.",
    "You did that to hurt me.",
    "I feel ignored by you when you text.",
    "You must sell the bike.",
    "You're making a mountain out of a molehill.",
]


def test_the_example_of_the_api() -> None:
    first = restate("You never listen.")[0]
    assert first.text == "When I tell you something and ___, I feel ___. I need ___."
    assert (first.start, first.end) == (0, 17)


@pytest.mark.parametrize("text", HARSH)
def test_a_hurting_message_gets_one_to_three_clean_wordings(text: str) -> None:
    offered = restate(text)
    assert 1 <= len(offered) <= 3
    for wording in offered:
        seen = read(wording.text)
        assert seen.crises == ()
        assert not any(label.hurts for label in seen.labels), wording.text


@pytest.mark.parametrize("text", HARSH)
def test_every_word_is_the_persons_own_or_a_frames(text: str) -> None:
    fixed = {word for frame in FRAMES for word in words(frame["text"])}
    for wording in restate(text):
        assert words(wording.text) <= fixed | words(text)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower()))


def test_an_order_keeps_its_words_and_becomes_a_question() -> None:
    assert restate("You must sell the bike.")[0].text == "Would you be willing to sell the bike?"


@pytest.mark.parametrize("text", ["", "Thank you for waiting up.", "I'm sad.", "Bins at seven?"])
def test_where_nothing_hurts_nothing_is_offered(text: str) -> None:
    assert restate(text) == []


def test_no_frame_names_a_feeling_or_gives_affection() -> None:
    for frame in FRAMES:
        assert not {"love", "sad", "angry", "hurt", "lonely", "sorry"} & words(frame["text"])
        assert len(frame["why"]) <= 80
        assert "!" not in frame["text"] + frame["why"]


def test_every_hurting_label_has_a_frame_and_a_question() -> None:
    hurting = {label.value for label in Label if label.hurts}
    always = {label for frame in FRAMES if not frame["patterns"] for label in frame["labels"]}
    assert always == hurting
    assert set(language("en").asks) == hurting


@pytest.mark.parametrize("given", [None, 3, b"no"])
def test_anything_but_a_string_is_refused(given: object) -> None:
    with pytest.raises(TypeError):
        restate(given)  # type: ignore[arg-type]
