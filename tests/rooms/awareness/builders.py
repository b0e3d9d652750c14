"""Dull defaults for this room's tests: only what matters stands in a test."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from nearer.article import Sign
from nearer.rooms.awareness.cells import Account, Cell, Person
from nearer.rooms.awareness.items import Item, Keyed, bank
from nearer.rooms.awareness.pulse import week_of
from nearer.rooms.awareness.records import EffectAnswer, Note, Noticing, PulseAnswer

SUNDAY = date(2026, 3, 1)
ADA, BEN = Person("a", "Ada"), Person("b", "Ben")


def items_of(sign: Sign) -> list[Item]:
    return [item for item in bank() if item.sign is sign]


def saying(sign: Sign, *scores: int) -> dict[str, int | None]:
    """Answers that mean these scores, one an item; missed items answer the other way round."""
    return {
        item.id: 6 - score if item.keyed is Keyed.MISSED else score
        for item, score in zip(items_of(sign), scores, strict=False)
    }


def every_sign(*scores: int) -> dict[str, int | None]:
    return {id: answer for sign in Sign for id, answer in saying(sign, *scores).items()}


def told(mean: float, count: int) -> Cell:
    """A cell whose answers stray by 0.9 each: with two a margin of 0.81, with four of 0.58."""
    return Cell(mean, count, error=0.9 / count**0.5)


def account(
    person: Person,
    receive: Mapping[str, int | None] | None = None,
    give: Mapping[str, int | None] | None = None,
) -> Account:
    return Account(person, receive or {}, give or {})


def stamp(day: date = SUNDAY) -> dict[str, Any]:
    return {"at": datetime(2026, 3, 1, 19, tzinfo=UTC), "zone": "Europe/Berlin", "day": day}


def pulsed(item: str, answer: int | None = 4, *, week: date = SUNDAY, **more: Any) -> PulseAnswer:
    return PulseAnswer(**stamp(week), week=week_of(week), item=item, answer=answer, **more)


def effect(item: str, answer: int | None = 3, *, begun: date = SUNDAY, **more: Any) -> EffectAnswer:
    return EffectAnswer(**stamp(begun), begun=begun, item=item, answer=answer, **more)


def noticed(day: date = SUNDAY, *, seen: bool = True, mine: bool = False, **more: Any) -> Noticing:
    return Noticing(**stamp(day), made=b"k" * 16, seen=seen, mine=mine, **more)


def note(text: str = "a word", **more: Any) -> Note:
    return Note(**stamp(), made=b"k" * 16, text=text, **more)
