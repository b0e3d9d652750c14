"""What this room writes (article: 1a-1c). Answers are 1 to 5; None is "rather not say"."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from nearer.article import Direction
from nearer.vault.record import Record, Shelf

Degree = Annotated[int, msgspec.Meta(ge=1, le=5)]
Answered = dict[str, Degree | None]


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


KINDS = (SignAnswer, CheckCard, SealedCheck, EnvelopeNote)
