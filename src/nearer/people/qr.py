"""A link as a QR code, as numbers for a template's SVG."""

from dataclasses import dataclass
from itertools import groupby

import segno

# Readers need four light modules around the code.
MARGIN = 4


@dataclass(frozen=True)
class Qr:
    """A QR code: the side of its square, and the path that draws its dark modules."""

    side: int
    path: str


def qr(text: str) -> Qr:
    """Return the QR code of a text; a quarter of it may be covered or smudged."""
    matrix = segno.make_qr(text, error="q").matrix
    rows = (_row(y, row) for y, row in enumerate(matrix, start=MARGIN))
    return Qr(side=len(matrix) + 2 * MARGIN, path="".join(rows))


def _row(y: int, row: bytearray) -> str:
    """Draw a row's runs of dark modules, each as a rectangle one module high."""
    drawn, x = [], MARGIN
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            drawn.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(drawn)
