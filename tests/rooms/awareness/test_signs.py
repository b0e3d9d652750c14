"""Every sign has whole phrases and questions that fit from either side."""

import pytest

from nearer.article import Sign
from nearer.rooms.awareness.signs import any_question, words_of


@pytest.mark.parametrize("sign", Sign)
def test_a_way_is_a_whole_phrase_with_a_name_in_it(sign: Sign) -> None:
    phrase = words_of(sign).toward.format(name="Ada", giver="Ben")
    assert "Ada" in phrase
    assert "{" not in phrase


@pytest.mark.parametrize("sign", Sign)
def test_each_deck_has_two_questions_or_more(sign: Sign) -> None:
    words = words_of(sign)
    for deck in (words.apart, words.alike, words.solo):
        assert len(set(deck)) == len(deck) >= 2
        assert all(card.endswith("?") for card in deck)


@pytest.mark.parametrize("sign", Sign)
def test_a_heading_is_a_whole_clause_for_one_and_for_two(sign: Sign) -> None:
    words = words_of(sign)
    verbs = {"is", "are", "receive", "help"}
    assert verbs & set(words.reaches.split())
    assert "you" in words.reaches
    assert verbs & set(words.reaches_both.split())
    assert {"both", "each"} & set(words.reaches_both.split())


@pytest.mark.parametrize("sign", Sign)
def test_a_quarrel_is_called_a_quarrel(sign: Sign) -> None:
    words = words_of(sign)
    told = " ".join((words.name, words.toward, words.topic, words.line, *words.alike)).split()
    assert not {"row", "fight", "argument"} & set(told)


@pytest.mark.parametrize("sign", Sign)
def test_no_question_takes_a_side(sign: Sign) -> None:
    words = words_of(sign)
    for card in (*words.apart, *words.alike):
        assert "two of you" not in card
        assert not {"why", "your partner", "he", "she"} & set(card.lower().split())
        assert "each of you" in card or card.startswith(("Which", "How", "What"))


def test_the_question_that_needs_no_picture_is_there_for_two_and_for_one() -> None:
    assert "each of you" in any_question().couple
    assert "each of you" not in any_question().solo
