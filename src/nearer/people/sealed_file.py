"""A file that only a passphrase opens: the format of a copy to take along (docs/copy.md). Pure.

    0-15    "nearer-copy/1" and three zero bytes: the version, which picks all parameters
    16-31   salt for Argon2id (128 MiB, 3 passes), of the passphrase in NFKC, without white space
            at its ends
    32-55   header of the stream (libsodium's secretstream, XChaCha20-Poly1305)
    56-     pieces: four bytes of length, big-endian, then that many sealed bytes; the last one is
            tagged as the last, so that a file that was cut does not pass for a whole one

Each piece is bound to the first 56 bytes and to its place in the stream. What lies inside is a
ZIP file.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator

from nacl import bindings

from nearer.vault import keys

MAGIC = b"nearer-copy/1\0\0\0"
SALT_BYTES = 16
PIECE = 64 * 1024
State = bindings.crypto_secretstream_xchacha20poly1305_state


def seal(passphrase: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the sealed file of what `pieces` holds. Derives a key before the first byte."""
    salt = secrets.token_bytes(SALT_BYTES)
    key = keys.stretch(plain(passphrase), salt)
    state = State()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    return _stream(state, MAGIC + salt + header, pieces)


def plain(passphrase: str) -> str:
    """Return the one form of a passphrase that seals and opens a file."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def _stream(state: State, head: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield head
    for piece in _regular(pieces):
        yield _piece(state, piece, head, bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
    yield _piece(state, b"", head, bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL)


def _piece(state: State, text: bytes, head: bytes, tag: int) -> bytes:
    sealed = bindings.crypto_secretstream_xchacha20poly1305_push(state, text, head, tag)
    return len(sealed).to_bytes(4, "big") + sealed


def _regular(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces of one size, so that lengths in the file tell nothing of single entries."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)
