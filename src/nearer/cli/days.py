"""Days of many series from a CSV file: dates down, or a line an answer; errors name their line."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import isfinite, isnan, nan
from pathlib import Path

from nearer.cli.refusal import Refused

LONG = ("series", "date", "value")
LONGEST = 36_600  # days from the first date to the last: a hundred years
LARGEST = 1e12  # no answer is larger


@dataclass(frozen=True, slots=True)
class Days:
    """What was answered when: names in the order of the file, answers by series and day."""

    names: tuple[str, ...]
    first: date
    answers: list[list[float]]  # (series, days), NaN missing


@dataclass(slots=True)
class _Read:
    """Answers as they are read, by series and by day's number."""

    path: Path
    line: int = 1
    answers: dict[str, dict[int, float]] = field(default_factory=dict)

    def refuse(self, why: str) -> Refused:
        return Refused(f"{self.path}, line {self.line}: {why}")

    def day(self, text: str) -> int:
        try:
            return date.fromisoformat(text.strip()).toordinal()
        except ValueError:
            raise self.refuse(f"{text!r} is not a date; write it like 2026-03-31") from None

    def take(self, name: str, day: int, text: str) -> None:
        series = self.answers.setdefault(name, {})
        if day in series:
            when = date.fromordinal(day).isoformat()
            raise self.refuse(f"{name} has a second answer for {when}; keep one a day")
        series[day] = self._number(name, text)

    def _number(self, name: str, text: str) -> float:
        if not text.strip():
            return nan
        try:
            number = float(text)
        except ValueError:
            number = nan
        if "_" in text or not isfinite(number) or abs(number) > LARGEST:
            why = f"{text!r} of {name} is not a number; leave the cell empty where it is missing"
            raise self.refuse(why)
        return number


def read(path: Path) -> Days:
    """Read a file with the columns series, date, value, or date and one column a series."""
    found = _Read(path)
    rows = _rows(path)
    header = [name.strip() for name in next(rows, [])]
    if tuple(header) == LONG:
        _read_long(found, rows)
    elif len(header) > 1 and header[0] == "date" and all(header):
        _read_wide(found, rows, header[1:])
    else:
        raise found.refuse(
            "the columns are series, date, value; or date and one each; commas between"
        )
    return _filled(found)


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    except OSError as error:
        raise Refused(f"{path} cannot be read ({error.strerror}): name a CSV file") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{path} is not CSV in UTF-8 ({error}): save it as that") from None


def _read_long(found: _Read, rows: Iterator[list[str]]) -> None:
    for row in _counted(found, rows, width=3):
        name, day, value = row
        if not name.strip():
            raise found.refuse("the series has no name")
        found.take(name.strip(), found.day(day), value)


def _read_wide(found: _Read, rows: Iterator[list[str]], names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise found.refuse("two columns have one name")
    for row in _counted(found, rows, width=len(names) + 1):
        day = found.day(row[0])
        for name, value in zip(names, row[1:], strict=True):
            found.take(name, day, value)


def _counted(found: _Read, rows: Iterator[list[str]], *, width: int) -> Iterator[list[str]]:
    """Give the lines that hold something, each with as many cells as the header."""
    for line, row in enumerate(rows, start=2):
        found.line = line
        if not row:
            continue
        if len(row) != width:
            raise found.refuse(f"has {len(row)} cells; the header has {width}")
        yield row


def _filled(found: _Read) -> Days:
    for name, series in found.answers.items():
        if all(isnan(value) for value in series.values()):
            raise Refused(f"{found.path}: {name} has no answers at all; leave it out")
    days = [day for series in found.answers.values() for day in series]
    if not days:
        raise found.refuse("no answers follow the header")
    first, last = min(days), max(days)
    if last - first >= LONGEST:
        ends = f"{date.fromordinal(first)} to {date.fromordinal(last)}"
        raise Refused(f"{found.path}: {ends} is more than a hundred years; look at the dates")
    calendar = range(first, last + 1)
    answers = [[series.get(day, nan) for day in calendar] for series in found.answers.values()]
    return Days(tuple(found.answers), date.fromordinal(first), answers)
