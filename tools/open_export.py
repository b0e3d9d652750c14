#!/usr/bin/env python3
"""Open a copy that Nearer sealed: `python open_export.py FILE [FOLDER]`.

This one file needs only Python 3.11 and PyNaCl (`pip install pynacl`); nothing of Nearer. It asks
for the passphrase of the file, and writes `entries.html` to read and `entries.json` for programs
into FOLDER (default: beside the file). It overwrites nothing, and goes nowhere on the network.
"""

import argparse
import getpass
import io
import sys
import unicodedata
import zipfile
from pathlib import Path

try:
    from nacl import bindings
    from nacl.exceptions import CryptoError
    from nacl.pwhash import argon2id
except ModuleNotFoundError:
    sys.exit("PyNaCl is not installed here. Run `python -m pip install pynacl`, then this again.")

MAGIC = b"nearer-copy/1\0\0\0"
HEAD_BYTES = 56
SEALED_AT_MOST = 1024 * 1024
NAMES = ("entries.html", "entries.json")
State = bindings.crypto_secretstream_xchacha20poly1305_state


class Refused(Exception):
    """Why a file was not opened, as a sentence."""


def main() -> int:
    """Open the file that the command names."""
    asked = _arguments()
    folder = asked.folder or asked.file.parent
    try:
        whole = unseal(asked.file.read_bytes(), _passphrase())
        for path in unpack(whole, folder):
            print(path)
    except (OSError, Refused) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """Return what lies inside a sealed file, or raise Refused."""
    head = sealed[:HEAD_BYTES]
    if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
        raise Refused("This is no copy that Nearer sealed, or a later version of one.")
    state = State()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(
        state, head[32:], _key(passphrase, head[16:32])
    )
    opened, at, last = [], HEAD_BYTES, False
    while not last:
        text, last, at = _next(state, sealed, at, head)
        opened.append(text)
    if at != len(sealed):
        raise Refused("There is something behind the end of this file. It was changed.")
    return b"".join(opened)


def unpack(whole: bytes, folder: Path) -> list[Path]:
    """Write the two files that lie inside into a folder; return their paths."""
    written = []
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(whole)) as inside:
        for name in NAMES:
            path = folder / name
            if path.exists():
                raise Refused(f"{path} is there already. Name another folder; nothing was changed.")
            with path.open("xb") as file:
                path.chmod(0o600)
                file.write(inside.read(name))
            written.append(path)
    return written


def _next(state: State, sealed: bytes, at: int, head: bytes) -> tuple[bytes, bool, int]:
    length = int.from_bytes(sealed[at : at + 4], "big")
    piece = sealed[at + 4 : at + 4 + length]
    if length > SEALED_AT_MOST or len(piece) != length or not length:
        raise Refused("This file ends too early or was changed. Take a whole copy of it.")
    try:
        text, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, piece, head)
    except (CryptoError, ValueError):
        first = at == HEAD_BYTES
        raise Refused(
            "This did not open. Check the passphrase of the file; it need not be the one that you "
            "sign in with."
            if first
            else "This file was changed somewhere in its middle. Take another copy of it."
        ) from None
    return text, tag == bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL, at + 4 + length


def _key(passphrase: str, salt: bytes) -> bytes:
    text = unicodedata.normalize("NFKC", passphrase).strip().encode()
    return argon2id.kdf(32, text, salt, opslimit=3, memlimit=128 * 1024 * 1024)


def _passphrase() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Passphrase of the file: ")
    return sys.stdin.readline().rstrip("\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Open a copy that Nearer sealed.")
    parser.add_argument("file", type=Path, help="the sealed file")
    parser.add_argument("folder", type=Path, nargs="?", help="where to write (default: beside it)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
