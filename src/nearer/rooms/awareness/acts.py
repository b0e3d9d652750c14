"""What this room does: the only writers (article: 1a-1c). Each is safe to do twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from hashlib import blake2b

import msgspec

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
    with keeping_shut(visit):
        write.put(visit, visit.me, said, key=_key(begun, direction, item))


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


def _key(begun: date, direction: Direction, item: str) -> bytes:
    return blake2b(f"{begun}/{answer_key(direction, item)}".encode(), digest_size=16).digest()
