"""Draw the line through the days of one or many series in a CSV file."""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from nearer.cli import answers, progress
from nearer.cli.days import Days, read
from nearer.cli.refusal import Refused

if TYPE_CHECKING:
    from nearer.science.trend import Trend

AT_ONCE = 100  # series between two steps of the bar

Row = dict[str, object]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "file", type=Path, help="CSV: series, date, value; or date and a column for each series"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there, not to the screen")
    parser.add_argument("--no-slope", action="store_true", help="a level that wanders, no slope")
    parser.add_argument(
        "--change", type=int, metavar="DAYS", help="one line a series: now against DAYS ago"
    )
    parser.add_argument(
        "--better", choices=("higher", "lower"), default="higher", help="which change is good"
    )


def run(options: argparse.Namespace) -> int:
    """Print level, bands and slope of every day as CSV, or how much changed."""
    days = read(options.file)
    length = len(days.answers[0])
    if options.change is not None and not 1 <= options.change < length:
        raise Refused(f"--change {options.change}: the file holds {length} days in a row; ask less")
    rows = _lines(days, options) if options.change is None else _changes(days, options)
    if options.out is None:
        with answers.piped():
            _write(sys.stdout, rows)
        return 0
    try:
        with options.out.open("w", encoding="utf-8", newline="") as file:
            _write(file, rows)
    except OSError as error:
        raise Refused(f"{options.out} cannot be written ({error.strerror})") from None
    return 0


def _write(file: TextIO, rows: Iterator[Row]) -> None:
    first = next(rows)
    writer = csv.DictWriter(file, fieldnames=list(first), lineterminator="\n")
    writer.writeheader()
    writer.writerow(first)
    writer.writerows(rows)


def _smoothed(days: Days, options: argparse.Namespace) -> Iterator[tuple[Sequence[str], "Trend"]]:
    """Smooth some series at a time, and tell how far it is."""
    from nearer.science import trend  # noqa: PLC0415  NumPy only for whoever asks for it

    told = progress.bar("smoothing")
    for start in range(0, len(days.names), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield days.names[part], trend.smooth(days.answers[part], slope=not options.no_slope)
        told(min(1.0, (start + AT_ONCE) / len(days.names)))


def _lines(days: Days, options: argparse.Namespace) -> Iterator[Row]:
    """Give a row for each series and day; an empty cell where there are too few answers."""
    for names, line in _smoothed(days, options):
        narrow, wide = line.band(0.80), line.band(0.95)
        table = {
            "level": line.level,
            "low_80": narrow[0],
            "high_80": narrow[1],
            "low_95": wide[0],
            "high_95": wide[1],
            "slope": line.slope,
        }
        for row, name in enumerate(names):
            for day in range(line.level.shape[1]):
                when = (days.first + timedelta(days=day)).isoformat()
                cells = {key: _cell(values[row, day]) for key, values in table.items()}
                yield {"series": name, "date": when, **cells}


def _changes(days: Days, options: argparse.Namespace) -> Iterator[Row]:
    """Give a row for each series: the level now against that of some days ago."""
    import numpy as np  # noqa: PLC0415  as above

    for names, line in _smoothed(days, options):
        found = line.change(options.change, better=options.better)
        told = {"change": found.difference, "low_95": found.low, "high_95": found.high}
        columns = {key: np.atleast_1d(values) for key, values in told.items()}
        for row, name in enumerate(names):
            cells = {key: _cell(values[row]) for key, values in columns.items()}
            yield {"series": name, **cells, "verdict": np.atleast_1d(found.verdict)[row]}


def _cell(value: float) -> str:
    return "" if isnan(value) else f"{value:.4f}"
