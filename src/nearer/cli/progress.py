"""How far a long work is, on a terminal's last line; nothing where no person looks on."""

import sys
from collections.abc import Callable

WIDTH = 30


def bar(work: str) -> Callable[[float], None]:
    """Return what draws a share from 0 to 1, and clears the line at 1."""
    last = -1

    def draw(share: float) -> None:
        nonlocal last
        percent = round(100 * share)
        if percent == last or not sys.stderr.isatty():
            return
        last = percent
        full = WIDTH * percent // 100
        line = f"{work} {'#' * full}{'.' * (WIDTH - full)} {percent:3d} %"
        # At the end the line is wiped, so that what follows stands alone.
        sys.stderr.write(f"\r{line}" if percent < 100 else f"\r{' ' * len(line)}\r")
        sys.stderr.flush()

    return draw
