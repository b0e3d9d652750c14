"""Words that are sent into every field, and a search for them in whatever form a file may hold."""

import base64
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

GZIP, ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
LARGEST = 64 * 2**20  # nothing that is packed is opened further than that


def word(number: int) -> str:
    """Return a word that no program and no text of ours holds."""
    return f"qzheliotrope{number:04d}"


def shapes(text: str) -> Iterator[bytes]:
    """Yield a text in every form in which a file may hold it; base64 at each of its three turns."""
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield from (plain.hex().encode(), plain.hex().upper().encode())
    for turn in range(3):
        whole = base64.b64encode(b"\0" * turn + plain)
        # The first and last letters mix with what stands beside the text.
        inside = whole[4 if turn else 0 : -4]
        yield from (inside, inside.translate(bytes.maketrans(b"+/", b"-_")))


def found(files: Iterable[Path], words: Iterable[str]) -> list[str]:
    """Return which words lie in which files, in any form, packed or not."""
    wanted = {shape: text for text in words for shape in shapes(text)}
    # All canaries begin alike: one look tells whether a closer one is worth it.
    heads = [shape[: len(shape) // 2] for shape in shapes(word(0))]
    told = set()
    for path in files:
        for layer in layers(path.read_bytes()):
            if any(head in layer for head in heads):
                told |= {
                    f"{text} in {path.name}" for shape, text in wanted.items() if shape in layer
                }
    return sorted(told)


def layers(raw: bytes) -> Iterator[bytes]:
    """Yield bytes, and what is packed in them: gzip from wherever it begins, members of zips."""
    yield raw
    yield from _unzipped(raw)
    at = raw.find(GZIP)
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(raw[at:], LARGEST)
        at = raw.find(GZIP, at + 1)


def _unzipped(raw: bytes) -> Iterator[bytes]:
    if ZIP not in raw:
        return
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            yield from layers(archive.read(name))


def planted(text: str) -> Iterator[tuple[str, bytes]]:
    """Yield a text as each kind of file that holds it in some form, for the search to find."""
    noise = bytes(range(256))
    for number, shape in enumerate((*_whole_shapes(text),)):
        yield f"shape {number}", noise + shape + noise
    yield "gzip", noise + gzip.compress(noise + text.encode())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.gz", gzip.compress(text.encode("utf-16-le")))
    yield "gzip in zip", packed.getvalue()


def _whole_shapes(text: str) -> Iterator[bytes]:
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"))
    yield from (plain.hex().encode(), plain.hex().upper().encode())
    yield from (base64.b64encode(b"x" * turn + plain + b"yz") for turn in range(3))
