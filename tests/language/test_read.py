"""What `read` sees in a message."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nearer.language import LIMIT, Label, Mark, Reading, Severity, languages, read, types


def labels(text: str) -> set[str]:
    return {label.value for label in read(text).labels}


def hurting(text: str) -> set[str]:
    return {label.value for label in read(text).labels if label.hurts}


def test_the_example_of_the_api() -> None:
    seen = read("You never listen. I'm lonely.")
    found = [(seen.text[mark.start : mark.end], mark.label.value) for mark in seen.marks]
    assert found == [("You never listen.", "generalisation"), ("I'm lonely", "feeling")]
    assert seen.marks[0].reason == '"Never" is easy to disprove, so the talk turns to exceptions.'
    assert seen.marks[1].reason == "A feeling of your own, in one word."


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("We missed it because of you.", "blame"),
        ("You're selfish.", "criticism"),
        ("You pathetic loser.", "contempt"),
        ("This conversation is over.", "stonewalling"),
        ("You did that to hurt me.", "mind_reading"),
        ("I feel ignored.", "pseudo_feeling"),
        ("Do it or I'm leaving.", "demand"),
        ("You're making a mountain out of a molehill.", "invalidation"),
        ("I need more rest.", "need"),
        ("Could we talk at eight?", "request"),
        ("No wonder you're upset.", "validation"),
        ("What was it like to tell them?", "open_question"),
        ("Thank you for waiting up.", "appreciation"),
        ("I was unfair to you, I'm sorry.", "repair"),
    ],
)
def test_a_plain_case_of_each_label_is_found(text: str, label: str) -> None:
    assert label in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "You never let me down.",
        'I\'m trying not to say "you never" any more.',
        "I'm not claiming you always forget.",
        "The boiler never works.",
        "It's nobody's fault, babies just cry.",
        "You're not selfish, you're resting.",
        "My boss is an idiot.",
        "Oh you beautiful idiot, you cycled all that way in the rain.",
        "I'm such a clown.",
        "Be careful on the ice.",
        "You must be tired.",
        "The keys must be back by noon.",
        "ok bye love you",
        "You think the paint's dry?",
        "I feel safe with you.",
        "I feel like soup tonight.",
        "Great weather for ducks.",
        "",
        "   ",
        "😂😂",
    ],
)
def test_a_kind_twin_stays_clean(text: str) -> None:
    assert hurting(text) == set()


def test_curly_quotes_texting_and_capitals_are_read_alike() -> None:
    for text in ("you dont ever listen", "YOU DON\u2019T EVER LISTEN", "u dont ever listen"):
        assert "generalisation" in labels(text)


def test_places_count_code_points_of_the_text_as_given() -> None:
    wide = "\uff39\uff2f\uff35 \uff4e\uff45\uff56\uff45\uff52"  # you never, in full width
    text = f"  👨\u200d👩\u200d👧 {wide} listen.  "
    mark = next(mark for mark in read(text).marks if mark.label is Label.GENERALISATION)
    assert text[mark.start : mark.end] == f"{wide} listen."


def test_a_text_longer_than_the_limit_says_so() -> None:
    long = "ok " * LIMIT
    assert read(long).truncated
    assert not read(long[:LIMIT]).truncated
    assert read(long).text == long


def test_anything_but_a_string_is_refused() -> None:
    for given in (None, 3, b"you never listen"):
        with pytest.raises(TypeError, match="a str can be read"):
            read(given)  # type: ignore[arg-type]


def test_an_unknown_language_names_the_known_ones() -> None:
    assert languages() == ("en",)
    with pytest.raises(ValueError, match="language 'tlh' is not known; known are: en"):
        read("nuqneH", language="tlh")


def test_a_reading_turns_into_plain_types() -> None:
    mark = Mark(0, 3, Label.BLAME, 0.81234, "Because.", "What happened?")
    crisis = types.Crisis(0, 3, types.Danger.VIOLENCE, Severity.ACUTE, types.AtRisk.READER)
    plain = {
        "text": "abc",
        "marks": [
            {
                "start": 0,
                "end": 3,
                "label": "blame",
                "confidence": 0.812,
                "reason": "Because.",
                "suggestion": "What happened?",
            }
        ],
        "crises": [
            {
                "start": 0,
                "end": 3,
                "danger": "violence",
                "severity": "acute",
                "at_risk": "reader",
            }
        ],
        "truncated": False,
    }
    assert Reading("abc", (mark,), (crisis,)).to_dict() == plain


def test_eleven_labels_hurt_and_eight_help() -> None:
    assert sum(label.hurts for label in Label) == 11
    assert sum(not label.hurts for label in Label) == 8
    assert [severity.rank for severity in Severity] == [1, 2, 3]


def test_importing_the_coach_loads_neither_numpy_nor_django() -> None:
    script = (
        "import sys, nearer.language as coach; "
        "assert not {'numpy', 'django'} & set(sys.modules); "
        "coach.read('hello'); assert 'numpy' in sys.modules; assert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment(), check=False)
    assert done.returncode == 0


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
