"""`nearer trend`: a CSV file of days in, a line with its bands out."""

import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import nearer
from nearer.cli import main, progress
from nearer.science import trend

Given = Callable[[str], Path]
FIRST = date(2026, 3, 1)


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Return a function that writes a file."""

    def write(text: str) -> Path:
        path = tmp_path / "days.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def wide(**series: list[float | None]) -> str:
    """Return a file with a date column and one for each series."""
    lines = [",".join(["date", *series])]
    for day, cells in enumerate(zip(*series.values(), strict=True)):
        shown = ["" if cell is None else str(cell) for cell in cells]
        lines.append(",".join([(FIRST + timedelta(days=day)).isoformat(), *shown]))
    return "\n".join(lines) + "\n"


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """Return what the command printed, as rows."""
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


ADA = [3.0, 4, None, 3, 4, 4, 5, 4, None, 4, 5, 4, 5, 5]
BEN = [4.0, 4, 3, None, 3, 3, 3, 2, 3, 2, 2, None, 2, 1]


def test_each_day_has_its_level_and_bands(given: Given, capsys) -> None:
    assert main(["trend", str(given(wide(ada=ADA, ben=BEN)))]) == 0
    rows = told(capsys)
    assert len(rows) == 28
    assert (rows[0]["series"], rows[0]["date"]) == ("ada", "2026-03-01")
    line = trend.smooth(np.array([ADA, BEN], float))
    shown = [float(row["level"]) for row in rows]
    np.testing.assert_allclose(shown, line.level.ravel(), atol=1e-4)
    ends = [[float(row[key]) for key in ("low_95", "low_80", "high_80", "high_95")] for row in rows]
    assert (np.diff(ends, axis=1) > 0).all()


def test_lines_of_answers_in_any_order_are_the_same_days(given: Given, capsys) -> None:
    main(["trend", str(given(wide(ada=ADA)))])
    expected = told(capsys)
    lines = [
        f"ada,{FIRST + timedelta(days=day)},{value}"
        for day, value in enumerate(ADA)
        if value is not None
    ]
    main(["trend", str(given("series,date,value\n" + "\n".join(lines[::-1])))])
    assert told(capsys) == expected


def test_days_left_out_are_missing_days(given: Given, capsys) -> None:
    text = wide(ada=ADA)
    kept = "".join(line for line in text.splitlines(keepends=True) if not line.endswith(",\n"))
    assert kept != text
    main(["trend", str(given(text))])
    expected = told(capsys)
    main(["trend", str(given(kept))])
    assert told(capsys) == expected


def test_a_change_is_said_with_its_verdict(given: Given, capsys) -> None:
    falling = [5 - day / 10 + (-1) ** day / 10 for day in range(40)]
    still = [3 + (-1) ** day / 10 for day in range(40)]
    path = given(wide(falling=falling, still=still))
    assert main(["trend", str(path), "--change", "30"]) == 0
    assert [row["verdict"] for row in told(capsys)] == ["worse", "no clear change"]
    main(["trend", str(path), "--change", "30", "--better", "lower"])
    assert told(capsys)[0]["verdict"] == "better"


def test_it_writes_to_a_file(given: Given, tmp_path: Path, capsys) -> None:
    out = tmp_path / "line.csv"
    main(["trend", str(given(wide(ada=ADA))), "--out", str(out), "--no-slope"])
    assert capsys.readouterr().out == ""
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert {row["slope"] for row in rows} == {"0.0000"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the columns are series, date, value; or date and one each"),
        ("day,ada\n2026-03-01,1\n", "line 1: the columns are series, date, value"),
        ("date,ada,ada\n2026-03-01,1,2\n", "line 1: two columns have one name"),
        ("date,ada\n", "line 1: no answers follow the header"),
        ("date,ada\n2026-03-01,1\n1.3.26,2\n", "line 3: '1.3.26' is not a date"),
        ("date,ada\n2026-03-01,often\n", "line 2: 'often' of ada is not a number"),
        ("date,ada\n2026-03-01,inf\n", "line 2: 'inf' of ada is not a number"),
        ("date,ada\n2026-03-01,1e300\n", "line 2: '1e300' of ada is not a number"),
        ("date,ada\n2026-03-01,1_0\n", "line 2: '1_0' of ada is not a number"),
        ("date;ada\n2026-03-01;1\n", "line 1: the columns are .*; commas between"),
        ("date,ada\n2026-03-01,1,2\n", "line 2: has 3 cells; the header has 2"),
        ("date,ada\n2026-03-01,1\n2026-03-01,\n", "line 3: ada has a second answer for 2026-03-01"),
        ("series,date,value\n,2026-03-01,1\n", "line 2: the series has no name"),
        ("date,ada\n1026-03-01,1\n2026-03-01,1\n", "more than a hundred years"),
        ("date,ada\n2026-03-01,\n2026-03-02,\n", "ada has no answers at all"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(given: Given, capsys, text, said) -> None:
    assert main(["trend", str(given(text))]) == 2
    error = capsys.readouterr().err
    assert error.startswith("nearer: ")
    assert re.search(said, error)


def piped(path: Path, into: str) -> subprocess.CompletedProcess[str]:
    """`nearer trend` with its output sent somewhere by a shell."""
    source = Path(nearer.__file__).parents[1]
    command = f"{sys.executable} -m nearer trend {path} {into}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_whoever_has_seen_enough_ends_it_quietly(given: Given) -> None:
    columns = {f"series{number}": ADA * 20 for number in range(40)}
    done = piped(given(wide(**columns)), "| head -n 1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("series,date,level")


def test_output_that_cannot_be_written_is_said(given: Given) -> None:
    done = piped(given(wide(ada=ADA)), "> /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("nearer: standard output cannot be written")
    assert "Traceback" not in done.stderr


def test_bytes_that_are_no_text_are_refused(tmp_path: Path, capsys) -> None:
    path = tmp_path / "days.csv"
    path.write_bytes(b"date,ada\n2026-03-01,\xff\n")
    assert main(["trend", str(path)]) == 2
    assert "is not CSV in UTF-8" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys) -> None:
    assert main(["trend", str(tmp_path / "none.csv")]) == 2
    assert "none.csv cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "14"])
def test_a_change_needs_days_that_there_are(given: Given, capsys, days: str) -> None:
    assert main(["trend", str(given(wide(ada=ADA))), "--change", days]) == 2
    assert "14 days in a row" in capsys.readouterr().err


def test_many_series_show_how_far_it_is_on_a_terminal_only(
    given: Given, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = given(wide(**{f"person{number}": ADA for number in range(250)}))
    main(["trend", str(path), "--change", "5"])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    main(["trend", str(path), "--change", "5"])
    shown = capsys.readouterr().err
    assert "smoothing" in shown
    assert " 40 %" in shown
    assert " 80 %" in shown
