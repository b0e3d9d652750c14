"""What a care level changes, for its own person only. Pure.

Nothing here may be used to build what the *other* person sees: unanswered, not now, resting and
quietly left look the same to them, in every byte.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Protocol

from nearer.house.door import Offer
from nearer.safety.level import Level

ASKED = "asked"


class First(Enum):
    """What Today leads with."""

    ANYTHING = "anything"
    ALONE = "alone"
    HELP = "help"


class Carer(Protocol):
    """What is needed of a visit to know how gently to go."""

    @property
    def care(self) -> int | None:
        """The higher of the remembered level and this session's; None: never asked."""

    @property
    def held(self) -> dict[str, object]:
        """What the sealed session keeps."""


def allows_joint(level: int | None) -> bool:
    """Tell whether things for two may be offered to this person."""
    return level is None or level <= Level.LEVEL_1


def gentle(level: int | None) -> bool:
    """Tell whether a joint step first asks "do I want this today?", with "not now" as default."""
    return level == Level.LEVEL_1


def offers_first(level: int | None) -> First:
    """Return what Today leads with: help, what works alone, or whatever weighs most."""
    if not allows_joint(level):
        return First.HELP
    return First.ALONE if gentle(level) else First.ANYTHING


def suited(offers: Iterable[Offer], level: int | None) -> list[Offer]:
    """Return the offers that this person may see, in their order.

    Where nothing joint is allowed, nothing joint is left; where it is, gently, it comes last.
    """
    kept = [offer for offer in offers if allows_joint(level) or not offer.joint]
    return sorted(kept, key=lambda offer: offer.joint) if gentle(level) else kept


def needs_asking(visit: Carer) -> bool:
    """Tell whether the private questions should be offered before the first thing done together.

    Nothing is kept that could tell when they were last shown: a remembered level ends the asking,
    and else they come once in each session, whether they were answered or not.
    """
    return visit.care is None and not visit.held.get(ASKED)
