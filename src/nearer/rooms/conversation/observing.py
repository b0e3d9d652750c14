"""Three times seven minutes on one argument, as somebody who wishes both well. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from nearer.house.door import Records
from nearer.rooms.conversation.records import Observed

PARTS = 3
SECONDS = 7 * 60


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the three parts (msgids)."""

    ask: str
    why: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    part: tuple[Part, ...]


@dataclass(frozen=True)
class Written:
    """A round as it stands. made: the key that names it; None before the first word."""

    made: bytes | None
    texts: Mapping[int, str]

    @property
    def is_done(self) -> bool:
        """Tell whether all three parts are written."""
        return len(self.texts) == PARTS


NOTHING = Written(None, {})


def part(number: int) -> Part:
    """Return one part's words. number: 1 to 3."""
    return _file().part[number - 1]


def written(records: Records) -> Written:
    """Return the newest round of its reader; one that is whole can be read and changed."""
    rounds: dict[bytes, dict[int, str]] = {}
    for entry in records.of(Observed):
        if entry.mine and not entry.record.removed:
            rounds.setdefault(entry.record.made, {})[entry.record.part] = entry.record.text
    made = next(reversed(rounds), None)
    return NOTHING if made is None else Written(made, rounds[made])


def wanted(text: str, done: Written) -> int:
    """Return the part that an address asks for, or else the first that is not written."""
    if text in {"1", "2", "3"}:
        return int(text)
    return next((n for n in range(1, PARTS + 1) if n not in done.texts), 1)


@cache
def _file() -> _File:
    source = files("nearer.rooms.conversation").joinpath("content/aside.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File)
