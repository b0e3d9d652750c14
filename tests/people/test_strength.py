"""What is taken as a passphrase of one's own."""

import pytest

from nearer.people.strength import GUESSES, GUESSES_NEAR, Weakness, guesses, weakness


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", Weakness.SHORT),
        ("q7#Lm2!xP9z", Weakness.SHORT),
        ("x" * 129, Weakness.LONG),
        ("password1234", Weakness.GUESSABLE),
        ("qwertyuiop[]", Weakness.GUESSABLE),
        ("aaaaaaaaaaaaaaaaaaaa", Weakness.GUESSABLE),
        ("summer2024summer2024", Weakness.GUESSABLE),
        ("the kettle sings before the rain", None),
        ("q7#Lm2!xP9zK", None),
        ("q7#Lm2!xP9zK" * 10, None),
    ],
)
def test_short_long_and_guessable_ones_are_not_taken(typed: str, why: Weakness | None) -> None:
    assert weakness(typed) is why


def test_a_name_that_others_know_adds_little() -> None:
    assert guesses("adalovelace1815") > guesses("adalovelace1815", about=("adalovelace",))
    assert weakness("adalovelace18", about=("adalovelace",)) is Weakness.GUESSABLE


def test_where_the_operator_is_near_more_guesses_are_needed() -> None:
    middling = "blue kettle rain"
    assert GUESSES <= guesses(middling) < GUESSES_NEAR
    assert weakness(middling) is None
    assert weakness(middling, near=True) is Weakness.GUESSABLE


def test_characters_past_the_estimators_reach_are_allowed() -> None:
    assert weakness("the kettle sings before the rain. " * 3) is None
