"""From records to talks: which one stands open, which are over, what was prepared. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from nearer.house.door import Records
from nearer.rooms.conversation import floor
from nearer.rooms.conversation.floor import Talk
from nearer.rooms.conversation.records import Mode, Move, Prepared, Side, Subject, What


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question to prepare with (msgids). hint: the line under it."""

    id: str
    ask: str
    hint: str


class Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the three talks, in words (msgids).

    speak, back, answer, reply, close: what the one who acts is told at that stage; speak_letter and
    back_letter: by letter, where the other words are of a room.
    """

    subject: Subject
    number: int
    title: str
    line: str
    speak: str
    back: str
    answer: str
    reply: str
    close: str
    prompt: tuple[Prompt, ...]
    speak_letter: str = ""
    back_letter: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    talk: tuple[Guide, ...]
    settle: tuple[str, ...]
    pause: tuple[str, ...]


@dataclass(frozen=True)
class Ready:
    """A prompt with what its reader wrote to it."""

    prompt: Prompt
    text: str


@dataclass(frozen=True)
class Here:
    """The records of one space only: a talk on one phone may also lie with somebody alone."""

    records: Records
    space: bytes

    def of(self, kind: type[Any]) -> tuple[Any, ...]:
        """Return the entries of one kind, oldest first."""
        return tuple(entry for entry in self.records.of(kind) if entry.space == self.space)

    def newest(self, kind: type[Any], *, author: bytes | None = None) -> Any | None:
        """Return the newest entry of one kind, of one author if named."""
        found = [entry for entry in self.of(kind) if author is None or entry.author == author]
        return found[-1] if found else None


def guides() -> tuple[Guide, ...]:
    """Return the three talks, in their order."""
    return _file().talk


def guide(subject: Subject) -> Guide:
    """Return one talk's words."""
    return next(one for one in guides() if one.subject is subject)


def settling() -> tuple[str, ...]:
    """Return what helps two people to settle (msgids)."""
    return _file().settle


def resting() -> tuple[str, ...]:
    """Return what helps in a pause (msgids)."""
    return _file().pause


def prepared(records: Records, subject: Subject) -> tuple[Ready, ...]:
    """Return the prompts of one talk with what the reader wrote to each."""
    texts = {
        entry.record.prompt: entry.record.text
        for entry in records.of(Prepared)
        if entry.mine and entry.record.subject is subject and not entry.record.removed
    }
    return tuple(Ready(prompt, texts.get(prompt.id, "")) for prompt in guide(subject).prompt)


def talks(records: Records, sides: Mapping[bytes, Side]) -> tuple[Talk, ...]:
    """Return every talk, the one that began last at the end. sides: by person."""
    found: dict[bytes, list[Any]] = defaultdict(list)
    for entry in records.of(Move):
        found[entry.record.talk].append(entry)
    folded = (floor.fold(_own_moves(entries, sides)) for entries in found.values())
    return tuple(sorted((talk for talk in folded if talk), key=lambda talk: talk.begun))


def without_beginning(records: Records) -> frozenset[bytes]:
    """Return the talks whose moves lie here, but not how they began: that is on an older shelf.

    Only those that somebody would miss: what stands open, and what is over if nothing else is here.
    """
    found: dict[bytes, list[Move]] = defaultdict(list)
    for entry in records.of(Move):
        found[entry.record.talk].append(entry.record)
    older = {talk for talk, moves in found.items() if not any(map(_begins, moves))}
    still = {talk for talk in older if not is_closed(found[talk])}
    return frozenset(still or (older if len(older) == len(found) else ()))


def is_closed(moves: Iterable[Move]) -> bool:
    """Tell from its newest moves alone whether a talk is over: ended, or signed by both."""
    signed: set[Side] = set()
    for move in sorted(moves, key=lambda move: (move.n, move.at)):
        if move.what is What.END:
            return True
        if move.what is What.TEXT:
            signed.clear()
        elif move.what is What.SIGN:
            signed.add(move.side)
    return len(signed) == len(Side)


def _begins(move: Move) -> bool:
    return move.what is What.BEGIN


def current(records: Records, sides: Mapping[bytes, Side]) -> Talk | None:
    """Return the talk that stands open, or else the one that began last; None before any.

    One that stands open comes first, whatever the clocks said when each began.
    """
    found = talks(records, sides)
    standing = [talk for talk in found if not talk.is_over]
    return (standing or list(found))[-1] if found else None


def ahead(ours: Talk | None, own: Talk | None) -> Talk | None:
    """Return the talk that the room shows. ours: between the two; own: begun by somebody alone.

    One between the two comes first while it stands open, and ends one that was begun alone before.
    """
    if ours is None or own is None:
        return ours or own
    return ours if not ours.is_over or ours.begun > own.begun else own


def _own_moves(entries: list[Any], sides: Mapping[bytes, Side]) -> Iterator[Move]:
    """Leave out what somebody did in the other's place.

    On one phone its owner does it for both; the other can end it all the same.
    """
    begun = [entry for entry in entries if entry.record.what is What.BEGIN]
    if not begun:
        return
    first = min(begun, key=lambda entry: entry.record.at)
    is_one_phone = first.record.mode is Mode.ONE
    for entry in entries:
        is_in_place = sides.get(entry.author) is entry.record.side
        is_end = is_in_place and entry.record.what is What.END
        if is_end or (entry.author == first.author if is_one_phone else is_in_place):
            yield entry.record


@cache
def _file() -> _File:
    source = files("nearer.rooms.conversation").joinpath("content/talks.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File)
