"""The second factor: an authenticator's secret and passkeys, sealed inside the keyring.

They count only after the passphrase has opened the keyring, so they keep nobody out of a copy of
the databases; they keep out who knows the passphrase and comes to the sign-in page. Until the
second factor has been shown, the session waits: it is nobody's visit. What an authenticator or a
passkey says is checked by its library, outside the vault.

Digits can be guessed, so wrong ones are counted by person and day, in the secrets folder. Past the
limit digits open nothing until the next day, UTC; passkeys and the recovery code do, so whoever
knows the passphrase and wastes all tries locks nobody out.
"""

from datetime import UTC, date, datetime, timedelta

import msgspec

from nearer.vault import secrets, sessions
from nearer.vault.keys import Keyring, Passkey, Totp
from nearer.vault.sessions import Session
from nearer.vault.visit import Visit
from nearer.vault.write import change_keyring, locked, save_keyring

PASSKEYS = 4
TRIES = 5
# Three of a million digits count at any moment: a year of guessing finds them once in ninety.
TRIES_A_DAY = 10
_KIND = "digits"


def are_set(keyring: Keyring) -> bool:
    """Return whether this person has any second factor."""
    return keyring.totp is not None or bool(keyring.passkeys)


def set_totp(visit: Visit, secret: bytes, *, step: int) -> None:
    """Keep an authenticator's secret, once its first code was right; `step` is used up by it."""
    change_keyring(visit, lambda ring: msgspec.structs.replace(ring, totp=Totp(secret, step)))


def remove_totp(visit: Visit) -> None:
    """Let the authenticator go."""
    change_keyring(visit, lambda ring: msgspec.structs.replace(ring, totp=None))


def use_step(visit: Visit, step: int) -> bool:
    """Use up a time step whose code was right. False: it is used already, so the code is a copy."""
    with locked(visit) as keyring:
        totp = keyring.totp
        if totp is None or step <= totp.step:
            return False
        used = msgspec.structs.replace(totp, step=step)
        save_keyring(visit, msgspec.structs.replace(keyring, totp=used))
        return True


def add_passkey(visit: Visit, passkey: Passkey) -> None:
    """Keep a passkey's credential; at most four, the oldest gives way."""

    def added(ring: Keyring) -> Keyring:
        others = tuple(one for one in ring.passkeys if one.id != passkey.id)
        kept = (*others, passkey)[-PASSKEYS:]
        return msgspec.structs.replace(ring, passkeys=kept)

    change_keyring(visit, added)


def remove_passkey(visit: Visit, id: bytes) -> None:
    """Let one passkey go."""

    def removed(ring: Keyring) -> Keyring:
        left = tuple(one for one in ring.passkeys if one.id != id)
        return msgspec.structs.replace(ring, passkeys=left)

    change_keyring(visit, removed)


def use_passkey(visit: Visit, id: bytes, *, count: int) -> bool:
    """Note a passkey's use count. False if it is unknown, or counts no further: then it is a copy.

    Passkeys that do not count say 0 every time.
    """
    with locked(visit) as keyring:
        found = next((one for one in keyring.passkeys if one.id == id), None)
        if found is None or (count <= found.count and (count or found.count)):
            return False
        used = msgspec.structs.replace(found, count=count)
        passkeys = tuple(used if one.id == id else one for one in keyring.passkeys)
        save_keyring(visit, msgspec.structs.replace(keyring, passkeys=passkeys))
        return True


def remove_all(visit: Visit) -> None:
    """Let every second factor go: its person came in by their recovery code."""
    change_keyring(visit, lambda ring: msgspec.structs.replace(ring, totp=None, passkeys=()))


def count_digits(visit: Visit) -> bool:
    """Count one try of digits, before they are looked at; False if this day has none left."""
    name = _today(visit)
    secrets.begin_day(name, _KIND, _day(visit))
    return secrets.count_try(name, most=TRIES_A_DAY)


def give_back_digits(visit: Visit) -> None:
    """Let digits that were right not count: wrong ones add up until the day is over."""
    secrets.give_back_try(_today(visit))


def digits_again(visit: Visit) -> datetime | None:
    """Return from when digits open again, in the person's zone; None: they do now."""
    if secrets.tries(_today(visit)) < TRIES_A_DAY:
        return None
    midnight = datetime.combine(_day(visit) + timedelta(days=1), datetime.min.time(), UTC)
    return midnight.astimezone(visit.zone)


def _today(visit: Visit) -> bytes:
    return secrets.name_of_day(_KIND, visit.person, _day(visit))


def _day(visit: Visit) -> date:
    return visit.now.astimezone(UTC).date()


def count_try(session: Session) -> bool:
    """Count one try in a session that waits; False after five, and the session has ended."""
    if secrets.count_try(bytes(session.row.secret), most=TRIES):
        return True
    sessions.end_one(session)
    return False
