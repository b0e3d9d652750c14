"""`nearer coach`: a line, a file, standard input."""

import io
import json
from pathlib import Path

import pytest

from nearer.cli import main
from nearer.language import read

HARSH, KIND = "You never listen. I'm lonely.", "Thank you for waiting up."


def test_a_line_is_answered_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coach", HARSH]) == 0
    said = capsys.readouterr().out
    assert "generalisation: You never listen." in said
    assert "feeling: I'm lonely" in said
    assert "try: When I tell you something and ___, I feel ___. I need ___." in said


def test_where_nothing_is_seen_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coach", "The train leaves at nine."]) == 0
    assert capsys.readouterr().out == "Nothing to mark.\n"


def test_json_is_the_reading_in_plain_types(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coach", "--json", HARSH]) == 0
    assert json.loads(capsys.readouterr().out) == read(HARSH).to_dict()


def test_standard_input_gives_one_object_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{HARSH}\n\n{KIND}\n"))
    assert main(["coach", "--json"]) == 0
    lines = [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()]
    assert lines == [HARSH, KIND]


def test_a_file_is_read_line_by_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "drafts.txt").write_text(f"{KIND}\n{HARSH}\n", "utf-8")
    assert main(["coach", "--json", "--file", str(tmp_path / "drafts.txt")]) == 0
    lines = [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()]
    assert lines == [KIND, HARSH]


def test_a_file_that_is_not_there_is_answered_with_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = tmp_path / "drafts.txt"
    assert main(["coach", "--file", str(missing)]) == 2
    assert capsys.readouterr().err == (
        f"nearer: {missing} cannot be read (No such file or directory): name a text file\n"
    )


def test_danger_brings_help_and_no_coaching(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coach", "You never listen. I'll smash your face in."]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Words that somebody may be in danger.")
    assert "violence, serious: I'll smash your face in." in said
    assert "try:" not in said
    assert "generalisation" not in said


def test_a_lone_surrogate_is_printed_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coach", "--json", "\ud800 hello"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "\ud800 hello"
