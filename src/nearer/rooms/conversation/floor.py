"""The room's rules: who has the floor, for how long, what may come next. Pure.

A talk is folded from its moves, so two phones, two tabs and a restarted server agree: what is not
allowed where it stands is left out by everybody who reads it. After Guerney's speaker and listener
(Relationship Enhancement, 1977): one speaks, the other says it back, and only then answers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from nearer.rooms.conversation.records import Mode, Move, Side, Subject, What

PAUSES = (20, 30, 45, 60)
TURNS = 2


class Stage(StrEnum):
    """Where a talk stands."""

    SETTLE = "settle"
    SPEAK = "speak"
    BACK = "back"
    CHECK = "check"
    ANSWER = "answer"
    REPLY = "reply"
    CLOSE = "close"
    PAGE = "page"
    OVER = "over"


# How long one has the floor; where nothing stands here there is no clock.
MINUTES = {Stage.SPEAK: 5, Stage.BACK: 2, Stage.ANSWER: 3, Stage.REPLY: 2}
_SPEAKERS = {
    Stage.SPEAK: {What.SAID},
    Stage.CHECK: {What.GOT_IT, What.PARTLY},
    Stage.REPLY: {What.REPLIED},
}
_LISTENERS = {Stage.BACK: {What.HEARD}, Stage.ANSWER: {What.ANSWERED}}
_NEXT = {
    What.SAID: Stage.BACK,
    What.HEARD: Stage.CHECK,
    What.GOT_IT: Stage.ANSWER,
    What.PARTLY: Stage.BACK,
    What.ANSWERED: Stage.REPLY,
}

_QUIET = {What.HERE, What.RETURN, What.THANKS, What.SIGN}


class NotNow(Exception):
    """The talk stands elsewhere, or it is not this person's turn."""


@dataclass(frozen=True)
class Pause:
    """A rest with a time to be back. back: who has said that they are."""

    until: datetime
    asked_by: Side
    back: frozenset[Side] = frozenset()


@dataclass(frozen=True)
class Line:
    """What somebody wrote in a talk, in its order."""

    side: Side
    what: What
    text: str
    promise: str = ""


@dataclass(frozen=True)
class Talk:
    """A talk as it stands.

    host: who began it; on one phone, whose it is. n: the place of the newest move; mark: of the
    newest that both can notice. turn: 1 or 2. since: when the clock of this stage last began to
    run, or when it was over; spent: what had run before (a pause stops it). missing: what the
    speaker said was not heard yet. text: the page that both sign; text_by: in whose words;
    is_emptied: who wrote them took them out.
    """

    id: bytes
    subject: Subject
    mode: Mode
    first: Side
    host: Side
    begun: datetime
    since: datetime
    n: int = 0
    mark: int = 0
    stage: Stage = Stage.SETTLE
    turn: int = 1
    spent: timedelta = timedelta()
    here: frozenset[Side] = frozenset()
    thanked: frozenset[Side] = frozenset()
    missing: str = ""
    text: str = ""
    text_by: Side | None = None
    is_emptied: bool = False
    signed: frozenset[Side] = frozenset()
    pause: Pause | None = None
    lines: tuple[Line, ...] = ()

    @property
    def speaker(self) -> Side:
        """Who speaks in this turn."""
        return self.first if self.turn == 1 else self.first.other

    @property
    def listener(self) -> Side:
        """Who listens in this turn."""
        return self.speaker.other

    @property
    def floor(self) -> Side | None:
        """Who has the floor; None while both settle, close, write, rest, or it is over."""
        if self.pause is not None:
            return None
        if self.stage in _SPEAKERS:
            return self.speaker
        return self.listener if self.stage in _LISTENERS else None

    @property
    def was_signed(self) -> bool:
        """Whether both have signed the same words, which may be gone since."""
        return len(self.signed) == len(Side)

    @property
    def agreed(self) -> bool:
        """Whether both have signed the same words, and these stand."""
        return self.was_signed and not self.is_emptied

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be done in it."""
        return self.stage is Stage.OVER

    def left(self, now: datetime) -> timedelta | None:
        """Return how long the floor is still held, never below zero; None where no clock runs."""
        minutes = MINUTES.get(self.stage)
        if minutes is None or self.mode is Mode.LETTER:
            return None
        running = timedelta() if self.pause else max(now - self.since, timedelta())
        return max(timedelta(minutes=minutes) - self.spent - running, timedelta())

    def may(self, side: Side) -> frozenset[What]:
        """Return what one of the two can do now."""
        if self.is_over:
            return frozenset()
        if self.pause is not None:
            is_back = side in self.pause.back
            return frozenset({What.END} if is_back else {What.END, What.RETURN})
        return frozenset(self._steps(side) | {What.END} | self._rests())

    def _steps(self, side: Side) -> set[What]:
        if self.stage is Stage.SETTLE:
            return set() if side in self.here else {What.HERE}
        if self.stage is Stage.CLOSE:
            return set() if side in self.thanked else {What.THANKS}
        if self.stage is Stage.PAGE:
            signs = self.text_by and side not in self.signed
            return {What.TEXT, What.SIGN} if signs else {What.TEXT}
        if side is self.floor:
            return _SPEAKERS.get(self.stage, set()) | _LISTENERS.get(self.stage, set())
        return set()

    def _rests(self) -> set[What]:
        is_live = self.mode is not Mode.LETTER and self.stage not in (Stage.SETTLE, Stage.PAGE)
        return {What.PAUSE} if is_live else set()


def begin(move: Move) -> Talk:
    """Return a talk that has just begun. Letters need no settling."""
    if move.what is not What.BEGIN or not (move.subject and move.mode and move.first):
        raise NotNow
    stage = Stage.SPEAK if move.mode is Mode.LETTER else Stage.SETTLE
    return Talk(
        id=move.talk,
        subject=move.subject,
        mode=move.mode,
        first=move.first,
        host=move.side,
        begun=move.at,
        since=move.at,
        stage=stage,
    )


def after(talk: Talk, move: Move) -> Talk:
    """Return the talk after one more move. Raises NotNow where it is not allowed."""
    if move.talk != talk.id or move.n != talk.n + 1 or move.what not in talk.may(move.side):
        raise NotNow
    if not _says_enough(talk, move):
        raise NotNow
    said = Line(move.side, move.what, move.text, move.promise)
    lines = (*talk.lines, said) if (move.text or move.promise) else talk.lines
    moved = _moved(talk, move)
    mark = talk.mark if _is_quiet(talk, moved, move) else move.n
    return replace(moved, n=move.n, mark=mark, lines=lines)


def fold(moves: Iterable[Move]) -> Talk | None:
    """Return the talk that these moves of one talk make; None without a beginning.

    moves: in any order, each `n` from both people. What is not allowed where it stands is left out.
    """
    talk: Talk | None = None
    for move in sorted(moves, key=lambda move: (move.n, move.at)):
        try:
            talk = begin(move) if talk is None else after(talk, move)
        except NotNow:
            continue
    return talk


def _is_quiet(before: Talk, moved: Talk, move: Move) -> bool:
    """Tell whether only its maker may notice a move: they are here, back, done; the other is not.

    Nobody is shown that the other waits.
    """
    is_stage = moved.stage is not before.stage
    is_rest = (moved.pause is None) is not (before.pause is None)
    return move.what in _QUIET and not (is_stage or is_rest)


def _says_enough(talk: Talk, move: Move) -> bool:
    """By letter everything is written; a page, a pause and what is missing say something always."""
    if move.what is What.PAUSE:
        return move.minutes in PAUSES
    if move.removed:
        return True
    if move.what is What.TEXT:
        return bool(move.text)
    spoken = {What.SAID, What.HEARD, What.ANSWERED, What.REPLIED, What.PARTLY}
    return talk.mode is not Mode.LETTER or move.what not in spoken or bool(move.text)


def _moved(talk: Talk, move: Move) -> Talk:
    if move.what in _NEXT:
        missing = move.text if move.what is What.PARTLY else ""
        return replace(_at(talk, _NEXT[move.what], move.at), missing=missing)
    return _WAYS[move.what](talk, move)


def _thanked(talk: Talk, move: Move) -> Talk:
    thanked = talk.thanked | {move.side}
    is_done = len(thanked) == len(Side)
    return replace(talk, thanked=thanked, stage=Stage.PAGE if is_done else talk.stage)


def _written(talk: Talk, move: Move) -> Talk:
    """Take new words for the page; what was signed before was something else."""
    return replace(
        talk, text=move.text, text_by=move.side, is_emptied=move.removed, signed=frozenset()
    )


def _signed(talk: Talk, move: Move) -> Talk:
    signed = replace(talk, signed=talk.signed | {move.side})
    return _at(signed, Stage.OVER, move.at) if signed.was_signed else signed


def _ended(talk: Talk, move: Move) -> Talk:
    return replace(_at(talk, Stage.OVER, move.at), pause=None)


def _at(talk: Talk, stage: Stage, when: datetime) -> Talk:
    """Go to a stage, its clock at the beginning."""
    return replace(talk, stage=stage, since=when, spent=timedelta())


def _settled(talk: Talk, move: Move) -> Talk:
    here = frozenset(Side) if talk.mode is Mode.ONE else talk.here | {move.side}
    if len(here) < len(Side):
        return replace(talk, here=here)
    return replace(_at(talk, Stage.SPEAK, move.at), here=here)


def _swapped(talk: Talk, move: Move) -> Talk:
    if talk.turn < TURNS:
        return replace(_at(talk, Stage.SPEAK, move.at), turn=talk.turn + 1)
    return _at(talk, Stage.CLOSE, move.at)


def _paused(talk: Talk, move: Move) -> Talk:
    until = move.at + timedelta(minutes=move.minutes)
    spent = talk.spent + max(move.at - talk.since, timedelta())
    return replace(talk, pause=Pause(until=until, asked_by=move.side), spent=spent)


def _returned(talk: Talk, move: Move) -> Talk:
    """Go on once both are back; a late return is nobody's fault."""
    pause = talk.pause
    if pause is None:
        raise NotNow
    back = frozenset(Side) if talk.mode is Mode.ONE else pause.back | {move.side}
    if len(back) < len(Side):
        return replace(talk, pause=replace(pause, back=back))
    return replace(talk, pause=None, since=move.at)


_WAYS: dict[What, Callable[[Talk, Move], Talk]] = {
    What.HERE: _settled,
    What.THANKS: _thanked,
    What.TEXT: _written,
    What.SIGN: _signed,
    What.PAUSE: _paused,
    What.RETURN: _returned,
    What.REPLIED: _swapped,
    What.END: _ended,
}
