"""Words that mean danger: found, graded, and kept apart from idioms."""

import pytest

from nearer.language import AtRisk, Crisis, Danger, Severity, crisis, read, restate


@pytest.mark.parametrize(
    ("text", "danger", "severity", "at_risk"),
    [
        ("I don't want to be alive any more.", "self_harm", "serious", "writer"),
        ("Everyone would be better off without me.", "self_harm", "concern", "writer"),
        ("I've taken all the tablets.", "self_harm", "acute", "writer"),
        ("My brother talks of ending his life.", "self_harm", "serious", "other"),
        ("I'll smash your face in.", "violence", "serious", "reader"),
        ("You shoved me again.", "violence", "serious", "writer"),
        ("He choked me last night.", "violence", "serious", "writer"),
        ("My mum's boyfriend hits her and I'm upstairs.", "violence", "acute", "other"),
        ("You don't leave this flat without my permission.", "coercion", "serious", "reader"),
        ("He keeps my salary.", "coercion", "serious", "writer"),
    ],
)
def test_what_is_said_outright_is_found_and_graded(
    text: str, danger: str, severity: str, at_risk: str
) -> None:
    crisis = read(text).crisis
    assert crisis is not None
    assert (crisis.danger, crisis.severity, crisis.at_risk) == (danger, severity, at_risk)
    assert text[crisis.start : crisis.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "This spreadsheet is killing me.",
        "I'd die for one of your samosas right now 🤤",
        "I'm so full I could die.",
        "I'm not suicidal, just worn out.",
        "In the film he kills himself at the end.",
        "The team got beaten six nil, he beat me at chess too.",
        "Break a leg tonight!",
        "My ex was violent, that was twelve years ago.",
        "I'll kill that mosquito.",
        "Your visa came through!",
        "Take a picture of the menu for me?",
        "No peeking in the cupboard until Saturday.",
        "You never listen.",
    ],
)
def test_idioms_news_fiction_work_and_denial_are_none(text: str) -> None:
    assert read(text).crises == ()


@pytest.mark.parametrize(
    "text",
    [
        "What's the wifi password, the kids changed it.",
        "I hit my head on the boiler again.",
        "I took my tablets with breakfast.",
        "You did that to hurt me.",
        "Do it or I'm leaving.",
    ],
)
def test_everyday_words_and_hard_words_without_danger_are_none(text: str) -> None:
    assert read(text).crises == ()


def test_a_long_message_does_not_drown_a_danger() -> None:
    evening = "The train was late and the soup was cold. The cat slept on your coat. "
    found = read(evening * 8 + "I'll smash your face in. " + evening * 8)
    assert found.crisis is not None
    assert (found.crisis.danger, found.crisis.at_risk) == (Danger.VIOLENCE, AtRisk.READER)


def test_how_sure_a_model_is_follows_the_danger_of_whatever_kind_and_the_likeliest_kind() -> None:
    calm = {"crisis": -6.0, **{f"crisis_{danger}": -6.0 for danger in Danger}}
    assert crisis.sure(calm) < crisis.sure({**calm, "crisis_violence": 2.0}) < 0
    assert crisis.sure({**calm, "crisis": 3.0, "crisis_violence": 3.0}) > 2.9
    assert crisis.sure({**calm, "crisis_coercion": 900.0}) > 400  # nothing overflows


def test_a_crisis_ends_the_coaching() -> None:
    harsh = "You never listen, you're selfish."
    assert read(harsh).marks
    assert restate(harsh)
    grave = harsh + " I'll smash your face in."
    assert read(grave).crises
    assert read(grave).marks == ()
    assert restate(grave) == []


def test_the_gravest_comes_first_and_one_for_each_danger() -> None:
    seen = read("He keeps my salary. He choked me. I've taken all the tablets.")
    assert [crisis.danger for crisis in seen.crises] == [
        Danger.SELF_HARM,
        Danger.VIOLENCE,
        Danger.COERCION,
    ] or [crisis.severity.rank for crisis in seen.crises] == [3, 2, 2]
    assert seen.crisis == seen.crises[0]
    assert seen.crisis is not None
    assert seen.crisis.severity is Severity.ACUTE


def test_what_happens_now_is_acute() -> None:
    calm, now = read("He hits me."), read("He hits me, he's outside the door right now.")
    assert calm.crisis == Crisis(0, 11, Danger.VIOLENCE, Severity.SERIOUS, AtRisk.WRITER)
    assert now.crisis is not None
    assert now.crisis.severity is Severity.ACUTE
