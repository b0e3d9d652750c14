"""What this room does: the only writers (article: 1a-1c, EN1-ER7). Each is safe to do twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import msgspec

from nearer.article import Direction
from nearer.house.door import Shared
from nearer.rooms.awareness import history, own, sharing, trial
from nearer.rooms.awareness.records import (
    Check,
    CheckCard,
    EffectAnswer,
    EnvelopeNote,
    Note,
    Noticing,
    PulseAnswer,
    Reflection,
    SealedCheck,
    SignAnswer,
)
from nearer.vault import envelopes, read, write
from nearer.vault.read import Entry
from nearer.vault.record import Record
from nearer.vault.visit import Visit

QUESTION = "signs"


def answer(
    visit: Visit, *, begun: date, direction: Direction, item: str, answer: int | None
) -> None:
    """Save one answer, only for its writer. Check and item name it, so twice counts once."""
    said = SignAnswer(**visit.stamp(), begun=begun, direction=direction, item=item, answer=answer)
    with keeping_shut(visit):
        _put(visit, said)


@contextmanager
def keeping_shut(visit: Visit) -> Iterator[None]:
    """Change what this person said; an envelope that then holds older answers is not ready.

    One transaction, and nobody else makes this person ready: what was withdrawn cannot open.
    """
    with write.locked(visit):
        yield
        is_ready = envelopes.mine(visit, QUESTION).ready
        if is_ready and history.seals_older(read.recent(visit)):
            envelopes.set_not_ready(visit, QUESTION)


def remember(visit: Visit) -> None:
    """Write the card of the last two checks from what was answered."""
    checks = history.checks(read.recent(visit))
    if checks:
        write.card(visit, visit.me, CheckCard(**visit.stamp(), checks=checks))


def answer_week(visit: Visit, *, week: date, item: str, answer: int | None) -> None:
    """Save one of the five answers of a week, only for its writer."""
    _put(visit, PulseAnswer(**visit.stamp(), week=week, item=item, answer=answer))


def answer_effect(visit: Visit, *, begun: date, item: str, answer: int | None) -> None:
    """Save one answer of the effects check, only for its writer."""
    _put(visit, EffectAnswer(**visit.stamp(), begun=begun, item=item, answer=answer))


def notice(visit: Visit, *, key: bytes, seen: bool, mine: bool, line: str) -> Entry[Record]:
    """Note that somebody reached out. The form's key names it, so a second tap counts once."""
    return _put(visit, Noticing(**visit.stamp(), made=key, seen=seen, mine=mine, line=line))


def reflect(visit: Visit, *, prompt: str, text: str) -> None:
    """Save what somebody wrote to one prompt, only for its writer."""
    _put(visit, Reflection(**visit.stamp(), prompt=prompt, text=text))


def write_note(visit: Visit, *, key: bytes, text: str) -> Entry[Record]:
    """Save a new note, only for its writer."""
    return _put(visit, Note(**visit.stamp(), made=key, text=text))


def change_note(visit: Visit, note: Note, *, text: str) -> Entry[Record]:
    """Save a note anew. It keeps the day on which it was begun."""
    return _put(visit, msgspec.structs.replace(note, at=visit.now, text=text, removed=False))


def remove(visit: Visit, id: bytes) -> bool:
    """Remove one of a person's own entries: a revision without the words, which says so."""
    entry = _own(visit, id)
    emptied = own.emptied(entry.record) if entry else None
    if emptied is None:
        return False
    with keeping_shut(visit):
        _put(visit, msgspec.structs.replace(emptied, at=visit.now))
        if isinstance(emptied, SignAnswer):
            _take_off_card(visit, emptied)
    return True


def restore(visit: Visit, id: bytes) -> bool:
    """Bring back what was removed last, as it was; what was not removed stays as it is."""
    entry = _own(visit, id)
    if entry is None or own.emptied(entry.record) != entry.record:
        return entry is not None and own.emptied(entry.record) is not None
    before = read.earlier(visit, visit.me, id)
    if before is None or not before.mine or before.forged:
        return False
    with keeping_shut(visit):
        _put(visit, msgspec.structs.replace(before.record, at=visit.now))
        if isinstance(before.record, SignAnswer):
            _take_off_card(visit, before.record)
    return True


def seal(visit: Visit) -> None:
    """Seal the check that a picture shows into this person's envelope, if it holds a given answer.

    One without would use up the other's envelope and show nothing.
    """
    if visit.us is None:
        return
    with write.locked(visit):
        visit.pages = None
        records = read.recent(visit)
        newest, opened = history.shown(records), history.opened(records)
        if newest is None or not history.gives(newest):
            return
        envelopes.put_in(visit, QUESTION, _sealed(visit, newest))
        over = opened.own_revision if opened else 0
        _note(visit, sealed_over=over, sealed=history.print_of(newest))


def take_back(visit: Visit) -> None:
    """Empty this person's envelope, without a trace for the other."""
    envelopes.take_back(visit, QUESTION)
    _note(visit, sealed_over=None, sealed="")


def be_ready(visit: Visit) -> None:
    """Say that this person is ready; when both are, both envelopes open at once.

    Never with older answers than they give now: those are sealed anew or taken back first.
    """
    if visit.us is None:
        return
    with write.locked(visit):
        visit.pages = None
        if not history.seals_older(read.recent(visit)):
            envelopes.set_ready(visit, QUESTION)


def be_unready(visit: Visit) -> None:
    """Take back that this person is ready; the envelope stays sealed."""
    envelopes.set_not_ready(visit, QUESTION)


def look(visit: Visit) -> None:
    """Note, for this person only, that they were told that both are open."""
    opened = history.opened(read.recent(visit))
    if opened:
        _note(visit, seen=opened.revisions)


def take_out(visit: Visit) -> None:
    """Take this person's answers out of the picture of both."""
    empty = SealedCheck(**visit.stamp(), receive={}, give={}, removed=True)
    envelopes.replace_opened(visit, QUESTION, empty)


def carry(visit: Visit, fields: Mapping[str, str]) -> None:
    """Save the answers of a check that was tried before signing up, in sign-up's transaction."""
    tried = trial.read(fields.get(trial.FIELD, ""))
    if tried is None:
        return
    for item, given in tried.answers.items():
        answer(visit, begun=visit.today, direction=tried.direction, item=item, answer=given)


def shared(visit: Visit) -> list[Shared]:
    """Return what this person has let out of their hands here."""
    sealed = envelopes.mine(visit, QUESTION).answered
    return sharing.shared(read.recent(visit), sealed=sealed)


def stop(visit: Visit, key: str) -> None:
    """Stop one of the things that `shared` names."""
    if visit.us is None:
        return
    if key == sharing.ENVELOPE.key:
        take_back(visit)
    elif key == sharing.PICTURE.key:
        take_out(visit)


def _sealed(visit: Visit, check: Check) -> SealedCheck:
    return SealedCheck(
        **visit.stamp(),
        receive=history.given(check, Direction.RECEIVE),
        give=history.given(check, Direction.GIVE),
    )


def _note(visit: Visit, **changes: int | str | None) -> None:
    kept = history.note(read.recent(visit))
    note = kept or EnvelopeNote(**visit.stamp())
    write.card(visit, visit.me, msgspec.structs.replace(note, **visit.stamp(), **changes))


def _put(visit: Visit, record: Record) -> Entry[Record]:
    return write.put(visit, visit.me, record, key=own.key_of(record))


def _own(visit: Visit, id: bytes) -> Entry[Record] | None:
    found = (entry for entry in read.everything(visit, visit.me).entries if entry.id == id)
    return next((entry for entry in found if entry.mine and not entry.forged), None)


def _take_off_card(visit: Visit, said: SignAnswer) -> None:
    """Let the card of the last two checks forget an answer whose month is no longer read."""
    checks = tuple(history.with_answer(c, said) for c in history.checks(read.recent(visit)))
    if checks:
        write.card(visit, visit.me, CheckCard(**visit.stamp(), checks=checks))
