"""Forms to find words with: a few fields that become one message (article: 2b, 5c, 5f). Pure.

The other's view comes first: of the openings compared by Rogers, Howieson and Neame (PeerJ, 2018)
those that named both views and kept to "I" were rated least hostile.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec


def _(words: str) -> str:
    return words


AND = _("{these} and {last}")
LOOSE_END = " .,;:"
CURLY = "\u2019"
APOSTROPHE = f"['{CURLY}]"


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a frame (msgids). before, after: what stands around its words.

    drops: other beginnings that are left out where somebody typed them. pick: which words can be
    picked for it ("feeling", "glad" or "need"), if any.
    """

    id: str
    label: str
    hint: str
    before: str
    drops: tuple[str, ...] = ()
    after: str = "."
    pick: str = ""


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form (msgids)."""

    id: str
    title: str
    line: str
    field: tuple[Field, ...]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some words that belong together (msgids). glad: they fit where somebody says thank you."""

    name: str
    words: tuple[str, ...]
    glad: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    degree: tuple[str, ...]
    small: tuple[str, ...]
    frame: tuple[Frame, ...]
    feeling: tuple[Group, ...]
    need: tuple[Group, ...]


Speak = Callable[[str], str]


def frames() -> tuple[Frame, ...]:
    """Return every frame."""
    return _file().frame


def frame(id: str) -> Frame | None:
    """Return one frame; None if there is none of that name."""
    return next((one for one in frames() if one.id == id), None)


def picks(kind: str) -> tuple[Group, ...]:
    """Return the words that can be picked: "feeling", "glad" or "need"."""
    glad = tuple(group for group in _file().feeling if group.glad)
    return {"feeling": _file().feeling, "glad": glad, "need": _file().need}.get(kind, ())


def degrees() -> tuple[str, ...]:
    """Return the words that only say how much (msgids), such as "a bit"."""
    return _file().degree


def compose(
    one: Frame,
    said: Mapping[str, str],
    speak: Speak = str,
    *,
    picked: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Return the message that a filled frame makes; fields left empty are left out.

    said: what was typed, by field; words that stand before the field already are not said twice.
    picked: msgids of `picks`, by field; they join what was typed. speak: translates a msgid.
    """
    message = ""
    for field in one.field:
        typed = _bare(field, said.get(field.id, ""), speak)
        words = _joined(typed, [speak(word) for word in _known(field, picked or {})], speak)
        if words:
            before = speak(field.before)
            begins = _lowered(before) if message.endswith(",") else before
            after = "" if words[-1] in "?!…" else speak(field.after)
            message = f"{message} {begins} {words}{after}".strip()
    return f"{message[:-1]}." if message.endswith(",") else message


def _bare(field: Field, typed: str, speak: Speak) -> str:
    """Return what was typed without a beginning that the frame says itself."""
    words = " ".join(typed.split()).rstrip(LOOSE_END)
    heads = sorted((speak(head) for head in (field.before, *field.drops)), key=len, reverse=True)
    begins = re.compile("|".join(map(_as_typed, heads)), re.IGNORECASE)
    while found := begins.match(words):
        words = words[found.end() :]
    first = words.partition(" ")[0]
    is_small = first.lower().replace("'", CURLY) in _file().small
    return _lowered(words) if is_small else words


def _as_typed(head: str) -> str:
    """Return a pattern for a beginning, whichever apostrophe and whatever follows it."""
    plain = re.escape(head.rstrip(LOOSE_END)).replace(CURLY, APOSTROPHE)
    return rf"{plain}(?!{APOSTROPHE}|\w)[\s,:;….]*"


def _known(field: Field, picked: Mapping[str, Sequence[str]]) -> list[str]:
    words = {word for group in picks(field.pick) for word in group.words}
    return [word for word in picked.get(field.id, ()) if word in words]


def _joined(typed: str, picked: Iterable[str], speak: Speak) -> str:
    """Return typed and picked words as one list; a mere degree goes with the first of them."""
    new = [word for word in picked if word.lower() not in typed.lower()]
    if new and typed.lower() in map(speak, degrees()):
        typed, new = f"{typed.lower()} {new[0]}", new[1:]
    *these, last = [word for word in (typed, *new) if word] or [""]
    return speak(AND).format(these=", ".join(these), last=last) if these else last


def _lowered(words: str) -> str:
    is_self = words.partition(" ")[0] == "I"
    return words if is_self else words[:1].lower() + words[1:]


@cache
def _file() -> _File:
    source = files("nearer.rooms.conversation").joinpath("content/frames.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File)
