"""The acts around an account: joining with what one brought along, and the recovery code."""

from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial

from nearer.house.door import Door
from nearer.house.registry import rooms
from nearer.people import codes
from nearer.vault import accounts, keys, sessions
from nearer.vault.accounts import Carry
from nearer.vault.errors import NameTaken
from nearer.vault.keys import Settings
from nearer.vault.visit import Visit

RECOVERY = "recovery"


def carried_names() -> tuple[str, ...]:
    """Return the fields that the rooms would keep from before sign-up."""
    return tuple(name for door in rooms() for name in door.carried_fields)


def join(
    *, name: str, passphrase: str, settings: Settings, carried: Mapping[str, str], entry: str = ""
) -> tuple[bytes, bytes]:
    """Make a person, with what they brought, in one transaction. Return (person, master).

    Sending the form twice makes one person: a name that this same passphrase opens is theirs.
    entry: the sign-up code to use up, where one is asked. Raises NameTaken, NoSuchCode.
    """
    again = accounts.unlock(name, passphrase) if accounts.is_taken(name) else None
    if again is not None:
        return again
    writes = tuple(_writes(carried))
    try:
        with codes.use_code(entry) if entry else nullcontext():
            made = accounts.create(name, passphrase, settings, carry=writes)
    except NameTaken:
        # The other half of a doubled tap was quicker.
        again = accounts.unlock(name, passphrase)
        if again is None:
            raise
        return again
    return made.person, made.master


def hold_code(visit: Visit) -> None:
    """Let a fresh recovery code wait in the sealed session, unless the person has one."""
    if visit.session is not None and not accounts.has_recovery(visit.person):
        visit.held[RECOVERY] = keys.fresh_code()
        sessions.save(visit.session)


def held_code(visit: Visit) -> str | None:
    """Return the recovery code that waits to be typed back, or None."""
    return visit.held.get(RECOVERY)


def keep_code(visit: Visit) -> None:
    """Make the waiting code this person's recovery code: it was typed back."""
    accounts.add_recovery(visit, visit.held[RECOVERY])
    del visit.held[RECOVERY]


def refuse_code(visit: Visit) -> None:
    """Go without a recovery code, knowingly; the one that waited is forgotten."""
    visit.held.pop(RECOVERY, None)


def _writes(carried: Mapping[str, str]) -> list[Carry]:
    return [
        partial(_write, door, {n: carried[n] for n in door.carried_fields if n in carried})
        for door in rooms()
        if door.carry is not None and any(name in carried for name in door.carried_fields)
    ]


def _write(door: Door, fields: Mapping[str, str], visit: Visit) -> None:
    if door.carry is not None:
        door.carry(visit, fields)
