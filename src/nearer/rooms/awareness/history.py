"""What one person has answered so far, from their records (article: 1a).

Single answers are the truth; the card remembers the last two checks when their months are no longer
read. An answer on the card gives way to the single one.
"""

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from nearer.article import Direction, Sign
from nearer.house.door import Records
from nearer.rooms.awareness.cells import ENOUGH, scores
from nearer.rooms.awareness.check import (
    Length,
    answer_key,
    first_open,
    is_asked_by_sign,
    still_open,
    way,
)
from nearer.rooms.awareness.records import Check, CheckCard, EnvelopeNote, SealedCheck, SignAnswer


def checks(records: Records) -> tuple[Check, ...]:
    """Return the reader's last two checks, newest first."""
    return every_check(records)[:2]


def every_check(records: Records) -> tuple[Check, ...]:
    """Return every check that the records hold, newest first."""
    known = {check.begun: check for check in _on_card(records)}
    for answer in _answers(records):
        old = known.get(answer.begun, Check(begun=answer.begun))
        known[answer.begun] = _with(old, answer)
    return tuple(known[begun] for begun in sorted(known, reverse=True))


def with_answer(check: Check, answer: SignAnswer) -> Check:
    """Return a check with one answer changed, if the answer is one of its own."""
    known = answer.item in check.answered(answer.direction)
    return _with(check, answer) if known and check.begun == answer.begun else check


def latest(records: Records) -> Check | None:
    """Return the reader's newest check, whole or not; None before the first answer."""
    return next(iter(checks(records)), None)


def shown(records: Records) -> Check | None:
    """Return the check that a picture shows and an envelope takes: the newest that is whole.

    A new one that has just begun hides nothing: the one before stands until this is as whole.
    """
    return max(checks(records), key=_wholeness, default=None)


def current(records: Records, today: date) -> Check:
    """Return the check of an answer of today: the newest, or after 14 days a new one."""
    newest = latest(records)
    if newest is not None and still_open(newest.begun, today):
        return newest
    return Check(begun=today)


def answered_keys(check: Check) -> frozenset[str]:
    """Return what was answered, "rather not say" included, in the words of `check.answer_key`."""
    return frozenset(
        answer_key(direction, item) for direction in Direction for item in check.answered(direction)
    )


def given(check: Check, direction: Direction) -> dict[str, int]:
    """Return the answers of one direction without those that were rather not said."""
    return {
        item: answer for item, answer in check.answered(direction).items() if answer is not None
    }


def gives(check: Check) -> bool:
    """Tell whether a check holds a single answer that was given, not only "rather not say"."""
    return any(given(check, direction) for direction in Direction)


def has_picture(check: Check) -> bool:
    """Tell whether every sign was asked twice, both ways, and one of them was answered twice."""
    return is_asked_by_sign(answered_keys(check)) and any(
        len(scores(check.answered(direction), sign)) >= ENOUGH
        for direction in Direction
        for sign in Sign
    )


@dataclass(frozen=True)
class Opened:
    """What both envelopes held, once they opened: mine, the other's, and which revisions."""

    mine: SealedCheck
    theirs: SealedCheck
    own_revision: int
    revisions: int

    @property
    def removed(self) -> bool:
        """Tell whether either took their answers out again; nothing tells who."""
        return self.mine.removed or self.theirs.removed


def opened(records: Records) -> Opened | None:
    """Return what opened; None before both envelopes have."""
    entries = records.of(SealedCheck)
    mine = next((entry for entry in reversed(entries) if entry.mine), None)
    theirs = next((entry for entry in reversed(entries) if not entry.mine), None)
    if mine is None or theirs is None:
        return None
    return Opened(
        mine=mine.record,
        theirs=theirs.record,
        own_revision=mine.revision,
        revisions=mine.revision + theirs.revision,
    )


def note(records: Records) -> EnvelopeNote | None:
    """Return what the reader keeps of their own envelope."""
    return next((e.record for e in reversed(records.of(EnvelopeNote)) if e.mine), None)


def is_news(records: Records) -> bool:
    """Tell whether both envelopes opened since the reader was last told."""
    both, kept = opened(records), note(records)
    return bool(both and not both.removed and both.revisions > (kept.seen if kept else 0))


def print_of(check: Check) -> str:
    """Return a short print of what would be sealed of a check: of one size, and no answer in it."""
    held = [sorted(given(check, direction).items()) for direction in Direction]
    return blake2b(repr(held).encode(), digest_size=16).hexdigest()


def seals_older(records: Records) -> bool:
    """Tell whether what waits in the envelope is not what its writer says now."""
    kept, check = note(records), shown(records)
    if kept is None or not is_sealed(records):
        return False
    return check is None or kept.sealed != print_of(check)


def is_sealed(records: Records) -> bool:
    """Tell, by the reader's own note, whether answers of theirs wait in the envelope."""
    both, kept = opened(records), note(records)
    if kept is None or kept.sealed_over is None:
        return False
    return both is None or both.own_revision <= kept.sealed_over


def _wholeness(check: Check) -> int:
    if has_picture(check):
        return 3
    answered = answered_keys(check)
    short = any(first_open(way(d, Length.SHORT), answered) is None for d in Direction)
    return gives(check) * (2 if short else 1)


def _on_card(records: Records) -> tuple[Check, ...]:
    cards = [entry for entry in records.of(CheckCard) if entry.mine]
    return cards[-1].record.checks if cards else ()


def _answers(records: Records) -> list[SignAnswer]:
    return [entry.record for entry in records.of(SignAnswer) if entry.mine]


def _with(check: Check, answer: SignAnswer) -> Check:
    said = {**check.answered(answer.direction), answer.item: answer.answer}
    if answer.direction is Direction.RECEIVE:
        return Check(begun=check.begun, receive=said, give=check.give)
    return Check(begun=check.begun, receive=check.receive, give=said)
