"""What was written in this room, as the list of one's own things tells it, and how it is removed.

Every text is a msgid; a record that only keeps the house in order is not told.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec

from nearer.house.door import Told
from nearer.rooms.conversation import talks
from nearer.rooms.conversation.records import (
    Letter,
    Move,
    Observed,
    OwnQuestion,
    OwnWords,
    Prepared,
    What,
)
from nearer.vault.record import Record


def _(words: str) -> str:
    return words


KINDS = (
    ("letter", _("Letters")),
    ("words", _("Words that you kept")),
    ("talk", _("Talks")),
    ("prepared", _("Before a talk")),
    ("observed", _("Seven minutes")),
    ("question", _("Your own questions")),
)
DONE = {
    What.SAID: _("What was said"),
    What.HEARD: _("What was heard"),
    What.PARTLY: _("What was missing"),
    What.ANSWERED: _("What makes sense, and a question"),
    What.REPLIED: _("An answer"),
    What.THANKS: _("Something to be glad of, and a small promise"),
    What.TEXT: _("What you two understood"),
}


def tell(entry: Any) -> Told | None:
    """Return how one entry is told; None if it is none of this room's to tell."""
    teller = _TELLERS.get(type(entry.record))
    if teller is None or getattr(entry.record, "removed", False):
        return None
    return teller(entry)


def emptied(record: Record) -> Record | None:
    """Return the revision that says "removed", without the words; None if it has no such thing."""
    if isinstance(record, Letter | OwnWords | Prepared | Observed | OwnQuestion):
        return msgspec.structs.replace(record, text="", removed=True)
    if isinstance(record, Move) and (record.text or record.promise or record.removed):
        return msgspec.structs.replace(record, text="", promise="", removed=True)
    return None


def key_of(record: Record) -> bytes:
    """Return the key that names an entry of this room, so that a change lands on the same entry."""
    match record:
        case Letter() | OwnWords() | OwnQuestion():
            return record.made
        case Prepared():
            return blake2b(f"{record.subject}/{record.prompt}".encode(), digest_size=16).digest()
        case Observed():
            return record.made + bytes([record.part])
        case Move():
            return record.talk + record.n.to_bytes(2, "big")
    raise LookupError(f"record: a {type(record).__name__} has no key of its own here")


def _letter(entry: Any) -> Told:
    return Told(
        kind="letter",
        title=_("A letter"),
        text=entry.record.text,
        url_name="conversation:letter",
        args=(entry.id.hex(),),
    )


def _words(entry: Any) -> Told:
    is_for_talk = entry.record.use == "talk"
    return Told(
        kind="words",
        title=_("Words for a talk") if is_for_talk else _("Words that you kept"),
        text=entry.record.text,
        url_name="conversation:words",
        query=f"kept={entry.id.hex()}",
    )


def _prepared(entry: Any) -> Told:
    record: Prepared = entry.record
    prompts = {one.id: one.ask for one in talks.guide(record.subject).prompt}
    return Told(
        kind="prepared",
        title=prompts.get(record.prompt, _("Before a talk")),
        text=record.text,
        url_name="conversation:prepare",
        args=(record.subject.value,),
    )


def _observed(entry: Any) -> Told:
    return Told(
        kind="observed",
        title=_("Seven minutes, as somebody who wishes both of you well"),
        text=entry.record.text,
        url_name="conversation:aside",
        whole=f"observed/{entry.record.made.hex()}",
    )


def _question(entry: Any) -> Told:
    return Told(
        kind="question",
        title=_("Your own question"),
        text=entry.record.text,
        url_name="conversation:questions",
    )


def _move(entry: Any) -> Told | None:
    record: Move = entry.record
    if not record.text and not record.promise:
        return None
    return Told(
        kind="talk",
        title=DONE.get(record.what, _("In a talk")),
        details=(record.promise,) if record.promise else (),
        text=record.text,
        url_name="conversation:talks",
        whole=f"talk/{record.talk.hex()}",
    )


_TELLERS: dict[type[Record], Callable[[Any], Told | None]] = {
    Letter: _letter,
    OwnWords: _words,
    Prepared: _prepared,
    Observed: _observed,
    OwnQuestion: _question,
    Move: _move,
}
