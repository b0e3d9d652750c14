"""A room's door: what it may offer the rest of the house. Plain values, no Django.

A room's `offers.py` turns records into these; nobody looks past the door.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol


class Records(Protocol):
    """The opened records that a door is handed: the vault's `Pages`, seen from outside."""

    def of(self, kind: type[Any]) -> tuple[Any, ...]:
        """Return the newest revision of each entry of one kind, oldest first."""
        ...  # pragma: no cover

    def newest(self, kind: type[Any], *, author: bytes | None = None) -> Any | None:
        """Return the newest entry of one kind, of one author if named."""
        ...  # pragma: no cover


@dataclass(frozen=True)
class Offer:
    """One thing that somebody could do now.

    title and reason: msgids, translated when they are shown. weight: the larger comes first; what
    weighs less than 20 is only listed. joint: it is done with the other, so care level 2 never
    sees it; needs_two: it cannot be done before two are paired. word and icon: on its button, and
    beside it in a list. back_at: when a pause in it ends, by the reader's clock, as 20:40.
    """

    key: str
    room: str
    weight: int
    minutes: int
    title: str
    reason: str
    url_name: str
    needs_two: bool = False
    joint: bool = False
    word: str = "Begin"
    icon: str = "steps"
    back_at: str = ""


@dataclass(frozen=True)
class Shared:
    """One thing that a person has let out of their own hands, and the word that stops it.

    key: what the room's `stop` is told. sealed: nobody can read it before both open; open: the
    other sees it now. title, detail and stop (its button) are msgids. url_name: where it stands.
    """

    key: str
    how: Literal["sealed", "open"]
    title: str
    detail: str
    stop: str
    url_name: str = ""


@dataclass(frozen=True)
class Told:
    """How a room tells one entry in the list of one's own things and in a copy to take along.

    kind: one of the room's `Own.kinds`. title and details: msgids; `{other}` in them stands for the
    other's name. text: what somebody wrote. answers: questions and what was said to them, both
    msgids. url_name, args, query: where it is read and changed. whole: entries that share it are
    shown as one. removable: whether `Own.remove` takes it away. about: the first of the days that
    it tells of, where it names them.
    """

    kind: str
    title: str
    details: tuple[str, ...] = ()
    text: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    url_name: str = ""
    args: tuple[str | int, ...] = ()
    query: str = ""
    whole: str = ""
    removable: bool = True
    about: date | None = None


@dataclass(frozen=True)
class Own:
    """How a room tells what people wrote in it.

    kinds: key and name (a msgid) of each. tell: None for an entry that is not this room's, that was
    removed, or that only keeps the house in order. remove and restore: acts, by the entry's id;
    they return False for what is not there, and are safe to repeat.
    """

    kinds: tuple[tuple[str, str], ...]
    tell: Callable[[Any], Told | None]
    remove: Callable[[Any, bytes], bool]
    restore: Callable[[Any, bytes], bool]


@dataclass(frozen=True)
class Door:
    """What a room lets through.

    carry: writes what a person brought along to sign-up. front: the room's first page. shared:
    what the person of a visit has given here; stop(visit, key): ends one of them, safe to retry.
    own: how the room tells what was written in it.
    """

    room: str
    offers: Callable[[Records, datetime], list[Offer]]
    carry: Callable[[Any, Mapping[str, str]], None] | None = None
    carried_fields: tuple[str, ...] = ()
    front: str = ""
    shared: Callable[[Any], list[Shared]] | None = None
    stop: Callable[[Any, str], None] | None = None
    own: Own | None = None
