"""The spoken way to an invitation: six words for one hour, for two who are not in one room.

    speak    two words find the row; four words, stretched, seal the invitation's code in it
    words    the six words again, for the inviter alone, as long as they open anything
    hear     the code, for whoever says the six words; each try is counted before its derivation
    hush     the words end: their secret first, then the row

The words follow from the space's own key and the row's salt, so that nothing needs to keep them.
The list they come from is the caller's: `Say` turns 16 bytes into six words.
"""

import hmac
import secrets as random
from collections.abc import Callable, Sequence
from time import time
from typing import TYPE_CHECKING

from django.db.models import F

from nearer.vault import keys, secrets
from nearer.vault.errors import InvitationEnded, SpaceEnded
from nearer.vault.models import SpokenRow
from nearer.vault.seal import CannotOpen, bind, derive, seal, unseal

if TYPE_CHECKING:
    from nearer.vault.visit import Space, Visit

LASTS = 3600
TRIES = 5
WORDS = 6
FINDING = 2
SEED_BYTES = 16
NOBODY = bytes(keys.SALT_BYTES)

Say = Callable[[bytes], Sequence[str]]


def speak(visit: "Visit", say: Say) -> None:
    """Begin an hour in which six words open the invitation. While there are some, they stay.

    Raises InvitationEnded if there is none that could still be taken up. Derives a key.
    """
    from nearer.vault.write import locked  # noqa: PLC0415  write reads visits

    space = visit.shared
    if space is None or space.keys.state != "offered":
        raise InvitationEnded
    salt, id, said = _fresh(space, say)
    stretched = keys.stretch(" ".join(said[FINDING:]), salt)
    try:
        with locked(visit, space.id):
            _check_offered(space)
            if _standing(space.id) is not None:
                return
            hush(space)
            name, secret = secrets.begin("spoken", space.id, lasts=LASTS)
            key = derive(stretched, "spoken", "key", salt=secret)
            SpokenRow.objects.create(
                id=id,
                space=space.id,
                secret=name,
                expires=int(time()) + LASTS,
                salt=salt,
                blob=seal(key, space.keys.code.encode(), bind("spoken", space.id, id)),
            )
            secrets.settle_on_commit(name)
    except SpaceEnded:
        raise InvitationEnded from None


def words(space: "Space", say: Say) -> tuple[list[str], int] | None:
    """Return the six words and when they end (seconds since 1970), or None."""
    row = _standing(space.id)
    if row is None:
        return None
    return list(say(_seed(space, bytes(row.salt)))), row.expires


def hear(said: Sequence[str]) -> str:
    """Return the code that six words open. Raises InvitationEnded; derives a key either way.

    Every try counts, in a commit of its own, before anything is derived; the fifth is the last.
    """
    if len(said) != WORDS:
        raise InvitationEnded
    row = _count_try(_id(said))
    salt, secret = NOBODY, None
    if row is not None:
        salt, secret = bytes(row.salt), secrets.dated(bytes(row.secret))
    stretched = keys.stretch(" ".join(said[FINDING:]), salt)
    if row is None or secret is None:
        raise InvitationEnded
    place = bind("spoken", bytes(row.space), bytes(row.id))
    try:
        key = derive(stretched, "spoken", "key", salt=secret)
        return unseal(key, bytes(row.blob), place).decode()
    except CannotOpen:
        if row.tries >= TRIES:
            _end(row)
        raise InvitationEnded from None


def hush(space: "Space") -> None:
    """End the words of an invitation, if there are any; the link and the code stay."""
    for row in SpokenRow.objects.filter(space=space.id):
        _end(row)


def _fresh(space: "Space", say: Say) -> tuple[bytes, bytes, list[str]]:
    """Return salt, row id and words; none whose first two find somebody else's row."""
    while True:
        salt = random.token_bytes(keys.SALT_BYTES)
        said = list(say(_seed(space, salt)))
        id = _id(said)
        if not SpokenRow.objects.filter(id=id).exists():
            return salt, id, said


def _check_offered(space: "Space") -> None:
    from nearer.vault import invitations  # noqa: PLC0415  it imports nothing of this module

    if invitations.answer_of(space) is not None or not invitations.stands(space):
        raise InvitationEnded


def _standing(space: bytes) -> SpokenRow | None:
    row = SpokenRow.objects.filter(space=space, expires__gt=int(time()), tries__lt=TRIES).first()
    return row if row is not None and secrets.dated(bytes(row.secret)) else None


def _count_try(id: bytes) -> SpokenRow | None:
    """Count one try and return the row; None if there is none, or none is left."""
    rows = SpokenRow.objects.filter(id=id, expires__gt=int(time()))
    counted = rows.filter(tries__lt=TRIES).update(tries=F("tries") + 1)
    return rows.first() if counted else None


def _end(row: SpokenRow) -> None:
    secrets.erase(bytes(row.secret))
    row.delete()
    secrets.checkpoint_after("default")


def _seed(space: "Space", salt: bytes) -> bytes:
    return derive(space.keys.index, "spoken", "words", salt, length=SEED_BYTES)


def _id(said: Sequence[str]) -> bytes:
    found_by = bind("spoken", *said[:FINDING])
    return hmac.digest(derive(secrets.index_key(), "spoken"), found_by, "sha256")
