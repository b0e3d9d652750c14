"""Every combination of the eight answers, 65,536 in all."""

from itertools import product

import pytest

from nearer.safety.level import Answer, Level, Question, from_fields, level

N, S, Y, R = Answer.NO, Answer.SOMETIMES, Answer.YES, Answer.RATHER_NOT
A, B, C, D, E, F, G, H = Question
ALL = {given: level(dict(zip(Question, given, strict=True))) for given in product(Answer, repeat=8)}
JOINT = {Level.LEVEL_0, Level.LEVEL_1}

# What may replace an answer and is no better news than it.
WORSE = {N: (R, S, Y), R: (S, Y), S: (Y,), Y: ()}


def said(**answers: Answer) -> Level:
    """Return the level of these answers, "no" to the rest: said(a=Y, h=S)."""
    letters = dict(zip("abcdefgh", Question, strict=True))
    full = dict.fromkeys(Question, N)
    return level(full | {letters[letter]: answer for letter, answer in answers.items()})


def index(question: Question) -> int:
    return list(Question).index(question)


def test_all_combinations_have_a_level():
    assert len(ALL) == 65_536
    assert set(ALL.values()) == set(Level)


def test_high_danger_is_never_below_its_level():
    f = index(F)
    assert {lvl for given, lvl in ALL.items() if given[f] in {S, Y}} == {Level.LEVEL_2_PLUS}
    assert {lvl for given, lvl in ALL.items() if given[f] is R} == {Level.LEVEL_2}
    assert Level.LEVEL_2_PLUS not in {lvl for given, lvl in ALL.items() if given[f] in {N, R}}


@pytest.mark.parametrize(
    ("question", "answers"), [(A, {Y}), (D, {S, Y, R}), (E, {S, Y, R}), (F, {S, Y, R}), (G, {Y})]
)
def test_fear_threats_harm_danger_and_own_conduct_end_joint_work(question, answers):
    at = index(question)
    assert not JOINT & {lvl for given, lvl in ALL.items() if given[at] in answers}


def test_two_of_fear_freedom_and_watching_end_joint_work():
    assert not JOINT & {lvl for given, lvl in ALL.items() if sum(x is not N for x in given[:3]) > 1}


def test_only_eight_times_no_leaves_everything_as_it_is():
    assert [given for given, lvl in ALL.items() if lvl is Level.LEVEL_0] == [(N,) * 8]


def test_a_worse_answer_never_lowers_the_level():
    for given, before in ALL.items():
        for at, answer in enumerate(given):
            for worse in WORSE[answer]:
                after = ALL[(*given[:at], worse, *given[at + 1 :])]
                assert after >= before, f"{given} -> {worse} at {at}: {before!r} -> {after!r}"


def test_rather_not_say_counts_as_sometimes_except_for_high_danger():
    for given, lvl in ALL.items():
        if R in given[:5] + given[6:] and given[5] is not R:
            assert ALL[tuple(S if x is R else x for x in given)] is lvl


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, Level.LEVEL_0),
        ({"a": S}, Level.LEVEL_1),
        ({"b": Y}, Level.LEVEL_1),
        ({"c": R}, Level.LEVEL_1),
        ({"g": S}, Level.LEVEL_1),
        ({"h": Y}, Level.LEVEL_1),
        ({"a": Y}, Level.LEVEL_2),
        ({"a": S, "c": R}, Level.LEVEL_2),
        ({"d": S}, Level.LEVEL_2),
        ({"e": R}, Level.LEVEL_2),
        ({"f": R}, Level.LEVEL_2),
        ({"g": Y}, Level.LEVEL_2_OWN),
        ({"g": Y, "e": S}, Level.LEVEL_2),
        ({"f": S, "g": Y}, Level.LEVEL_2_PLUS),
    ],
)
def test_the_table(answers, expected):
    assert said(**answers) is expected


def test_only_what_somebody_chose_is_an_answer():
    assert from_fields({"q1": "", "q2": "maybe", "quiet": "answer"}) == {}
    assert from_fields({"q1": "no", "q3": "yes", "q4": "nonsense"}) == {A: N, C: Y}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({A: N}, Level.LEVEL_1),
        ({F: N, G: N}, Level.LEVEL_1),
        ({G: Y}, Level.LEVEL_2_OWN),
        ({F: R}, Level.LEVEL_2),
        ({F: Y}, Level.LEVEL_2_PLUS),
    ],
)
def test_an_open_question_is_no_answer_but_we_go_gently(answers, expected):
    assert level(answers) is expected
