"""Sealing and opening ten years of records, beside a bare XChaCha20-Poly1305 loop.

Run `python -m benchmarks.vault`. What the vault does more than the bare loop: it
binds each record to its place, checks its author's mark, and pads. JSON is outside the timing.
"""

import secrets
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import thread_time
from typing import NamedTuple, TypeVar

from nacl import bindings

from nearer.vault import record
from nearer.vault.keys import SpaceKeys, fresh_space
from nearer.vault.record import Place, Record, open_text, seal_text
from nearer.vault.seal import fresh_id, fresh_key

RECORDS = 7300
PART = RECORDS // 10
ROUNDS = 15
BAR = 2.5

T = TypeVar("T")

_encrypt = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt
_decrypt = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt


class Line(Record, frozen=True, kw_only=True, tag="benchmark-line"):
    """A written line, as long as most."""

    text: str


class Item(NamedTuple):
    """A record's JSON and where it belongs."""

    text: bytes
    place: Place


class Best(NamedTuple):
    """The best round, in milliseconds."""

    vault: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times the bare loop the vault takes."""
        return self.vault / self.bare


def ten_years(keys: SpaceKeys) -> list[Item]:
    """Return one line a day and person for ten years, about 300 bytes of JSON each."""
    space, author, first = fresh_id(), fresh_id(), datetime(2016, 11, 25, 20, tzinfo=UTC)
    items = []
    for number in range(RECORDS):
        at = first + timedelta(hours=12 * number)
        line = Line(at=at, zone="Europe/Berlin", day=at.date(), text="ordinary words " * 12)
        bucket = record.bucket(keys, record.shelf_of(line))
        items.append(Item(record.encode(line), Place(space, fresh_id(), author, 1, bucket)))
    return items


def measure(rounds: int = ROUNDS) -> tuple[Best, Best, int]:
    """Return the best times of sealing and of opening, and the bytes of a text.

    The four loops take turns, each on a tenth of the records, and the best turn of each tenth
    counts: what else the machine does is left out as far as can be.
    """
    _, keys = fresh_space("us")
    author_key, bare_key = fresh_key(), fresh_key()
    items = ten_years(keys)
    best = [0.0] * 4
    for start in range(0, RECORDS, PART):
        part, turns = items[start : start + PART], _Turns()
        for _ in range(rounds):
            blobs = turns.timed(0, _seal_all, part, keys, author_key)
            bare = turns.timed(1, _bare_seal_all, part, bare_key)
            pairs = list(zip(part, blobs, strict=True))
            opened = turns.timed(2, _open_all, pairs, keys, author_key)
            plain = turns.timed(3, _bare_open_all, bare, bare_key)
            assert opened == [(item.text, True) for item in part]
            assert plain == [item.text for item in part]
        best = [sum(both) for both in zip(best, turns.best, strict=True)]
    return Best(best[0], best[1]), Best(best[2], best[3]), len(items[0].text)


def main() -> int:
    """Print what was measured; 1 if either way is past the bar."""
    sealing, opening, length = measure()
    print(f"{RECORDS} records of {length} bytes, best of {ROUNDS} rounds")
    for name, best in (("seal", sealing), ("open", opening)):
        print(
            f"{name}: {best.vault:.0f} ms; bare XChaCha20-Poly1305 {best.bare:.0f} ms;"
            f" {best.ratio:.2f} times (at most {BAR})"
        )
    return int(max(sealing.ratio, opening.ratio) > BAR)


class _Turns:
    """The best of several turns of each loop, in milliseconds of this thread's own time."""

    def __init__(self) -> None:
        self.best = [float("inf")] * 4

    def timed(self, loop: int, work: Callable[..., list[T]], *args: object) -> list[T]:
        started = thread_time()
        made = work(*args)
        self.best[loop] = min(self.best[loop], (thread_time() - started) * 1000)
        return made


def _seal_all(items: list[Item], keys: SpaceKeys, author_key: bytes) -> list[bytes]:
    return [seal_text(text, place, keys, author_key) for text, place in items]


def _open_all(
    pairs: list[tuple[Item, bytes]], keys: SpaceKeys, author_key: bytes
) -> list[tuple[bytes, bool]]:
    return [open_text(blob, item.place, keys, author_key) for item, blob in pairs]


def _bare_seal_all(items: list[Item], key: bytes) -> list[bytes]:
    blobs = []
    for text, _ in items:
        nonce = secrets.token_bytes(24)
        blobs.append(nonce + _encrypt(text, b"", nonce, key))
    return blobs


def _bare_open_all(blobs: list[bytes], key: bytes) -> list[bytes]:
    return [_decrypt(blob[24:], b"", blob[:24], key) for blob in blobs]


if __name__ == "__main__":
    sys.exit(main())
