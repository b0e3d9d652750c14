"""What this room writes (article: 1a-1c, EN1-ER7). Answers are 1 to 5; None: "rather not say".

What was removed is a revision that says so, without its words or its answer.
"""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from nearer.article import Direction
from nearer.vault.record import Record, Shelf

Degree = Annotated[int, msgspec.Meta(ge=1, le=5)]
Answered = dict[str, Degree | None]
LINE_LETTERS, TEXT_LETTERS = 280, 20_000
Line = Annotated[str, msgspec.Meta(max_length=LINE_LETTERS)]
Words = Annotated[str, msgspec.Meta(max_length=TEXT_LETTERS)]


class SignAnswer(Record, frozen=True, kw_only=True, tag="sign-answer"):
    """One answer of the sign check, only its writer's. begun: the first day of its check."""

    begun: date
    direction: Direction
    item: str
    answer: Degree | None


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One round of the sign check, both ways, by item. begun: its first day, which names it."""

    begun: date
    receive: Answered = {}
    give: Answered = {}

    def answered(self, direction: Direction) -> Answered:
        """Return the answers of one direction."""
        return self.receive if direction is Direction.RECEIVE else self.give


class CheckCard(Record, frozen=True, kw_only=True, tag="check-card"):
    """The last two checks, newest first, so that a picture needs no old months."""

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    checks: Annotated[tuple[Check, ...], msgspec.Meta(max_length=2)]


class SealedCheck(Record, frozen=True, kw_only=True, tag="sealed-check"):
    """What the other sees once both envelopes opened. Items left out are not in it.

    removed: its writer took it out of the picture; an empty one alone says no such thing.
    """

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    receive: dict[str, Degree]
    give: dict[str, Degree]
    removed: bool = False


class EnvelopeNote(Record, frozen=True, kw_only=True, tag="envelope-note"):
    """What its writer alone keeps of their envelope.

    sealed_over: the revision of their opened answers when they last sealed new ones (0: none), or
    None if nothing of theirs is sealed. seen: the revisions of both opened answers, added up, when
    they were last told that both are open. sealed: a print of what they sealed (history.print_of).
    """

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    sealed_over: int | None = None
    seen: int = 0
    sealed: str = ""


class PulseAnswer(Record, frozen=True, kw_only=True, tag="pulse-answer"):
    """One of the five answers of a week. week: its Monday. Only its writer's."""

    week: date
    item: str
    answer: Degree | None
    removed: bool = False


class EffectAnswer(Record, frozen=True, kw_only=True, tag="effect-answer"):
    """One answer of the effects check (EN1-ER7), only its writer's. begun: its first day."""

    begun: date
    item: str
    answer: Degree | None
    removed: bool = False


class Noticing(Record, frozen=True, kw_only=True, tag="noticing"):
    """Somebody reached out: it was seen, or it went past. Only its writer's.

    made: the form's key, which names it. mine: its writer reached out, not the other.
    """

    made: bytes
    seen: bool
    mine: bool
    line: Line = ""
    removed: bool = False


class Reflection(Record, frozen=True, kw_only=True, tag="reflection"):
    """What somebody wrote to one prompt of "what I learned at home". Only its writer's."""

    prompt: str
    text: Words
    removed: bool = False


class Note(Record, frozen=True, kw_only=True, tag="note"):
    """A note for its writer alone. made: the form's key, which names it."""

    made: bytes
    text: Words
    removed: bool = False


KINDS = (
    SignAnswer,
    CheckCard,
    SealedCheck,
    EnvelopeNote,
    PulseAnswer,
    EffectAnswer,
    Noticing,
    Reflection,
    Note,
)
