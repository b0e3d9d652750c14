"""Every entry of a language's data shows itself at work: one text that must, one that must not."""

import json
from importlib.resources import files

import pytest

from nearer.language import Label, crisis, message, rules
from nearer.language.grammar import Entry, language
from nearer.language.patterns import Grammar, PatternCannotBeRead
from nearer.language.steps import WordClass

ENGLISH = language("en")
KEYS = {
    "id", "label", "sure", "reason", "patterns", "must", "must_not",
    "asks", "span", "unless", "unless_also",
}  # fmt: skip


def ids(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.id for entry in entries]


def given(text: str) -> set[str]:
    return {hit.rule for hit in rules.find(message.read(text, ENGLISH), ENGLISH)}


@pytest.mark.parametrize("entry", ENGLISH.rules.entries, ids=ids(ENGLISH.rules.entries))
def test_a_rule_finds_its_example_and_leaves_the_other(entry: Entry) -> None:
    assert entry.id in given(entry.said["must"])
    assert entry.id not in given(entry.said["must_not"])


@pytest.mark.parametrize("entry", ENGLISH.crises.entries, ids=ids(ENGLISH.crises.entries))
def test_a_crisis_rule_finds_its_example_and_leaves_the_other(entry: Entry) -> None:
    assert matches(entry, entry.said["must"])
    assert not matches(entry, entry.said["must_not"])


@pytest.mark.parametrize("entry", ENGLISH.frames.entries, ids=ids(ENGLISH.frames.entries))
def test_a_frame_finds_its_example_and_leaves_the_other(entry: Entry) -> None:
    assert stands(entry, entry.said["must"])
    assert not stands(entry, entry.said["must_not"])


def matches(entry: Entry, text: str) -> bool:
    seen = message.read(text, ENGLISH)
    return any(found is entry for found, _, _ in crisis.hits(seen, ENGLISH))


def stands(entry: Entry, text: str) -> bool:
    seen = message.read(text, ENGLISH)
    return any(
        pattern.find(seen.words, sentence.first, sentence.last)
        for sentence in seen.sentences
        for pattern in entry.patterns
    )


def test_an_entry_has_only_known_fields_and_a_reason() -> None:
    for entry in ENGLISH.rules.entries:
        assert set(entry.said) <= KEYS, entry.id
        assert entry.said["reason"] in ENGLISH.reasons, entry.id
        assert entry.said["label"] in set(Label), entry.id
        assert 0 < entry.said["sure"] < 1, entry.id


def test_no_two_entries_share_an_id() -> None:
    for book in (ENGLISH.rules, ENGLISH.crises, ENGLISH.frames):
        assert len(set(ids(book.entries))) == len(book.entries)


def test_every_frame_that_a_rule_asks_for_is_there() -> None:
    frames = {entry.said["frame"] for entry in ENGLISH.frames.entries} | {"quote"}
    asked = {frame for each in ENGLISH.vetoes.values() for frame in each}
    for entry in (*ENGLISH.rules.entries, *ENGLISH.crises.entries):
        asked |= {*entry.said.get("unless", ()), *entry.said.get("unless_also", ())}
    assert asked | set(crisis.UNLESS) <= frames


def test_every_label_has_a_rule_a_reason_and_its_vetoes() -> None:
    labels = {label.value for label in Label}
    assert {entry.said["label"] for entry in ENGLISH.rules.entries} == labels
    assert labels <= set(ENGLISH.reasons)
    assert set(ENGLISH.vetoes) == labels


def test_a_reason_is_short_plain_and_about_the_words() -> None:
    for reason in ENGLISH.reasons.values():
        assert len(reason) <= 90
        assert reason.endswith(".")
        assert "!" not in reason
        assert "you are" not in reason.lower()


def test_the_data_files_are_written_in_one_way() -> None:
    for file in (files("nearer.language") / "en" / "rules").iterdir():
        content = file.read_text("utf-8")
        assert content == json.dumps(json.loads(content), ensure_ascii=False, indent=1) + "\n"


def test_each_word_has_one_sense_and_the_file_is_written_in_one_way() -> None:
    content = (files("nearer.language") / "en" / "senses.json").read_text("utf-8")
    senses = json.loads(content)
    words = [word for said in senses.values() for word in said.split(", ")]
    assert len(set(words)) == len(words) == len(ENGLISH.senses)
    assert all(word.isalpha() and word.islower() for word in words)
    assert content == json.dumps(senses, ensure_ascii=False, indent=1) + "\n"


CLASSES = {
    name: WordClass.of(words)
    for name, words in {
        "common": ["you"],
        "gapstop": ["not"],
        "opens": ["and"],
        "closes": ["but"],
        "never": ["never", "not once"],
    }.items()
}


@pytest.mark.parametrize(
    ("pattern", "words", "found"),
    [
        ("you @never listen*", "you not once listened", (0, 4)),
        ("you .. listen", "you just never listen", (0, 4)),
        ("you .. listen", "you do not listen", None),
        ("you (so / very)* kind", "you so so very kind", (0, 5)),
        ("you (at all)? go", "you go", (0, 2)),
        ("^ you", "and you", (1, 2)),
        ("^ you", "then you", None),
        ("you $", "you but me", (0, 1)),
        ("you !never go|never", "you never", None),
        ("a|b c", "b c", (0, 2)),
    ],
)
def test_the_small_language(pattern: str, words: str, found: tuple[int, int] | None) -> None:
    split = [*words.split(), ""]
    assert Grammar(CLASSES).pattern(pattern).find(split, 0, len(split) - 1) == found


@pytest.mark.parametrize("written", ["", "you )", "( you", "@unknown"])
def test_a_pattern_that_cannot_be_read_says_why(written: str) -> None:
    with pytest.raises(PatternCannotBeRead, match=r"^pattern "):
        Grammar(CLASSES).pattern(written)
