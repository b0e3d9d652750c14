"""How far a long work is, on a terminal's last line; nothing where no person looks on."""

import sys
from types import TracebackType

WIDTH = 30


class Bar:
    """A bar on standard error; called with a share from 0 to 1."""

    def __init__(self, work: str) -> None:
        self._work = work
        self._shown = -1

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, share: float) -> None:
        """Draw the share, where it differs from what stands there."""
        percent = round(100 * share)
        if percent == self._shown or not sys.stderr.isatty():
            return
        self._shown = percent
        full = WIDTH * percent // 100
        bar = "#" * full + "." * (WIDTH - full)
        sys.stderr.write(f"\r{self._work} {bar} {percent:3d}%")
        sys.stderr.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line, if there is one."""
        if self._shown >= 0:
            sys.stderr.write("\n")
