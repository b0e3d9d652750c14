"""What this room let out of a person's hands, and how it is stopped, for "who can see what"."""

from dataclasses import replace

from nearer.house.door import Records, Shared
from nearer.rooms.awareness import history


def _(words: str) -> str:
    return words


ENVELOPE = Shared(
    key="envelope",
    how="sealed",
    title=_("Your answers to the eight signs"),
    detail=_("Sealed. They open together with the other envelope, or not at all."),
    stop=_("Take them back"),
    url_name="awareness:envelope",
)
PICTURE = Shared(
    key="picture",
    how="open",
    title=_("Your answers in the picture of both"),
    detail=_("Opened by both of you. Taken out, the picture ends for both."),
    stop=_("Take them out"),
    url_name="awareness:picture",
)

# To the one who stays it is known that there is no picture; not who ended it, not when.
NOT_SHOWN = replace(
    PICTURE,
    detail=_("The picture is not shown now. Your answers still lie between you two."),
    url_name="",
)


def shared(records: Records, *, sealed: bool) -> list[Shared]:
    """Return what waits in this person's envelope, and what the other sees in the picture."""
    opened = history.opened(records)
    waits = [ENVELOPE] * sealed
    if opened is None or opened.mine.removed:
        return waits
    return [*waits, NOT_SHOWN if opened.removed else PICTURE]
