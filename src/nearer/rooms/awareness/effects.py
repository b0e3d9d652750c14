"""The effects check: on me, how I am in this, on us (article: EN1-EN6, EF1-EF4, ER1-ER7).

Optional and for its writer alone. No score, no sum, no forecast: what was said, in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from nearer.house.door import Records
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.records import Answered, EffectAnswer

STAYS_OPEN = timedelta(days=14)
# That many of the first part often or very often are heavy together, though none is alone.
HEAVY_TOGETHER = 3


class Part(StrEnum):
    """Whom a question is about."""

    ME = "me"
    MINE = "mine"
    US = "us"


class EffectItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question. heavy: from this answer on it brings help forward (6: never by itself).

    short: as it stands in the list of what was said. warm: it tells of something good.
    """

    id: str
    part: Part
    text: str
    short: str
    heavy: int = 6
    warm: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: tuple[EffectItem, ...]


@dataclass(frozen=True)
class Said:
    """One item with what was said to it; None: rather not said."""

    item: EffectItem
    answer: Answer | None


@dataclass(frozen=True)
class Round:
    """One time through the questions. begun: its first day, which names it."""

    begun: date
    answers: Answered

    def of(self, part: Part) -> tuple[Said, ...]:
        """Return what was said in one part, what came most often first."""
        said = [
            Said(item, Answer(given) if (given := self.answers[item.id]) else None)
            for item in of_part(part)
            if item.id in self.answers
        ]
        return tuple(sorted(said, key=lambda one: -(one.answer or 0)))

    @property
    def heavy(self) -> bool:
        """Tell whether its writer should be offered somebody to talk with."""
        return is_heavy(self.answers)


@cache
def items() -> tuple[EffectItem, ...]:
    """Return every question, in the order of the file."""
    source = files("nearer.rooms.awareness").joinpath("content/effects.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File).item


def of_part(part: Part) -> tuple[EffectItem, ...]:
    """Return the questions of one part."""
    return tuple(item for item in items() if item.part is part)


def is_heavy(answers: Mapping[str, int | None]) -> bool:
    """Tell whether one answer is heavy, or several of the first part together."""
    given = [(item, answers.get(item.id) or 0) for item in items()]
    often = sum(answer >= Answer.OFTEN for item, answer in given if item.part is Part.ME)
    return often >= HEAVY_TOGETHER or any(answer >= item.heavy for item, answer in given)


def latest(records: Records) -> Round | None:
    """Return the reader's newest round; None before the first answer."""
    answers = [
        entry.record
        for entry in records.of(EffectAnswer)
        if entry.mine and not entry.record.removed
    ]
    if not answers:
        return None
    begun = max(answer.begun for answer in answers)
    return Round(begun, {one.item: one.answer for one in answers if one.begun == begun})


def current(records: Records, today: date) -> Round:
    """Return the round that an answer of today belongs to: the newest, or after 14 days a new."""
    newest = latest(records)
    return newest if newest and today - newest.begun < STAYS_OPEN else Round(today, {})


def next_open(part: Part, answers: Answered, after: int = 0) -> int | None:
    """Return the number of the next question of a part without an answer; None: all have one."""
    ids = [item.id for item in of_part(part)]
    numbers = range(after + 1, len(ids) + 1)
    return next((number for number in numbers if ids[number - 1] not in answers), None)
