"""The item bank keeps its own rules, and none that breaks them loads."""

import re
from collections import Counter

import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness.items import Answer, Item, Keyed, bank, by_id, parse

_PRONOUNS = {"{other}", "i", "me", "was", "were"}
_IDIOMS = (
    "there for",
    "on the same page",
    "heart",
    "shoulder",
    "walk away",
    "shut down",
    "at home",
)
_ASSUMED = {
    "child",
    "kids",
    "husband",
    "wife",
    "married",
    "house",
    "bed",
    "he",
    "she",
    "his",
    "her",
}
_BLAME = ("fault", "should", "always", "refus", "ignor", "selfish", "cold", "cares", "abus")


@pytest.mark.parametrize("sign", Sign)
def test_each_sign_has_two_warm_and_two_missed_items_in_both_directions(sign: Sign) -> None:
    keys = Counter(item.keyed for item in bank() if item.sign is sign)
    assert keys[Keyed.WARM] == keys[Keyed.MISSED] >= 2


def test_there_are_at_least_sixty_four_questions_and_no_two_are_alike() -> None:
    asked = [item.text(direction) for direction in Direction for item in bank()]
    assert len(asked) >= 64
    # After a quarrel nobody is named but the one who acts, so every wording is its own.
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("item", bank(), ids=lambda item: item.id)
def test_both_ends_are_told_in_the_same_words(item: Item) -> None:
    assert _words(item.receive) - _PRONOUNS == _words(item.give) - _PRONOUNS
    assert "{other}" in item.receive


@pytest.mark.parametrize("item", bank(), ids=lambda item: item.id)
def test_no_item_assumes_blames_or_speaks_in_pictures(item: Item) -> None:
    for direction in Direction:
        text = item.text(direction).lower()
        assert not [phrase for phrase in (*_IDIOMS, *_BLAME) if phrase in text]
        assert not _words(text) & _ASSUMED


def test_every_item_that_names_an_occasion_says_what_if_it_did_not_come_up() -> None:
    """Else "never" counts as good on a missed one, and as bad on a warm one."""
    occasion = re.compile(r"^[^,]+, (and )?(\{other\}|I) ")
    conditional = [
        item for item in bank() if any(occasion.match(item.text(way)) for way in Direction)
    ]
    assert len(conditional) > 16
    for item in conditional:
        assert "choose “Rather not say”." in item.hint
    assert not [item.id for item in bank() if item.hint and item not in conditional]


_INNER = ("thought", "forgot", "distant", "cared", "felt", "busy with other", "first to be")
_HELD_AGAINST = ("became loud", "shout", "mistake", "forgot", "angry")


@pytest.mark.parametrize("item", bank(), ids=lambda item: item.id)
def test_each_item_can_be_seen_or_heard_and_is_harmless_to_whoever_wrote_it(item: Item) -> None:
    for direction in Direction:
        text = item.text(direction)
        assert not [phrase for phrase in (*_INNER, *_HELD_AGAINST) if phrase in text]


@pytest.mark.parametrize("item", bank(), ids=lambda item: item.id)
def test_words_are_short_enough_for_a_child_of_eleven(item: Item) -> None:
    words = item.receive.replace("{other}", "Ben").rstrip(".").split()
    assert sum(len(word) for word in words) / len(words) < 6
    assert max(len(word.strip(",")) for word in words) <= 11


def test_a_missed_item_counts_the_other_way_round() -> None:
    interrupted = by_id()["listening-3"]
    assert interrupted.keyed is Keyed.MISSED
    assert interrupted.score(Answer.VERY_OFTEN) is Answer.NEVER
    assert by_id()["listening-1"].score(Answer.VERY_OFTEN) is Answer.VERY_OFTEN


@pytest.mark.parametrize(
    ("value", "word"),
    [(1, "never"), (1.49, "never"), (1.5, "rarely"), (2.5, "sometimes"), (5, "very-often")],
)
def test_a_mean_is_named_by_the_nearest_word(value: float, word: str) -> None:
    assert Answer.nearest(value).key == word


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('id = "time-2"', 'id = "time-1"'), "time-1 stands there 2 times"),
        (('id = "time-2"', 'id = "other-2"'), "begin its id with the sign"),
        (("took time just for me.", "did not take time."), "says 'not'"),
        (("took time just for me.", "didn't take time."), "say what happened instead"),
        (("took time just for me.", "took time"), "end it with a full stop"),
        (("took time just for me.", "word " * 20 + "."), "15 are the most"),
        (('keyed = "warm"', 'keyed = "missed"'), "take as many of both"),
        (('hint = "If you were', '# hint = "If you were'), "add a hint"),
    ],
)
def test_a_bank_that_breaks_a_rule_does_not_load(change: tuple[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse(_source().replace(*change, 1).encode())


def test_the_short_check_refuses_a_missed_item() -> None:
    warm_last = _source()
    first, second = warm_last.split("[[item]]")[1], warm_last.split("[[item]]")[3]
    swapped = warm_last.replace(first, "@").replace(second, first).replace("@", second)
    with pytest.raises(ValueError, match="the first item of time is a missed one"):
        parse(swapped.encode())


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w{}]+", text.lower()))


def _source() -> str:
    from importlib.resources import files

    return files("nearer.rooms.awareness").joinpath("content/items.toml").read_text()
