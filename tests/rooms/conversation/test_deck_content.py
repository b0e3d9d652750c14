"""The questions of the deck: enough of each kind, open, short, and harmless in anybody's hands."""

import re
from collections import Counter
from itertools import combinations

import pytest

from nearer.article import Sign, Step
from nearer.rooms.conversation.deck import DEPTHS, Question, questions

MOST_WORDS, MOST_SIGNS = 20, 100
LONGEST_WORD = 12  # reading age 12
ALIKE = 0.75  # shared words of all words in two questions
OPENERS = re.compile(r"\b(what|which|when|how|where|who)\b", re.IGNORECASE)
TELLING = re.compile(
    r"\b(abus|victim|neglect|toxic|violen|danger|unsafe|afraid|scared|threat|shelter|polic"
    r"|secret|hid(e|ing)\b|password|spy|jealous|cheat|affair|divorc|separat|break up|lawyer"
    r"|therap|counsel|help ?line|control|obey|allowed|guilt|blame)",
    re.IGNORECASE,
)
ASSUMING = re.compile(
    r"\b(husband|wife|wives|boyfriend|girlfriend|spouse|partner|married|marriage|wedding"
    r"|our (children|kids?|sons?|daughters?|bed|home|house|flat)|men|women|his|her|he|she)\b",
    re.IGNORECASE,
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z\u2019]+", text.lower())


def faults(text: str) -> list[str]:
    """Return what is wrong with the words of one question."""
    checks = {
        "not one question": text.count("?") != 1 or not text.endswith("?"),
        "can be answered with yes or no": not OPENERS.search(text),
        "too long": len(words(text)) > MOST_WORDS or len(text) > MOST_SIGNS,
        "hard words": any(len(word) > LONGEST_WORD for word in words(text)),
        "telling words": bool(TELLING.search(text)),
        "not for everybody": bool(ASSUMING.search(text)),
        "pushes": "!" in text or bool({"please", "why"} & set(words(text))),
        "straight quotation marks": "'" in text or '"' in text,
        "loose space": text != " ".join(text.split()),
    }
    return [name for name, is_wrong in checks.items() if is_wrong]


def alike(one: set[str], other: set[str]) -> float:
    """Return the share of their words that two questions have in common."""
    return len(one & other) / len(one | other)


def test_the_deck_holds_at_least_four_hundred_and_twenty_questions() -> None:
    assert len(questions()) >= 420


def test_no_id_is_given_twice() -> None:
    twice = [name for name, n in Counter(one.id for one in questions()).items() if n > 1]
    assert twice == []


def test_an_id_begins_with_its_sign() -> None:
    strangers = [one.id for one in questions() if one.id.rpartition("-")[0] != one.sign]
    assert strangers == []


def test_every_sign_step_and_depth_has_as_many_questions() -> None:
    cells = Counter((one.sign, one.step, one.depth) for one in questions())
    wanted = {(sign.value, int(step), depth) for sign in Sign for step in Step for depth in DEPTHS}
    assert set(cells) == wanted
    assert len(set(cells.values())) == 1, cells


@pytest.mark.parametrize("kind", ["cared-for", "unmet-needs"])
def test_the_articles_own_two_questions_are_asked_of_every_sign(kind: str) -> None:
    assert {one.sign for one in questions() if one.kind == kind} == {sign.value for sign in Sign}


def test_every_question_is_open_short_and_harmless() -> None:
    found = {one.id: faults(one.text) for one in questions() if faults(one.text)}
    assert found == {}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Tell me about your day.", "not one question"),
        ("What was good? What was not?", "not one question"),
        ("Do you like the sea?", "can be answered with yes or no"),
        ("What " + "very " * 20 + "long day was this?", "too long"),
        ("What is your characterisation of us?", "hard words"),
        ("What are you afraid of with me?", "telling words"),
        ("Which secrets do you have?", "telling words"),
        ("What did your wife say?", "not for everybody"),
        ("What do our children think?", "not for everybody"),
        ("Why is that so, and how?", "pushes"),
        ("What isn't said?", "straight quotation marks"),
        ("What  now?", "loose space"),
    ],
)
def test_a_question_that_fails_a_rule_is_found(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_no_two_questions_ask_the_same() -> None:
    sets = [(one.id, set(words(one.text))) for one in questions()]
    pairs = combinations(sets, 2)
    assert [(a, b) for (a, one), (b, two) in pairs if alike(one, two) >= ALIKE] == []


def test_two_questions_with_one_word_changed_are_alike() -> None:
    one, two = "What do you like to read at night?", "What do you like to eat at night?"
    assert alike(set(words(one)), set(words(two))) >= ALIKE


def test_a_question_needs_no_kind() -> None:
    plain = Question(id="time-0", text="What now?", sign="time", step=1, depth="play")
    assert plain.kind == ""
