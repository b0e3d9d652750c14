"""What this room writes (article: 2a-2d, 5f).

What was removed is a revision that says so, without its words.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import msgspec

from nearer.vault.record import Record, Shelf

TEXT_LETTERS, LINE_LETTERS = 20_000, 600
Words = Annotated[str, msgspec.Meta(max_length=TEXT_LETTERS)]
Line = Annotated[str, msgspec.Meta(max_length=LINE_LETTERS)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=60)]
Number = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
Id = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]


class Subject(StrEnum):
    """The three prepared talks, in their order."""

    NAME = "name"
    UNDERSTAND = "understand"
    RESPOND = "respond"


class Mode(StrEnum):
    """How a talk is held: one phone that is passed, two phones at once, or letters over days."""

    ONE = "one"
    TWO = "two"
    LETTER = "letter"


class Side(StrEnum):
    """Who of the two; drawn once, the same on both phones."""

    A = "a"
    B = "b"

    @property
    def other(self) -> "Side":
        """Return the other of the two."""
        return Side.B if self is Side.A else Side.A


class What(StrEnum):
    """What somebody does in a talk."""

    BEGIN = "begin"
    HERE = "here"
    SAID = "said"
    HEARD = "heard"
    GOT_IT = "got-it"
    PARTLY = "partly"
    ANSWERED = "answered"
    REPLIED = "replied"
    THANKS = "thanks"
    TEXT = "text"
    SIGN = "sign"
    PAUSE = "pause"
    RETURN = "return"
    END = "end"


class Move(Record, frozen=True, kw_only=True, tag="talk-move"):
    """One thing done in a talk. Both read it; the talk as it stands is folded from all of them.

    talk: the form's key of its beginning. n: its place, from 0 (BEGIN). seen: the newest place that
    its writer could notice. side: who does it; on one phone also the one who is not signed in.
    subject, mode and first come with BEGIN, minutes with PAUSE, promise with THANKS. removed: its
    writer took the words out; what was done stays.
    """

    talk: Id
    n: Number
    seen: Number = 0
    what: What
    side: Side
    text: Words = ""
    promise: Line = ""
    minutes: Minutes = 0
    subject: Subject | None = None
    mode: Mode | None = None
    first: Side | None = None
    removed: bool = False


class Letter(Record, frozen=True, kw_only=True, tag="letter"):
    """Words given to the other. made: the form's key, which names it."""

    made: Id
    text: Words
    removed: bool = False


class OwnWords(Record, frozen=True, kw_only=True, tag="own-words"):
    """Words that somebody asked to be kept: a draft, or for a talk. Only their writer's."""

    made: Id
    text: Words
    use: Literal["draft", "talk"] = "draft"
    removed: bool = False


class Prepared(Record, frozen=True, kw_only=True, tag="prepared"):
    """What somebody wrote before a talk, to one of its prompts. Only its writer's."""

    subject: Subject
    prompt: str
    text: Words
    removed: bool = False


class Observed(Record, frozen=True, kw_only=True, tag="observed"):
    """One of three times seven minutes, as somebody who wishes both well. Only its writer's.

    made: the form's key of the first of the three. part: 1 to 3.
    """

    made: Id
    part: Annotated[int, msgspec.Meta(ge=1, le=3)]
    text: Words
    removed: bool = False


class OwnQuestion(Record, frozen=True, kw_only=True, tag="own-question"):
    """A question of one's own for the deck. Only its writer's."""

    made: Id
    text: Line
    removed: bool = False


class UsedQuestions(Record, frozen=True, kw_only=True, tag="used-questions"):
    """Which questions were asked already, so that none comes twice before all have."""

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    ids: Annotated[tuple[str, ...], msgspec.Meta(max_length=2_000)] = ()


KINDS = (Move, Letter, OwnWords, Prepared, Observed, OwnQuestion, UsedQuestions)
