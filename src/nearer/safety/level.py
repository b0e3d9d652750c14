"""How carefully Nearer goes: from eight private answers to one level. Pure.

A reasoned proposal, not a validated instrument and no diagnosis. No page ever names a level.
The wording of the questions stands in `templates/safety/questions.html`, in this order.
"""

from collections.abc import Mapping
from enum import Enum, IntEnum

# Two or more of fear, freedom and watching together say more than each of them alone.
PATTERN_SIZE = 2


class Question(Enum):
    """What one question asks about; the value is its field on the page, which tells nothing."""

    FEAR = "q1"
    FREEDOM = "q2"
    WATCHING = "q3"
    THREATS = "q4"
    HARM = "q5"
    HIGH_DANGER = "q6"
    OWN_CONDUCT = "q7"
    THIS_APP = "q8"


class Answer(Enum):
    """What one can say to a question."""

    NO = "no"
    SOMETIMES = "sometimes"
    YES = "yes"
    RATHER_NOT = "rather-not"


class Level(IntEnum):
    """How carefully Nearer goes with one person. The higher of two always rules.

    LEVEL_0: everything. LEVEL_1: alone first. LEVEL_2_OWN: somebody who frightens the other.
    LEVEL_2: alone only. LEVEL_2_PLUS: alone only, and the urgent card comes first.
    """

    LEVEL_0 = 0
    LEVEL_1 = 1
    LEVEL_2_OWN = 2
    LEVEL_2 = 3
    LEVEL_2_PLUS = 4


Answers = Mapping[Question, Answer]


def level(answers: Answers) -> Level:
    """Return the level for some answers; the first rule that fits counts.

    A question left open is no answer, neither a "yes" nor a "no": what was answered decides, and
    then Nearer goes gently at least.
    """
    found = _level({question: answers.get(question, Answer.NO) for question in Question})
    return found if len(answers) == len(Question) else max(found, Level.LEVEL_1)


def _level(said: Answers) -> Level:
    some = {question for question, answer in said.items() if answer is not Answer.NO}
    if Question.HIGH_DANGER in some:
        # Not wanting to speak about the gravest things is taken seriously, not as the worst.
        grave = said[Question.HIGH_DANGER] is not Answer.RATHER_NOT
        return Level.LEVEL_2_PLUS if grave else Level.LEVEL_2
    if _is_controlled(said, some):
        return Level.LEVEL_2
    if said[Question.OWN_CONDUCT] is Answer.YES:
        return Level.LEVEL_2_OWN
    return Level.LEVEL_1 if some else Level.LEVEL_0


def _is_controlled(said: Answers, some: set[Question]) -> bool:
    """Tell whether the answers speak of fear, harm, threats, or of control from two sides."""
    pattern = {Question.FEAR, Question.FREEDOM, Question.WATCHING} & some
    return (
        said[Question.FEAR] is Answer.YES
        or not some.isdisjoint({Question.THREATS, Question.HARM})
        or len(pattern) >= PATTERN_SIZE
    )


def from_fields(fields: Mapping[str, str]) -> Answers:
    """Return the answers that a sent page holds; what is open or unreadable is no answer."""
    known = {answer.value: answer for answer in Answer}
    return {q: known[fields[q.value]] for q in Question if fields.get(q.value) in known}
