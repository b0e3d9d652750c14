"""Tables of answers as CSV: one line of headings, one line a person, an empty cell for no answer.

They are read in blocks, so that a long file needs no more room than a short one. What cannot be
read is refused by the number of its line.
"""

import argparse
import csv
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from nearer.cli.refusal import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 10_000


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines: what stands in the column of names (empty without one), answers (people, items).

    lines: the number of each in the file, from 1 for the heading.
    """

    names: list[str]
    lines: list[int]
    answers: "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of answers, being read."""

    told: str
    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]

    def places(self, wanted: Sequence[str]) -> list[int]:
        """Return where columns stand; Refused for one that does not."""
        absent = [name for name in wanted if name not in self.headings]
        if absent:
            there = ", ".join(self.headings)
            raise Refused(f"{self.told} has no column {absent[0]}: it has {there}")
        return [self.headings.index(name) for name in wanted]

    def blocks(
        self,
        items: Sequence[str],
        *,
        scale: tuple[int, int] | None,
        name: str | None = None,
        size: int = BLOCK,
    ) -> Iterator[Block]:
        """Yield the answers to some items, whole numbers on the scale, block by block."""
        import numpy as np  # noqa: PLC0415  only where a table is read

        places = self.places(items)
        label = self.places([name])[0] if name else None
        names: list[str] = []
        lines: list[int] = []
        found: list[list[float]] = []
        for line, cells in self.rows:
            found.append([self._answer(line, at, cells[at], scale) for at in places])
            lines.append(line)
            names.append(cells[label] if label is not None else "")
            if len(found) == size:
                yield Block(names, lines, np.array(found))
                names, lines, found = [], [], []
        if found:
            yield Block(names, lines, np.array(found))

    def _answer(self, line: int, at: int, cell: str, scale: tuple[int, int] | None) -> float:
        text = cell.strip()
        if not text:
            return float("nan")
        where = f"{self.told} line {line}, {self.headings[at]}"
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if "_" in text or value != value // 1 or abs(value) > 1e6:
            raise Refused(
                f"{where} holds {text!r}: a whole number is needed, or an empty cell "
                "(columns that are no questions: nearer calibrate --items)"
            )
        if scale is not None and not scale[0] <= value <= scale[1]:
            raise Refused(f"{where} holds {text}: the scale is {scale[0]} to {scale[1]}")
        return value


@contextmanager
def sheet(path: str) -> Iterator[Sheet]:
    """Open a file of answers, or standard input for `-`. Refused for what is none."""
    told = "standard input" if path == "-" else path
    with _opened(path) as file:
        rows = _rows(told, file)
        first = next(rows, None)
        if first is None:
            raise Refused(f"{told} is empty: a line of headings comes first")
        headings = [cell.strip() for cell in first[1]]
        _check(told, headings)
        if len(headings) == 1 and set(headings[0]) & set(";\t"):
            raise Refused(f"{told}: the heading is one cell: separate cells by commas")
        yield Sheet(told, headings, _even(told, rows, len(headings)))


@contextmanager
def _opened(path: str) -> Iterator[IO[str]]:
    if path == "-":
        yield sys.stdin
        return
    try:
        file = Path(path).open(encoding="utf-8-sig", newline="")  # noqa: SIM115  closed below
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): name a CSV file, or - for a stream"
        raise Refused(message) from None
    with file:
        yield file


def _rows(told: str, file: IO[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) or len(cells) > 1:
                yield reader.line_num, cells
    except csv.Error as error:
        raise Refused(f"{told} line {reader.line_num} is no CSV ({error})") from None
    except UnicodeDecodeError:
        where = f" after line {reader.line_num}" if reader.line_num else ""
        raise Refused(f"{told} is not UTF-8{where}: save it as UTF-8") from None


def _even(
    told: str, rows: Iterator[tuple[int, list[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    for line, cells in rows:
        if len(cells) != width:
            raise Refused(f"{told} line {line} has {len(cells)} cells: the heading has {width}")
        yield line, cells


def _check(told: str, headings: list[str]) -> None:
    if "" in headings:
        place = headings.index("") + 1
        raise Refused(f"{told}: heading {place} is empty: give each column a name")
    twice = {name for name in headings if headings.count(name) > 1}
    if twice:
        raise Refused(f"{told}: {min(twice)} heads two columns: give each a name of its own")


def add_file(parser: argparse.ArgumentParser) -> None:
    """Add the options that every table of answers takes."""
    parser.add_argument("file", metavar="FILE.csv", help="one line a person; - for standard input")
    parser.add_argument(
        "--reverse",
        type=listed,
        default=[],
        metavar="A,B",
        help="items that are worded the other way round",
    )


def add_out(parser: argparse.ArgumentParser) -> None:
    """Add where the result goes."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")
    parser.add_argument("--force", action="store_true", help="write over a file of that name")


def listed(text: str) -> list[str]:
    """Return names that commas separate."""
    return [name.strip() for name in text.split(",") if name.strip()]


def reversed_items(items: Sequence[str], reverse: Sequence[str]) -> list[int]:
    """Return where the reversed items stand; Refused for one that is no item."""
    absent = [name for name in reverse if name not in items]
    if absent:
        raise Refused(f"{absent[0]} is to be reversed and is no item: name one of the items")
    return [items.index(name) for name in reverse]


@contextmanager
def out(path: Path | None, *, force: bool) -> Iterator[IO[str]]:
    """Open what the result goes to; a file appears only when it is whole."""
    if path is None:
        with piped():
            yield sys.stdout
        return
    if path.exists() and not force:
        raise Refused(f"{path} exists already: name another file, or write over it with --force")
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}): name another one") from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def piped() -> Iterator[None]:
    """End quietly where whoever reads the stream has seen enough (`| head`).

    Refused where it cannot be written for another reason.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _unsaid()
    except OSError as error:
        _unsaid()
        raise Refused(f"standard output cannot be written ({error.strerror})") from None


def _unsaid() -> None:
    """Drop what could not be written: Python would try once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
