"""Pairing as its pages need it: how far two are, and the acts that lead on or end it.

A code that somebody was given waits in the sealed session until they say yes or not now; signed
out, it travels in the form field `FIELD`, and nothing is stored.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from django.urls import reverse

from nearer.people import words
from nearer.vault import invitations, keys, secrets, sessions, spoken
from nearer.vault.errors import InvitationEnded, VaultError
from nearer.vault.invitations import Look
from nearer.vault.keys import Partner
from nearer.vault.visit import Visit

FIELD = "invitation"
HELD = "invitation"
COMPARED_WORDS = 4


class Status(Enum):
    """How far this person is; what the other did shows only once the other gave it."""

    NONE = "nobody was invited"
    OFFERED = "an invitation lies ready"
    COMPARING = "taken up; this person has not said that the words match"
    CONFIRMED = "this person has said that the words match"
    OPEN = "the two share a space"
    ENDED = "the last one expired, or was ended by either"


@dataclass(frozen=True)
class Comparison:
    """What both look at before anything is shared: the other's name, and the same four words."""

    other: Partner
    side: Literal["a", "b"]
    words: list[str]

    @property
    def others_side(self) -> Literal["a", "b"]:
        """The other's shape."""
        return "b" if self.side == "a" else "a"


@dataclass(frozen=True)
class Spoken:
    """Six words to say aloud, and until when they open anything (seconds since 1970)."""

    words: list[str]
    until: int


def status(visit: Visit) -> Status:
    """Return how far this person is."""
    space = visit.shared
    if space is None:
        return Status.NONE
    if visit.us is not None or visit.resting is not None:
        return Status.OPEN
    if not invitations.stands(space):
        return Status.ENDED
    if space.keys.matched:
        return Status.CONFIRMED
    is_taken_up = space.keys.state == "comparing" or invitations.answer_of(space) is not None
    return Status.COMPARING if is_taken_up else Status.OFFERED


def make(visit: Visit, *, note: str) -> None:
    """Make an invitation, in place of one that has ended. Asked again, it is the same one."""
    if status(visit) is Status.ENDED:
        invitations.drop(visit)
    invitations.offer(visit, note=note)


def end(visit: Visit) -> None:
    """End an invitation or a comparison for both; an open space stays."""
    invitations.drop(visit)


def take_up(visit: Visit, code: str) -> None:
    """Accept an invitation; one's own, still unanswered, ends with that.

    Raises InvitationEnded, also for one's own and for what is no code; AlreadyTwo.
    """
    read = keys.read_code(code)
    if read is None:
        raise InvitationEnded
    if status(visit) in (Status.OFFERED, Status.ENDED) and _opens_anothers(visit, read):
        invitations.drop(visit)
    invitations.accept(visit, read)


def comparison(visit: Visit) -> Comparison:
    """Return what this person compares. Raises InvitationEnded if there is nothing to compare."""
    space = visit.shared
    answer = None if space is None else invitations.answer_of(space)
    if space is None or answer is None:
        raise InvitationEnded
    other = space.keys.partner or answer.invitee
    seed = invitations.words_seed(space.keys.code, visit.person, other.person)
    return Comparison(other, space.keys.side, words.suggest(seed, _index(), COMPARED_WORDS))


def speak(visit: Visit) -> None:
    """Give this person six words to say aloud. Derives a key. Raises InvitationEnded."""
    spoken.speak(visit, _six)


def hush(visit: Visit) -> None:
    """End the six words; the link and the code stay."""
    if visit.shared is not None:
        spoken.hush(visit.shared)


def to_say(visit: Visit) -> Spoken | None:
    """Return the six words that this person can say now, or None."""
    found = visit.shared and spoken.words(visit.shared, _six)
    return Spoken(*found) if found else None


def hold(visit: Visit, code: str) -> bool:
    """Let a code wait in the sealed session until this person has decided; False if it is none."""
    read = keys.read_code(code)
    if read is None:
        return False
    visit.held[HELD] = read
    if visit.session is not None:
        sessions.save(visit.session)
    return True


def held(visit: Visit) -> str | None:
    """Return the code that waits for this person's decision, or None."""
    return visit.held.get(HELD)


def let_go(visit: Visit) -> None:
    """Forget the code that waited."""
    visit.held.pop(HELD, None)


def carry_invitation(visit: Visit, code: str) -> None:
    """Accept the invitation that somebody signed up with; if it has ended, remember to say so."""
    try:
        take_up(visit, code)
    except VaultError:
        hold(visit, code)


def next_address(visit: Visit) -> str:
    """Return where somebody goes who has just arrived: on with an invitation, or to Today."""
    if held(visit) is not None:
        return reverse("people:arrive")
    if status(visit) in (Status.COMPARING, Status.CONFIRMED):
        return reverse("people:compare")
    return reverse("journey:today")


def is_own(visit: Visit, look: Look) -> bool:
    """Return whether an invitation is this person's own."""
    return look.inviter.person == visit.person


def _opens_anothers(visit: Visit, code: str) -> bool:
    try:
        return not is_own(visit, invitations.look(code))
    except InvitationEnded:
        return False


def _six(seed: bytes) -> list[str]:
    return words.suggest(seed, _index(), spoken.WORDS)


def _index() -> bytes:
    return secrets.index_key()
