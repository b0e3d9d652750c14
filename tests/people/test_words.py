"""Suggested words, and the one form of a passphrase."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.people import words

INDEX_KEY = bytes(range(32))
SEED = bytes(range(16))


def test_the_list_is_the_frozen_one() -> None:
    listed = words._all()
    assert len(listed) == len(set(listed)) == 7776
    assert list(listed) == sorted(listed)
    # A changed word would lock out whoever has it in their passphrase.
    assert hashlib.sha256("\n".join(listed).encode()).hexdigest() == (
        "abae49761b88f3f1ba31ef944bea1f61b795a3cd7e1cfb7d276ed45bf77967ba"
    )


def test_the_same_seed_gives_the_same_words_and_five_begin_with_the_four() -> None:
    four = words.suggest(SEED, INDEX_KEY, words.COUNT)
    assert four == words.suggest(SEED, INDEX_KEY, 4)
    assert words.suggest(SEED, INDEX_KEY, words.MORE)[:4] == four
    assert len(words.suggest(SEED, INDEX_KEY, 5)) == 5


def test_another_seed_or_another_copy_gives_other_words() -> None:
    here = words.suggest(SEED, INDEX_KEY)
    assert here != words.suggest(bytes(16), INDEX_KEY)
    assert here != words.suggest(SEED, bytes(32))


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="15 bytes"):
        words.suggest(bytes(15), INDEX_KEY)


def test_unkind_words_are_of_the_list_but_never_offered() -> None:
    unkind = set(words._lines("unkind.txt"))
    assert unkind < set(words._all())
    assert not unkind & set(words._offered())
    assert len(words._offered()) ** 4 > 2**51


@given(st.binary(min_size=16, max_size=16))
def test_suggested_words_stay_as_they_are(seed: bytes) -> None:
    suggested = " ".join(words.suggest(seed, INDEX_KEY, 5))
    assert words.normalise(suggested) == suggested


@pytest.mark.parametrize(
    "typed",
    [
        "lantern gravel turtle velvet",
        "  Lantern  gravel turtle VELVET. ",
        "lantern.gravel.turtle.velvet",
        "Lantern, gravel,\tturtle\nvelvet",
        "\uff4cantern gravel turtle velvet",  # a wide l, as some keyboards give it
    ],
)
def test_capitals_dots_and_spaces_do_not_matter_in_words_of_the_list(typed: str) -> None:
    assert words.normalise(typed) == "lantern gravel turtle velvet"


@pytest.mark.parametrize(
    "own",
    ["Lantern gravel", "Two  spaces. And Dots.", "lantern gravel turtle zzyzx", "ABCDEFGHIJKL"],
)
def test_a_passphrase_of_ones_own_keeps_its_capitals_dots_and_spaces(own: str) -> None:
    assert words.normalise(own) == own
    assert words.normalise(f" {own}\n") == own


@given(st.text(max_size=200))
def test_the_one_form_is_its_own_form(typed: str) -> None:
    once = words.normalise(typed)
    assert words.normalise(once) == once
