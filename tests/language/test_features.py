"""What the model sees of a message."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.language import features, message, rules
from nearer.language.features import SIZE, Features
from nearer.language.grammar import language


def seen(text: str) -> Features:
    english = language("en")
    read = message.read(text, english)
    return features.of(read, rules.find(read, english))


def likeness(one: str, other: str) -> float:
    return len(set(seen(one).buckets) & set(seen(other).buckets)) / len(set(seen(one).buckets))


def test_the_same_words_in_any_spelling_are_seen_alike() -> None:
    assert likeness("You’re late", "youre LATE") == 1.0  # noqa: RUF001


def test_another_order_of_the_same_words_is_seen_as_another_message() -> None:
    assert 0.2 < likeness("I think you never listen", "you never listen I think") < 1.0


def test_a_misspelt_word_still_shares_its_letters() -> None:
    assert likeness("unbelievable", "unbelieveable") > likeness("unbelievable", "wednesday")


def test_other_words_of_the_same_senses_are_seen_more_alike_than_words_of_others() -> None:
    blow, other_blow = "He slapped my face", "She punched your jaw"
    assert likeness(blow, other_blow) > likeness(blow, "We painted the shed")


def test_a_message_without_any_word_is_seen_without_a_fault() -> None:
    assert len(seen("...").buckets) > 0


def test_a_rule_that_hits_is_a_feature() -> None:
    english = language("en")
    read = message.read("You never listen to me.", english)
    hits = rules.find(read, english)
    assert hits
    more = set(features.of(read, hits).buckets) - set(features.of(read, ()).buckets)
    assert more


def test_a_clause_has_only_its_own_words() -> None:
    english = language("en")
    read = message.read("I'm sad, and you never call.", english)
    assert len(read.clauses) == 2
    last = features.of(read, (), read.clauses[-1])
    assert len(last.buckets) < len(features.of(read, ()).buckets)


def test_a_longer_message_does_not_weigh_more() -> None:
    short, long = seen("You never listen."), seen("You never listen. " * 30)
    assert np.isclose(np.square(short.values).sum(), np.square(long.values).sum(), rtol=0.3)


def test_a_very_long_message_is_seen_by_its_first_words() -> None:
    assert seen("word " * 399 + "a b c").buckets.tolist() != seen("word " * 400).buckets.tolist()
    assert seen("word " * 402 + "a").buckets.tolist() == seen("word " * 402 + "b").buckets.tolist()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_text_gives_buckets_in_their_range(text: str) -> None:
    made = seen(text)
    assert len(made.buckets) == len(made.values) > 0
    assert made.buckets.min() >= 0
    assert made.buckets.max() < SIZE
    assert np.isfinite(made.values).all()
