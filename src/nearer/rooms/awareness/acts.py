"""What this room does: the only writers (article: 1a-1c). Each is safe to do twice."""

from collections.abc import Mapping
from datetime import date
from hashlib import blake2b

from nearer.article import Direction
from nearer.house.door import Shared
from nearer.rooms.awareness import history, sharing, trial
from nearer.rooms.awareness.check import answer_key
from nearer.rooms.awareness.records import (
    Check,
    CheckCard,
    EnvelopeNote,
    SealedCheck,
    SignAnswer,
)
from nearer.vault import envelopes, read, write
from nearer.vault.visit import Visit

QUESTION = "signs"


def answer(
    visit: Visit, *, begun: date, direction: Direction, item: str, answer: int | None
) -> None:
    """Save one answer, only for its writer. Check and item name it, so twice counts once."""
    said = SignAnswer(**visit.stamp(), begun=begun, direction=direction, item=item, answer=answer)
    write.put(visit, visit.me, said, key=_key(begun, direction, item))


def remember(visit: Visit) -> None:
    """Write the card of the last two checks from what was answered."""
    checks = history.checks(read.recent(visit))
    if checks:
        write.card(visit, visit.me, CheckCard(**visit.stamp(), checks=checks))


def seal(visit: Visit) -> None:
    """Seal the newest check into this person's envelope, if it holds a given answer.

    One without would use up the other's envelope and show nothing.
    """
    records = read.recent(visit)
    newest = history.latest(records)
    if newest is None or not history.gives(newest):
        return
    opened = history.opened(records)
    envelopes.put_in(visit, QUESTION, _sealed(visit, newest))
    _note(visit, sealed_over=opened.own_revision if opened else 0)


def take_back(visit: Visit) -> None:
    """Empty this person's envelope, without a trace for the other."""
    envelopes.take_back(visit, QUESTION)
    _note(visit, sealed_over=None)


def be_ready(visit: Visit) -> None:
    """Say that this person is ready; when both are, both envelopes open at once."""
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


def _note(visit: Visit, **changes: int | None) -> None:
    kept = history.note(read.recent(visit))
    before = {"sealed_over": kept.sealed_over, "seen": kept.seen} if kept else {}
    note = EnvelopeNote(**visit.stamp(), **{**before, **changes})  # type: ignore[arg-type]
    write.card(visit, visit.me, note)


def _key(begun: date, direction: Direction, item: str) -> bytes:
    return blake2b(f"{begun}/{answer_key(direction, item)}".encode(), digest_size=16).digest()
