"""Step 2 in the demo: letters, a talk by letter, a talk on two phones, and what lay before them.

Nobody said any of it. The talks go by the room's own rules, move after move.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from nearer.cli.demo.moment import Moment, Who
from nearer.rooms.conversation.records import Mode, Subject, What

# who, week, weekday, words
LETTERS: tuple[tuple[Who, int, int, str], ...] = (
    (
        "ben",
        21,
        2,
        (
            "I was short with you on Sunday, and it was not about the shelf. I was ashamed that "
            "I had forgotten. I am sorry. I have put the date on the calendar in the hall."
        ),
    ),
    (
        "ana",
        25,
        6,
        (
            "Thank you for Thursday. You turned the phone over before I had said anything. I "
            "told you about my mother, and I slept like a stone."
        ),
    ),
    (
        "ben",
        33,
        4,
        (
            "When you sang in the kitchen today I felt at home for the first time in a long while. "
            "That is all I wanted to say."
        ),
    ),
)
# who, week, prompt, words
PREPARED: tuple[tuple[Who, int, str, str], ...] = (
    ("ana", 28, "name-moment", "Tuesday, after supper. I began to tell, and the phone lit up."),
    ("ana", 28, "name-inside", "Lonely, though you sat a metre away."),
    ("ana", 28, "name-wish", "Ten minutes in which I need not be quick."),
    ("ben", 28, "name-moment", "Saturday morning. You said it was fine, and closed the door."),
)
OBSERVED: tuple[str, ...] = (
    (
        "Two tired people in a small kitchen. One wanted to be asked, the other wanted to be left "
        "in peace for half an hour, and neither said which."
    ),
    "That I hear my father's voice when somebody sighs. And that I am hungry at seven.",
    "Eat first. Then ask one thing, and wait for the whole answer.",
)
PAGE = (
    "When one of us tells something, the phone lies face down. Who is too tired to listen says so, "
    "and says when. We try this until the first frost."
)
# Who does what, with which words; minutes after the beginning.
TALK: tuple[tuple[Who, What, str], ...] = (
    ("ana", What.HERE, ""),
    ("ben", What.HERE, ""),
    ("ana", What.SAID, ""),
    ("ben", What.HEARD, ""),
    ("ana", What.PARTLY, "That it is the waiting, more than the phone."),
    ("ben", What.HEARD, ""),
    ("ana", What.GOT_IT, ""),
    ("ben", What.ANSWERED, ""),
    ("ana", What.REPLIED, ""),
    ("ben", What.SAID, ""),
    ("ana", What.HEARD, ""),
    ("ben", What.GOT_IT, ""),
    ("ana", What.ANSWERED, ""),
    ("ben", What.REPLIED, ""),
    ("ana", What.THANKS, "That you asked twice."),
    ("ben", What.THANKS, "That you stayed at the table."),
    ("ben", What.TEXT, PAGE),
    ("ana", What.SIGN, ""),
    ("ben", What.SIGN, ""),
)
PROMISES: dict[Who, str] = {
    "ana": "I say on the same day when something hurts.",
    "ben": "Ten minutes, before the news.",
}
TALK_WEEK, LETTER_WEEK = 29, 34


@dataclass(frozen=True)
class Gave(Moment):
    """A letter."""

    text: str


@dataclass(frozen=True)
class PreparedFor(Moment):
    """What somebody wrote before the first talk."""

    prompt: str
    text: str


@dataclass(frozen=True)
class Watched(Moment):
    """One of three times seven minutes."""

    part: int
    text: str


@dataclass(frozen=True)
class Began(Moment):
    """A talk begins."""

    subject: Subject
    mode: Mode


@dataclass(frozen=True)
class Moved(Moment):
    """One thing done in the talk that stands open."""

    what: What
    text: str
    promise: str = ""


def steps(evening: Callable[[int, int, int], datetime]) -> Iterator[Moment]:
    """Yield all of it. evening: when a week's weekday has its evening."""
    for who, week, weekday, text in LETTERS:
        yield Gave(who, evening(week, weekday, 160), text)
    for number, (who, week, prompt, text) in enumerate(PREPARED):
        yield PreparedFor(who, evening(week, 6, 120 + number), prompt, text)
    for part, text in enumerate(OBSERVED, start=1):
        yield Watched("ben", evening(27, 6, 60 + 8 * part), part, text)
    begins = evening(TALK_WEEK, 2, 30)
    yield Began("ana", begins, Subject.NAME, Mode.TWO)
    for number, (who, what, text) in enumerate(TALK, start=1):
        promise = PROMISES[who] if what is What.THANKS else ""
        yield Moved(who, begins + timedelta(minutes=number), what, text, promise)
    opens = evening(LETTER_WEEK, 1, 100)
    yield Began("ben", opens, Subject.RESPOND, Mode.LETTER)
    yield Moved(
        "ben",
        opens + timedelta(minutes=9),
        What.SAID,
        "It would help me if you said 'not now, at nine' when you are done in. Then I know that it "
        "comes. What I can give: the bins, gladly, and Thursdays.",
    )
