"""The QR code that a template draws is the one that was made."""

import re

import segno

from nearer.people.qr import MARGIN, qr

LINK = "https://notes.example.org/j#0123456789ABCDEFGHJKMNPQRSTV"


def test_the_path_draws_exactly_the_dark_modules() -> None:
    matrix, drawn = segno.make_qr(LINK, error="q").matrix, qr(LINK)
    dark = {
        (int(x) + step - MARGIN, int(y) - MARGIN)
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", drawn.path)
        for step in range(int(width))
    }
    expected = {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert dark == expected
    assert drawn.side == len(matrix) + 2 * MARGIN


def test_the_path_is_numbers_and_letters_only() -> None:
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", qr(LINK).path)
