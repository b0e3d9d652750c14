"""The acts around an account: joining with what one brought along, and the recovery code."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import partial

from msgspec.structs import replace

from nearer.house.door import Door
from nearer.house.registry import rooms
from nearer.people import codes
from nearer.vault import accounts, keys, sessions, write
from nearer.vault import visit as visits
from nearer.vault.accounts import Carry
from nearer.vault.errors import NameTaken
from nearer.vault.keys import Settings
from nearer.vault.visit import Visit

RECOVERY = "recovery"


def carried_names() -> tuple[str, ...]:
    """Return the fields that the rooms would keep from before sign-up."""
    return tuple(name for door in rooms() for name in door.carried_fields)


def join(
    *,
    name: str,
    passphrase: str,
    settings: Settings,
    carried: Mapping[str, str],
    entry: str | None = None,
) -> tuple[bytes, bytes]:
    """Make a person, with what they brought, in one transaction. Return (person, master).

    Sending the form twice makes one person: a name that this same passphrase opens is theirs, and
    what they brought is written once. entry: the sign-up code to use up, or None where none is
    asked. Raises NameTaken, NoSuchCode.
    """
    writes = tuple(_writes(carried))
    is_let_in = entry is None or codes.is_good(entry)
    # Whoever has no code learns no name here: a free one takes as long as one that is taken.
    if accounts.is_taken(name) or not is_let_in:
        again = _again(name, passphrase, entry, writes)
        if again is not None:
            return again
    if not is_let_in:
        raise codes.NoSuchCode
    try:
        with nullcontext() if entry is None else codes.use_code(entry) as use:
            made = accounts.create(
                name, passphrase, settings, carry=(*writes, use) if use else writes
            )
    except NameTaken:
        # The other half of a doubled tap was quicker.
        again = _again(name, passphrase, entry, writes)
        if again is None:
            raise
        return again
    return made.person, made.master


def hold_code(visit: Visit) -> bool:
    """Let a fresh recovery code wait in the sealed session; False if the person wants none more.

    Who left before it was typed back is shown a new one at the next sign-in.
    """
    is_settled = visit.keyring.without_code or accounts.has_recovery(visit.person)
    if visit.session is None or is_settled:
        return False
    visit.held[RECOVERY] = keys.fresh_code()
    sessions.save(visit.session)
    return True


def held_code(visit: Visit) -> str | None:
    """Return the recovery code that waits to be typed back, or None."""
    return visit.held.get(RECOVERY)


def keep_code(visit: Visit) -> None:
    """Make the waiting code this person's recovery code: it was typed back."""
    accounts.add_recovery(visit, visit.held[RECOVERY])
    del visit.held[RECOVERY]


def refuse_code(visit: Visit) -> None:
    """Go without a recovery code, knowingly; the one that waited is forgotten."""
    write.change_keyring(visit, lambda keyring: replace(keyring, without_code=True))
    visit.held.pop(RECOVERY, None)


def _again(
    name: str, passphrase: str, entry: str | None, writes: Iterable[Carry]
) -> tuple[bytes, bytes] | None:
    """Let in who has signed up already, with what they bring now; None if this opens nobody."""
    opened = accounts.unlock(name, passphrase)
    if opened is None:
        return None
    visit = visits.open_by(*opened, now=datetime.now(UTC))
    if visit is not None:
        for bring in writes:
            bring(visit)
    if entry:
        codes.spend(entry)
    return opened


def _writes(carried: Mapping[str, str]) -> list[Carry]:
    return [
        partial(_write, door, {n: carried[n] for n in door.carried_fields if n in carried})
        for door in rooms()
        if door.carry is not None and any(name in carried for name in door.carried_fields)
    ]


def _write(door: Door, fields: Mapping[str, str], visit: Visit) -> None:
    if door.carry is not None:
        door.carry(visit, fields)
