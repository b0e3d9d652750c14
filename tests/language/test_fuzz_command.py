"""The fuzzing command's own check, and what it says where atheris is absent."""

import importlib.util

import pytest

from tools import fuzz_language


@pytest.mark.parametrize(
    "text", ["", "You never listen. 😂", "\ud800 I'll smash your face in.", "\x00"]
)
def test_one_text_passes_its_check(text: str) -> None:
    fuzz_language.one(text)


def test_without_atheris_it_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert fuzz_language.main() == 2
    assert "atheris is not installed" in capsys.readouterr().err
