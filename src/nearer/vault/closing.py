"""Whether an `us` ends, and from when its other person is told.

Every `us` carries this beside its row from the moment it opens, sealed under its own key, always of
one size, and sealed anew with every act on its envelopes: its rows do not tell whether a closing
waits, and nobody without the space's key reads the day.
"""

from dataclasses import dataclass
from datetime import datetime
from struct import Struct

from nearer.vault import one_row
from nearer.vault.errors import SpaceEnded
from nearer.vault.keys import SpaceKeys
from nearer.vault.models import Person, SpaceRow
from nearer.vault.seal import ID_BYTES, CannotOpen, bind, seal, unseal

CLOSING_BYTES = 256
_TEXT = Struct(f">BQ{ID_BYTES}s")


@dataclass(frozen=True)
class Closing:
    """Who has closed an `us`, and when the other is told (seconds since 1970)."""

    by: bytes
    told: int


def write(space: bytes, keys: SpaceKeys, closing: Closing | None) -> None:
    """Seal it beside the space's row. Only inside the space's lock."""
    text = _TEXT.pack(0, 0, b"") if closing is None else _TEXT.pack(1, closing.told, closing.by)
    epoch = keys.epoch
    blob = seal(keys.epochs[epoch], text, _place(space), epoch=epoch, size=CLOSING_BYTES)
    SpaceRow.objects.filter(id=space).update(closing=blob)


def read(space: bytes, keys: SpaceKeys) -> Closing | None:
    """Return who has closed the space, or None; bytes that do not open close nothing."""
    row = one_row.of(SpaceRow, space)
    return None if row is None else _read(row, keys)


def move(space: bytes, keys: SpaceKeys) -> None:
    """Seal it anew, whatever it says. Only inside the space's lock."""
    write(space, keys, read(space, keys))


def is_over(space: bytes, keys: SpaceKeys, now: datetime) -> bool:
    """Return whether its person is to be told that the other has closed the space, or is gone.

    A closing that waits for its day counts first, also once the other has been deleted.
    """
    row = one_row.of(SpaceRow, space)
    if row is None:
        return True
    closing = _read(row, keys)
    if closing is not None:
        return closing.told <= int(now.timestamp())
    return is_left_alone(keys)


def is_left_alone(keys: SpaceKeys) -> bool:
    """Return whether the other person has been deleted: these records no longer know them."""
    other = keys.partner
    return other is not None and one_row.of(Person, other.person) is None


def check(space: bytes, keys: SpaceKeys, now: datetime, *, at_rest: bool = False) -> None:
    """Raise SpaceEnded where nothing more may be written: left quietly, closed or left alone.

    at_rest: for the one thing that whoever rests writes, so that their rest does not show in it.
    """
    if keys.kind == "us" and ((keys.resting and not at_rest) or is_over(space, keys, now)):
        raise SpaceEnded


def _read(row: SpaceRow, keys: SpaceKeys) -> Closing | None:
    if row.closing is None:
        return None
    try:
        text = unseal(keys.epochs[keys.epoch], bytes(row.closing), _place(bytes(row.id)))
    except CannotOpen:
        return None
    is_closing, told, by = _TEXT.unpack(text)
    return Closing(by, told) if is_closing else None


def _place(space: bytes) -> bytes:
    return bind("closing", space)
