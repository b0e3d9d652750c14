"""What was written in this room, as the list of one's own things tells it, and how it is removed.

Every text is a msgid; a record that only keeps the house in order is not told.
"""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

import msgspec

from nearer.article import Direction
from nearer.house.door import Told
from nearer.rooms.awareness import effects, learned, pulse
from nearer.rooms.awareness.check import Length, answer_key, questions
from nearer.rooms.awareness.items import Answer, by_id
from nearer.rooms.awareness.records import (
    EffectAnswer,
    Note,
    Noticing,
    PulseAnswer,
    Reflection,
    SealedCheck,
    SignAnswer,
)
from nearer.vault.record import Record


def _(words: str) -> str:
    return words


KINDS = (
    ("note", _("Notes")),
    ("noticed", _("What you noticed")),
    ("home", _("What you learned at home")),
    ("week", _("The five questions of a week")),
    ("effects", _("What these weeks do")),
    ("signs", _("The eight signs")),
    ("shared", _("What you shared")),
)
RATHER_NOT = _("rather not said")
DEGREES = {
    Answer.NEVER: _("never"),
    Answer.RARELY: _("rarely"),
    Answer.SOMETIMES: _("sometimes"),
    Answer.OFTEN: _("often"),
    Answer.VERY_OFTEN: _("very often"),
}
NOTICED = {
    (False, True): _("{other} reached out, and you saw it"),
    (False, False): _("{other} reached out, and it went past you"),
    (True, True): _("You reached out, and it was seen"),
    (True, False): _("You reached out, and it went past"),
}


def tell(entry: Any) -> Told | None:
    """Return how one entry is told; None if it is none of this room's to tell."""
    teller = _TELLERS.get(type(entry.record))
    if teller is None or getattr(entry.record, "removed", False):
        return None
    return teller(entry)


def emptied(record: Record) -> Record | None:
    """Return the revision that says "removed", without the words; None if it has no such thing."""
    match record:
        case Note() | Reflection():
            return msgspec.structs.replace(record, text="", removed=True)
        case Noticing():
            return msgspec.structs.replace(record, line="", removed=True)
        case PulseAnswer() | EffectAnswer():
            return msgspec.structs.replace(record, answer=None, removed=True)
        case SignAnswer():
            return msgspec.structs.replace(record, answer=None)
        case _:
            return None


def key_of(record: Record) -> bytes:
    """Return the key that names an entry of this room, so that a change lands on the same entry."""
    match record:
        case Note() | Noticing():
            return record.made
        case Reflection():
            return _key(record.prompt)
        case PulseAnswer():
            return _key(f"{record.week}/{record.item}")
        case EffectAnswer():
            return _key(f"{record.begun}/{record.item}")
        case SignAnswer():
            return _key(f"{record.begun}/{answer_key(record.direction, record.item)}")
    raise LookupError(f"record: a {type(record).__name__} has no key; it is a card")


def _note(entry: Any) -> Told:
    return Told(
        kind="note",
        title=_("A note"),
        text=entry.record.text,
        url_name="awareness:note",
        query=f"entry={entry.id.hex()}",
    )


def _noticing(entry: Any) -> Told:
    return Told(
        kind="noticed",
        title=NOTICED[entry.record.mine, entry.record.seen],
        text=entry.record.line,
        url_name="awareness:noticed",
    )


def _sealed(entry: Any) -> Told:
    return Told(
        kind="shared",
        title=_("Answers in the picture of both"),
        answers=tuple(_sealed_answers(entry.record)),
        url_name="awareness:picture",
        removable=False,
    )


def _sealed_answers(sealed: SealedCheck) -> Iterator[tuple[str, str]]:
    ways = ((Direction.RECEIVE, sealed.receive), (Direction.GIVE, sealed.give))
    for direction, answers in ways:
        for id, answer in answers.items():
            item = by_id().get(id)
            yield item.text(direction) if item else id, DEGREES[Answer(answer)]


def _reflection(entry: Any) -> Told:
    record: Reflection = entry.record
    numbers = {one.id: number for number, one in enumerate(learned.prompts(), start=1)}
    if record.prompt not in numbers:
        return Told("home", _("What you learned at home"), text=record.text)
    number = numbers[record.prompt]
    return Told(
        kind="home",
        title=learned.prompts()[number - 1].ask,
        text=record.text,
        url_name="awareness:learned-write",
        args=(number,),
    )


def _pulse(entry: Any) -> Told:
    record: PulseAnswer = entry.record
    texts = {item.id: item.text for item in pulse.items()}
    return Told(
        kind="week",
        title=_("The five questions of a week"),
        details=_answered(texts.get(record.item, record.item), record.answer),
        url_name="awareness:week",
        whole=f"week/{record.week}",
        about=record.week,
    )


def _effect(entry: Any) -> Told:
    record: EffectAnswer = entry.record
    texts = {item.id: item.text for item in effects.items()}
    return Told(
        kind="effects",
        title=_("What these weeks do"),
        details=_answered(texts.get(record.item, record.item), record.answer),
        url_name="awareness:effects",
        whole=f"effects/{record.begun}",
        about=record.begun,
    )


def _sign(entry: Any) -> Told:
    record: SignAnswer = entry.record
    item = by_id().get(record.item)
    numbers = {one.id: number for number, one in enumerate(questions(), start=1)}
    place = (record.direction.value, numbers[item.id]) if item else ()
    return Told(
        kind="signs",
        title=_("The eight signs"),
        details=_answered(item.text(record.direction) if item else record.item, record.answer),
        url_name="awareness:item" if place else "awareness:check",
        args=place,
        query=f"length={Length.ALL}" if place else "",
        whole=f"signs/{record.begun}",
        about=record.begun,
        removable=record.answer is not None,
    )


def _answered(text: str, answer: int | None) -> tuple[str, ...]:
    return text, DEGREES[Answer(answer)] if answer else RATHER_NOT


def _key(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=16).digest()


_TELLERS: dict[type[Record], Callable[[Any], Told]] = {
    Note: _note,
    Noticing: _noticing,
    Reflection: _reflection,
    PulseAnswer: _pulse,
    EffectAnswer: _effect,
    SignAnswer: _sign,
    SealedCheck: _sealed,
}
