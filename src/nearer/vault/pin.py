"""Quick unlock: on one device of one's own, its cookie's token and a short PIN open the master.

The token finds the row, so who lacks it spends no try. A try is counted beside the dated secret
before its key is derived; wrong ones add up, and the tenth erases the secret for good. The slot
falls with the passphrase, and after half a year by itself.
"""

import base64
import binascii
import hmac
import secrets as random
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

import msgspec
from django.db import transaction

from nearer.vault import keys, one_row, secrets
from nearer.vault.errors import PinTooEasy
from nearer.vault.keys import Device, DeviceKind, Keyring
from nearer.vault.models import PinRow
from nearer.vault.seal import KEY_BYTES, CannotOpen, bind, derive, seal, unseal
from nearer.vault.visit import Visit
from nearer.vault.write import locked, save_keyring

LASTS = 180 * 24 * 3600
TRIES = 10
DIGITS = range(6, 13)
DEVICES = 5
TOKEN_BYTES = 32
PIN_BYTES = 256

Weakness = Literal["digits", "common", "date"]


@dataclass(frozen=True)
class Unlock:
    """One device that a PIN opens: its kind, since when, and how many wrong PINs it has seen."""

    id: bytes
    kind: DeviceKind
    since: date
    wrong: int


def weakness(typed: str) -> Weakness | None:
    """Return why a PIN is refused: not 6 to 12 digits, one that many take, or a date."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) in DIGITS):
        return "digits"
    if _is_common(typed):
        return "common"
    return "date" if _is_date(typed) else None


def set_up(visit: Visit, typed: str, *, kind: DeviceKind) -> str:
    """Give the device in hand a quick unlock. Return its cookie's value.

    At most five devices: the oldest gives way. Derives a key. Raises PinTooEasy, KeyringMoved.
    """
    if weakness(typed) is not None:
        raise PinTooEasy
    token, salt = random.token_bytes(TOKEN_BYTES), random.token_bytes(keys.SALT_BYTES)
    id, stretched = _id(token), keys.stretch(typed, salt)
    with locked(visit) as keyring:
        name, secret = secrets.begin("pin", id, lasts=LASTS)
        root = _root(stretched, token, id, salt, secret)
        text = visit.person + visit.master
        PinRow.objects.create(
            id=id,
            tag=secrets.tag("pin", visit.person),
            secret=name,
            salt=salt,
            check_value=derive(root, "check"),
            blob=seal(derive(root, "wrap"), text, bind("pin", id, salt), size=PIN_BYTES),
        )
        devices = {
            **_standing(visit.person, keyring),
            id.hex(): Device(kind=kind, since=visit.today),
        }
        kept = dict(list(devices.items())[-DEVICES:])
        _end([bytes.fromhex(gone) for gone in devices.keys() - kept.keys()])
        secrets.settle_on_commit(name)
        save_keyring(visit, msgspec.structs.replace(keyring, devices=kept))
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def is_known(cookie: str) -> bool:
    """Return whether a device's quick unlock stands; derives no key."""
    row = _row(_token(cookie))
    return row is not None and _stands(row)


def unlock(cookie: str, typed: str) -> tuple[bytes, bytes] | None:
    """Return (person, master) for a device's token and its PIN, else None. Derives a key.

    Only a known token spends a try; each is counted before its derivation begins.
    """
    token = _token(cookie)
    row = _row(token)
    if token is None or row is None or weakness(typed) == "digits":
        return None
    name, secret = bytes(row.secret), secrets.dated(bytes(row.secret))
    if secret is None or not secrets.count_try(name, most=TRIES):
        return None
    id, salt = bytes(row.id), bytes(row.salt)
    root = _root(keys.stretch(typed, salt), token, id, salt, secret)
    if not hmac.compare_digest(derive(root, "check"), bytes(row.check_value)):
        if secrets.tries(name) >= TRIES:
            _end([id])
        return None
    try:
        text = unseal(derive(root, "wrap"), bytes(row.blob), bind("pin", id, salt))
    except CannotOpen:
        return None
    secrets.give_back_try(name)
    return text[:-KEY_BYTES], text[-KEY_BYTES:]


def devices(visit: Visit) -> tuple[Unlock, ...]:
    """Return the devices that a PIN opens, oldest first."""
    rows = {bytes(row.id): row for row in _rows(visit.person)}
    return tuple(
        Unlock(bytes.fromhex(id), device.kind, device.since, _wrong(rows[bytes.fromhex(id)]))
        for id, device in _standing(visit.person, visit.keyring).items()
    )


def remove(visit: Visit, id: bytes) -> None:
    """End the quick unlock of one of this person's devices."""
    with locked(visit) as keyring:
        _end([bytes(row.id) for row in _rows(visit.person) if bytes(row.id) == id])
        left = {one: device for one, device in keyring.devices.items() if one != id.hex()}
        save_keyring(visit, msgspec.structs.replace(keyring, devices=left))


def forget(cookie: str) -> None:
    """End the quick unlock of the device in hand, signed in or not."""
    row = _row(_token(cookie))
    if row is not None:
        _end([bytes(row.id)])


def end_all(person: bytes) -> None:
    """End every quick unlock of a person."""
    _end([bytes(row.id) for row in _rows(person)])


def end_void() -> None:
    """Take away the rows whose secret is gone: run out, or of a lost folder."""
    rows = {bytes(id): bytes(name) for id, name in PinRow.objects.values_list("id", "secret")}
    _end([id for id, name in rows.items() if secrets.dated(name) is None])


def _root(stretched: bytes, token: bytes, id: bytes, salt: bytes, secret: bytes) -> bytes:
    parts = (id, salt, keys.PASSES, keys.MEMORY)
    return derive(stretched + token, "pin", *parts, salt=secret)


def _standing(person: bytes, keyring: Keyring) -> dict[str, Device]:
    standing = {bytes(row.id).hex() for row in _rows(person) if _stands(row)}
    return {id: device for id, device in keyring.devices.items() if id in standing}


def _stands(row: PinRow) -> bool:
    name = bytes(row.secret)
    return secrets.dated(name) is not None and secrets.tries(name) < TRIES


def _wrong(row: PinRow) -> int:
    return secrets.tries(bytes(row.secret))


def _rows(person: bytes) -> list[PinRow]:
    return list(PinRow.objects.filter(tag=secrets.tag("pin", person)))


def _row(token: bytes | None) -> PinRow | None:
    return None if token is None else one_row.of(PinRow, _id(token))


def _end(ids: list[bytes]) -> None:
    """Erase the secrets, then the rows."""
    for row in PinRow.objects.filter(id__in=ids):
        secrets.erase(bytes(row.secret))
    if ids:
        with transaction.atomic():
            PinRow.objects.filter(id__in=ids).delete()
            secrets.checkpoint_after("default")


def _id(token: bytes) -> bytes:
    return derive(token, "pin", "id", length=16)


def _token(cookie: str) -> bytes | None:
    try:
        token = base64.urlsafe_b64decode(cookie + "=")
    except (binascii.Error, ValueError):
        return None
    return token if len(token) == TOKEN_BYTES else None


def _is_common(typed: str) -> bool:
    """Return whether it is a run, a repetition, a mirror, or has at most two different digits."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(typed)}
    parts = any(
        len(typed) % n == 0 and typed == typed[:n] * (len(typed) // n)
        for n in range(1, len(typed) // 2 + 1)
    )
    doubled = len(typed) % 2 == 0 and typed[::2] == typed[1::2]
    few = len(set(typed)) < 3
    return len(steps) == 1 or parts or doubled or few or typed == typed[::-1] or typed in _TAKEN


def _is_date(typed: str) -> bool:
    """Return whether it reads as a day, in any usual order, or as a year and a month."""
    orders = {6: ("dmy", "mdy", "ymd", "Ym", "mY"), 8: ("dmY", "mdY", "Ymd", "Ydm")}
    return any(_reads_as(typed, order) for order in orders.get(len(typed), ()))


def _reads_as(typed: str, order: str) -> bool:
    at, part = 0, {"d": 1, "m": 1, "y": 0, "Y": 2000}
    for letter in order:
        width = 4 if letter == "Y" else 2
        part[letter] = int(typed[at : at + width])
        at += width
    if not 1900 <= part["Y"] < 2100:
        return False
    try:
        # A leap year, so that a 29th of February is one whatever the century.
        date(2000, part["m"], part["d"])
    except ValueError:
        return False
    return True


# Keypad patterns and runs that are no arithmetic; many people's first idea.
# fmt: off
_TAKEN = frozenset({
    "147258", "258369", "147852", "258147", "159753", "159357", "753951", "456852",
    "789456", "741852", "963852", "852456", "123654", "456123", "321654", "789123",
    "159951", "112358", "314159", "271828", "131452", "520131", "142857", "102030",
    "101112", "123789", "147369", "142536", "246810", "135790", "124578", "369258",
    "963741", "741963",
})
# fmt: on
