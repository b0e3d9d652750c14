"""Dull defaults for this room's tests: only what matters stands in a test."""

from collections.abc import Mapping

from nearer.article import Sign
from nearer.rooms.awareness.cells import Account, Person
from nearer.rooms.awareness.items import Item, Keyed, bank

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


def account(
    person: Person,
    receive: Mapping[str, int | None] | None = None,
    give: Mapping[str, int | None] | None = None,
) -> Account:
    return Account(person, receive or {}, give or {})
