"""`nearer calibrate` and `nearer score`: a CSV file of answers in, a model and scores out."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from nearer.cli import main, progress
from nearer.science.graded import GradedModel

ITEMS = ("warm", "near", "heard", "seen")


def answers(people: int = 200, *, seed: int = 1) -> np.ndarray:
    """Return answers 1 to 5 to four items."""
    steps = np.array([-1.2, -0.4, 0.4, 1.2])
    model = GradedModel.from_thresholds([1.5, 2.0, 1.8, 1.2], [steps] * 4, scale=(1, 5))
    return model.simulate(np.random.default_rng(seed).normal(size=people), seed=seed)


def text_of(table: np.ndarray, *, names: bool = False) -> str:
    """Return a table as CSV, NaN as an empty cell."""
    lines = [",".join([*(["who"] if names else []), *ITEMS])]
    for number, row in enumerate(table):
        cells = ["" if np.isnan(cell) else f"{cell:g}" for cell in row]
        lines.append(",".join([*([f"p{number}"] if names else []), *cells]))
    return "\n".join(lines) + "\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two hundred people's answers."""
    path = tmp_path / "answers.csv"
    path.write_text(text_of(answers()), "utf-8")
    return path


@pytest.fixture
def model(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The model of that file."""
    path = tmp_path / "model.json"
    assert main(["calibrate", str(file), "--out", str(path)]) == 0
    capsys.readouterr()
    return path


def scores(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


# Calibrate ----------------------------------------------------------------------------------------


def test_the_model_goes_to_one_stream_and_what_to_know_to_the_other(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calibrate", str(file)]) == 0
    out, said = capsys.readouterr()
    found = GradedModel.from_json(out)
    assert (found.items, found.scale, found.n) == (ITEMS, (1, 5), 200)
    assert said.startswith("4 items, 200 people, reliability 0.")


def test_a_model_has_a_version_of_its_day_or_the_one_it_is_given(
    file: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(model.read_text())["version"].endswith(", 200 people")
    main(["calibrate", str(file), "--name", "spring"])
    assert json.loads(capsys.readouterr().out)["version"] == "spring"


def test_columns_are_chosen_turned_and_put_on_their_scale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = answers()
    table[:, 3] = 6 - table[:, 3]
    path = tmp_path / "named.csv"
    path.write_text(text_of(table, names=True), "utf-8")
    chosen = ["calibrate", str(path), "--items", "seen,warm,near"]
    main([*chosen, "--reverse", "seen", "--scale", "1", "5"])
    found = GradedModel.from_json(capsys.readouterr().out)
    assert found.items == ("seen", "warm", "near")
    assert (found.slopes > 0).all()
    main(chosen)
    out, said = capsys.readouterr()
    assert GradedModel.from_json(out).slopes[0] < 0
    assert "seen: runs against the others; is it one to --reverse?" in said


def test_a_rare_category_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = answers()
    table[table == 5] = 4
    table[:3] = 5
    path = tmp_path / "rare.csv"
    path.write_text(text_of(table), "utf-8")
    main(["calibrate", str(path)])
    assert "warm: 1 of 5 categories have under 10 answers" in capsys.readouterr().err


def test_a_file_that_is_there_is_kept_unless_told_otherwise(
    file: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = model.read_text()
    again = ["calibrate", str(file), "--out", str(model), "--name", "second"]
    assert main(again) == 2
    assert "exists already" in capsys.readouterr().err
    assert model.read_text() == before
    assert main([*again, "--force"]) == 0
    assert json.loads(model.read_text())["version"] == "second"


# Score --------------------------------------------------------------------------------------------


def test_each_line_gets_its_score(
    file: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["score", str(file), "--model", str(model)]) == 0
    found = scores(capsys)
    expected = GradedModel.from_json(model.read_text()).score(answers())
    assert [row["line"] for row in found] == [str(line) for line in range(2, 202)]
    assert [float(row["theta"]) for row in found] == pytest.approx(expected.theta, abs=1e-6)
    assert [float(row["se"]) for row in found] == pytest.approx(expected.se, abs=1e-6)
    assert {row["n_answered"] for row in found} == {"4"}


def test_a_stream_is_scored_by_name_with_holes_and_other_columns(
    model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "seen,who,near,mood,warm,heard\n5,Ada,5,x,,5\n,Ben,,y,,\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["score", "-", "--model", str(model), "--id", "who", "--method", "map"]) == 0
    ada, ben = scores(capsys)
    assert (ada["who"], ada["n_answered"], float(ada["theta"]) > 0.5) == ("Ada", "3", True)
    assert (ben["who"], ben["n_answered"], ben["theta"], ben["se"]) == ("Ben", "0", "0.0", "1.0")


def test_reversed_items_are_turned_before_they_are_scored(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("warm,near,heard,seen\n5,5,5,1\n5,5,5,5\n", "utf-8")
    main(["score", str(path), "--model", str(model), "--reverse", "seen"])
    turned = scores(capsys)
    main(["score", str(path), "--model", str(model)])
    plain = scores(capsys)
    assert turned[0]["theta"] == plain[1]["theta"] != plain[0]["theta"]


def test_a_narrower_level_is_a_narrower_interval(
    file: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["score", str(file), "--model", str(model), "--level", "0.8"])
    row = scores(capsys)[0]
    assert float(row["high"]) - float(row["low"]) == pytest.approx(
        2.563 * float(row["se"]), rel=1e-3
    )


def test_a_person_who_looks_on_sees_how_far_it_is(
    file: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["score", str(file), "--model", str(model)])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    main(["calibrate", str(file)])
    assert "calibrating" in capsys.readouterr().err


# What cannot be read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("warm,near\n", "holds a heading and no answers"),
        ("warm,\n1,2\n", "heading 2 is empty"),
        ("warm,warm\n1,2\n", "warm heads two columns"),
        ("warm,near\n1,2\n3\n", "line 3 has 1 cells: the heading has 2"),
        ("warm,near\n1,2\n3,NA\n", "line 3, near holds 'NA'"),
        ("warm,near\n1,2\n3,2.5\n", "line 3, near holds '2.5'"),
        ("warm,near\n1,2\n3,1_0\n", "line 3, near holds '1_0'"),
        ("warm;near\n1;2\n", "the heading is one cell: separate cells by commas"),
        ("warm\tnear\n1\t2\n", "the heading is one cell: separate cells by commas"),
        ("warm,near\n1,2\n3,-99\n", "answers run from -99 to 3; is one a code for no answer?"),
        ("warm,near\n1,2\n3,inf\n", "line 3, near holds 'inf'"),
        ('warm,near\n1,2\n"3,4\n', "line 3 is no CSV"),
        ("warm,near\n1,2\n1,3\n", "warm has fewer than two different answers"),
        ("warm,near,seen\n1,2,1\n2,3,2\n", "answers: 2 people answered; at least 50"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(text, "utf-8")
    assert main(["calibrate", str(path)]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert message in said


def test_bytes_that_are_no_text_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("wärm,near\n1,2\n".encode("latin-1"))
    assert main(["calibrate", str(path)]) == 2
    assert "is not UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--items", "warm,love"], "has no column love: it has warm, near, heard, seen"),
        (["--reverse", "love"], "love is to be reversed and is no item"),
        (["--scale", "1", "4"], "the scale is 1 to 4"),
        (["--scale", "5", "1"], "--scale 5 1: name the lowest answer first"),
    ],
)
def test_options_that_do_not_fit_the_file_are_named(
    file: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    assert main(["calibrate", str(file), *options]) == 2
    assert message in capsys.readouterr().err


def test_scoring_needs_a_model_and_its_columns(
    file: Path, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("warm,near\n1,2\n", "utf-8")
    for asked, message in (
        ([str(file), "--model", str(tmp_path / "none")], "cannot be read"),
        ([str(file), "--model", str(file)], "is no model"),
        ([str(tmp_path / "none.csv"), "--model", str(model)], "cannot be read"),
        ([str(other), "--model", str(model)], "has no column heard"),
        ([str(file), "--model", str(model), "--level", "95"], "is no share"),
        ([str(file), "--model", str(model), "--id", "who"], "has no column who"),
    ):
        assert main(["score", *asked]) == 2
        out, said = capsys.readouterr()
        assert out == ""
        assert message in said
