"""What this room let out of a person's hands, and how it is stopped, for "who can see what"."""

from nearer.house.door import Records, Shared
from nearer.rooms.conversation import own
from nearer.rooms.conversation.records import Letter, Move


def _(words: str) -> str:
    return words


LETTERS = Shared(
    key="letters",
    how="open",
    title=_("Your letters"),
    detail=_("Each can be read until you take it out. That it changed or went can be noticed."),
    stop=_("Take all of them out"),
    url_name="conversation:letters",
)
TALKS = Shared(
    key="talks",
    how="open",
    title=_("Your words in talks"),
    detail=_("What you wrote in a talk, and the page that you both signed."),
    stop=_("Take the words out"),
    url_name="conversation:talks",
)


def shared(records: Records) -> list[Shared]:
    """Return the letters and the words in talks that the other can read now."""
    return [
        thing
        for thing, kind in ((LETTERS, Letter), (TALKS, Move))
        if any(entry.mine and own.tell(entry) for entry in records.of(kind))
    ]
