"""Forms to find words with: a few fields that become one message (article: 2b, 5c, 5f). Pure.

The other's view comes first: of the openings compared by Rogers, Howieson and Neame (PeerJ, 2018)
those that named both views and kept to "I" were rated least hostile.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a frame (msgids). before, after: what stands around its words.

    pick: whether feelings or needs can be picked for it.
    """

    id: str
    label: str
    hint: str
    before: str
    after: str = "."
    pick: str = ""


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form (msgids)."""

    id: str
    title: str
    line: str
    field: tuple[Field, ...]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some words that belong together (msgids)."""

    name: str
    words: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    frame: tuple[Frame, ...]
    feeling: tuple[Group, ...]
    need: tuple[Group, ...]


def frames() -> tuple[Frame, ...]:
    """Return every frame."""
    return _file().frame


def frame(id: str) -> Frame | None:
    """Return one frame; None if there is none of that name."""
    return next((one for one in frames() if one.id == id), None)


def picks(kind: str) -> tuple[Group, ...]:
    """Return the words that can be picked: "feeling" or "need"."""
    return {"feeling": _file().feeling, "need": _file().need}.get(kind, ())


def compose(one: Frame, said: Mapping[str, str], speak: object = None) -> str:
    """Return the message that a filled frame makes; fields left empty are left out.

    speak: translates a msgid; without it the words stay as they are.
    """
    tell = speak if callable(speak) else str
    parts = []
    for field in one.field:
        words = " ".join(said.get(field.id, "").split()).rstrip(".")
        if words:
            after = "" if words[-1] in "?!…" else tell(field.after)
            parts.append(f"{tell(field.before)} {words}{after}")
    return " ".join(parts)


@cache
def _file() -> _File:
    source = files("nearer.rooms.conversation").joinpath("content/frames.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File)
