"""The pulse of a week: five short questions, and what was said to them (article: 1a, Z).

A week is named by its Monday. A week without answers is a gap: it needs no reason.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import msgspec

from nearer.house.door import Records
from nearer.rooms.awareness.records import Answered, PulseAnswer

WEEK = timedelta(days=7)
# A line says something only after this many weeks with an answer.
WEEKS_FOR_A_LINE = 3


class PulseItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the five. text: as it is asked; line: as the head of its line over weeks (msgids)."""

    id: str
    text: str
    line: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: tuple[PulseItem, ...]


@cache
def items() -> tuple[PulseItem, ...]:
    """Return the five, in the order of the file."""
    source = files("nearer.rooms.awareness").joinpath("content/pulse.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File).item


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def meant(sent: date | None, today: date) -> date:
    """Return the week that a form was about: this one or the last, so that midnight moves none."""
    now = week_of(today)
    return sent if sent in (now, now - WEEK) and sent is not None else now


def said(records: Records, week: date) -> Answered:
    """Return what the reader said in one week, "rather not say" included."""
    return {
        answer.item: answer.answer
        for answer in _answers(records)
        if answer.week == week and not answer.removed
    }


def next_open(said: Answered, after: int = 0) -> int | None:
    """Return the number of the next question without an answer; None: all have one."""
    numbers = range(after + 1, len(items()) + 1)
    return next((number for number in numbers if items()[number - 1].id not in said), None)


def by_week(records: Records, item: str) -> Mapping[date, int]:
    """Return the answers to one item by week. What was rather not said is a gap."""
    return {
        answer.week: answer.answer
        for answer in _answers(records)
        if answer.item == item and answer.answer is not None and not answer.removed
    }


def weeks(records: Records) -> int:
    """Return in how many weeks anything was answered."""
    return len({answer.week for answer in _answers(records) if not answer.removed})


def _answers(records: Records) -> list[PulseAnswer]:
    return [entry.record for entry in records.of(PulseAnswer) if entry.mine]
