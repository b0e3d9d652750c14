"""What the documentation and the composer promise of plain, everyday messages."""

import pytest

from nearer.language import Label, read, restate

EVENING = (
    "I know work has been heavy for you. But you never listen. When you look at your phone while "
    "I tell you about my day, I feel that you don\u2019t care. I would like ten minutes after "
    "dinner, just us."
)
HELPS = {label for label in Label if not label.hurts}


def labels_at(text: str, stretch: str) -> set[Label]:
    """Return the labels of the marks that lie over a stretch of a text."""
    start = text.index(stretch)
    end = start + len(stretch)
    return {mark.label for mark in read(text).marks if mark.start < end and start < mark.end}


@pytest.mark.parametrize(
    ("text", "stretch", "label"),
    [
        ("You never listen. I'm lonely.", "You never listen", Label.GENERALISATION),
        ("You never listen. I'm lonely.", "I'm lonely", Label.FEELING),
        (
            "You never listen. I would like ten minutes after dinner, just us.",
            "You never listen",
            Label.GENERALISATION,
        ),
        (
            EVENING,
            "you never listen",
            Label.GENERALISATION,
        ),
        (
            EVENING,
            "I feel that you don\u2019t care",
            Label.PSEUDO_FEELING,
        ),
        ("You always leave me with everything.", "You always", Label.GENERALISATION),
    ],
)
def test_what_hurts_in_a_plain_message_is_marked_also_beside_what_helps(
    text: str, stretch: str, label: Label
) -> None:
    assert label in labels_at(text, stretch)


@pytest.mark.parametrize(
    "text",
    [
        "You never listen.",
        "You never listen. I'm lonely.",
        "You never listen. I would like ten minutes after dinner, just us.",
        "You always leave me with everything.",
    ],
)
def test_a_reproach_is_not_taken_for_thanks(text: str) -> None:
    assert Label.APPRECIATION not in read(text).labels


def test_thanks_with_never_stay_thanks() -> None:
    assert read("You never let me down.").labels == {Label.APPRECIATION}


def test_the_first_wording_of_the_documentation_is_offered() -> None:
    wordings = [one.text for one in restate("You never listen.")]
    assert wordings[0] == "When I tell you something and ___, I feel ___. I need ___."


def test_a_message_that_only_helps_has_no_mark_that_hurts() -> None:
    text = "When you came home at nine I felt lonely. Could we eat at seven on Thursday?"
    found = read(text)
    assert found.labels <= HELPS
    assert {Label.FEELING, Label.REQUEST} <= found.labels
    assert restate(text) == []
