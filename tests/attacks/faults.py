"""Houses with a fault planted in them, and a book of their derivations."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.conftest import House

PROGRAM = str(Path(__file__).with_name("planted.py"))


class Planted(House):
    """A house with a fault in it, and a book of its derivations."""

    def __init__(self, folder: Path, fault: str) -> None:
        super().__init__(folder, program=(PROGRAM, fault))
        self.faults = fault.split("+")
        self.book = folder / "derivations"
        self.book.touch()
        os.environ["DERIVATIONS"] = str(self.book)

    def stop(self) -> None:
        """End it at once: with some faults it would wait for its senders."""
        os.kill(self.process, signal.SIGKILL)
        super().stop()

    @property
    def derivations(self) -> list[int]:
        """How many were at work when each began, from the first to the last."""
        return [int(line) for line in self.book.read_text().split()]


@contextmanager
def standing(folder: Path, fault: str) -> Iterator[Planted]:
    """Serve a house with faults named with a plus between; `nothing` is none."""
    house = Planted(folder, fault)
    house.start()
    try:
        yield house
    finally:
        house.stop()
