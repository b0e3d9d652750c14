"""One look at the room by one of the two: all that its page shows, as one value. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from nearer.house.door import Records
from nearer.rooms.conversation import talks
from nearer.rooms.conversation.floor import MINUTES, PAUSES, Line, Stage, Talk
from nearer.rooms.conversation.records import Mode, OwnWords, Side, What
from nearer.rooms.conversation.talks import Guide, Ready

# The one thing that its stage waits for; CHECK has two answers, and PAGE has words first.
NEXT = {
    Stage.SETTLE: What.HERE,
    Stage.SPEAK: What.SAID,
    Stage.BACK: What.HEARD,
    Stage.ANSWER: What.ANSWERED,
    Stage.REPLY: What.REPLIED,
    Stage.CLOSE: What.THANKS,
}


@dataclass(frozen=True)
class Clock:
    """How long the floor is still held. share: of the whole, in per cent."""

    seconds: int
    share: int

    @property
    def text(self) -> str:
        """Return minutes and seconds, as 3:12."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def minutes(self) -> int:
        """Return the whole minutes."""
        return self.seconds // 60

    @property
    def rest(self) -> int:
        """Return the seconds beyond the whole minutes."""
        return self.seconds % 60


@dataclass(frozen=True)
class Said:
    """What somebody wrote, with whose it is."""

    name: str
    side: Side
    line: Line


@dataclass(frozen=True)
class Scene:
    """The room as one of the two sees it.

    side: whose turn it is to act on this page; None: nobody's here. mine: whether that is the
    reader, or on one phone whoever holds it. names: by side. may: what can be done here now.
    waits: the reader has done their part and the talk goes on with the other's. rest: how many
    seconds a pause still lasts.
    """

    talk: Talk
    guide: Guide
    names: Mapping[Side, str]
    me: Side
    side: Side | None
    may: frozenset[What]
    clock: Clock | None
    said: tuple[Said, ...]
    notes: tuple[Ready, ...]
    kept: tuple[str, ...]
    rest: int = 0

    @property
    def stage(self) -> str:
        """Return the stage's name, or that it is paused, or lies on the other phone."""
        if self.is_one_phone and self.talk.host is not self.me and not self.talk.is_over:
            return "elsewhere"
        return "pause" if self.talk.pause else self.talk.stage.value

    @property
    def is_one_phone(self) -> bool:
        """Tell whether one phone is passed between the two."""
        return self.talk.mode is Mode.ONE

    @property
    def is_letter(self) -> bool:
        """Tell whether it is held by letter."""
        return self.talk.mode is Mode.LETTER

    @property
    def mine(self) -> bool:
        """Tell whether whoever holds this page can do the next thing."""
        return self.side is not None and (self.is_one_phone or self.side is self.me)

    @property
    def waits(self) -> bool:
        """Tell whether the reader's own part is done here."""
        return not (self.may - {What.END, What.PAUSE})

    @property
    def does(self) -> str:
        """Return the one thing that this stage waits for, or an empty word."""
        return NEXT[self.talk.stage].value if self.talk.stage in NEXT else ""

    @property
    def actor(self) -> str:
        """Return the name of whose turn it is."""
        return self.names[self.side] if self.side else ""

    @property
    def speaker(self) -> str:
        """Return the speaker's name."""
        return self.names[self.talk.speaker]

    @property
    def listener(self) -> str:
        """Return the listener's name."""
        return self.names[self.talk.listener]

    @property
    def writes(self) -> bool:
        """Tell whether this step has a field: by letter always, live where it helps."""
        return self.talk.mode is not Mode.ONE

    @property
    def is_asked(self) -> bool:
        """Tell whether whoever holds this page is asked "did it come across?"."""
        return self.mine and self.talk.stage is Stage.CHECK

    @property
    def is_late(self) -> bool:
        """Tell whether it is past the time to be back from a pause."""
        return self.talk.pause is not None and not self.rest

    @property
    def pauses(self) -> tuple[int, ...]:
        """Return for how many minutes one can pause; empty where one cannot."""
        return PAUSES if What.PAUSE in self.may else ()

    @property
    def is_signed(self) -> bool:
        """Tell whether the reader, or both on one phone, have signed the page."""
        side = self.side or self.me
        return side in self.talk.signed

    @property
    def text_by(self) -> str:
        """Return who wrote the page that lies there."""
        return self.names[self.talk.text_by] if self.talk.text_by else ""

    @property
    def is_back(self) -> bool:
        """Tell whether the reader has said that they are back from the pause."""
        return bool(self.talk.pause and self.me in self.talk.pause.back)


def seen(
    talk: Talk, *, mine: Side, called: str, other: str, now: datetime, records: Records
) -> Scene:
    """Return the room as one of the two sees it. other: what the other is called, or empty.

    records: the reader's own; on one phone what they prepared shows while they have the floor, and
    never in the other's hands.
    """
    names = {mine: called, mine.other: other}
    side = _acting(talk, mine)
    is_private = talk.mode is not Mode.ONE or talk.floor is mine
    return Scene(
        talk=talk,
        guide=talks.guide(talk.subject),
        names=names,
        me=mine,
        side=side,
        may=talk.may(side or mine),
        clock=_clock(talk, now),
        said=tuple(Said(names[line.side], line.side, line) for line in _shown(talk, mine)),
        notes=tuple(_notes(records, talk)) if is_private else (),
        kept=tuple(_kept(records)) if is_private else (),
        rest=_rest(talk, now),
    )


def _shown(talk: Talk, mine: Side) -> list[Line]:
    """Return what both have written; the last thanks of one show once both are done."""
    is_closing = talk.stage is Stage.CLOSE and talk.mode is not Mode.ONE
    return [
        line
        for line in talk.lines
        if not (is_closing and line.what is What.THANKS and line.side is not mine)
    ]


def _acting(talk: Talk, mine: Side) -> Side | None:
    """Return whose turn it is on this page; on one phone both are at it in turn."""
    if talk.floor is not None:
        return talk.floor
    if talk.mode is not Mode.ONE or talk.is_over or talk.pause:
        return None if talk.is_over else mine
    order = (talk.first, talk.first.other)
    if talk.stage is Stage.CLOSE:
        return next((side for side in order if side not in talk.thanked), mine)
    return next((side for side in order if side not in talk.signed), mine)


def _clock(talk: Talk, now: datetime) -> Clock | None:
    left = talk.left(now)
    if left is None or talk.pause is not None:
        return None
    seconds = int(left.total_seconds())
    return Clock(seconds, round(100 * seconds / (60 * MINUTES[talk.stage])))


def _rest(talk: Talk, now: datetime) -> int:
    return max(0, ceil((talk.pause.until - now).total_seconds())) if talk.pause else 0


def _notes(records: Records, talk: Talk) -> list[Ready]:
    return [one for one in talks.prepared(records, talk.subject) if one.text]


def _kept(records: Records) -> list[str]:
    found = (entry.record for entry in records.of(OwnWords) if entry.mine)
    return [record.text for record in found if record.use == "talk" and not record.removed]
