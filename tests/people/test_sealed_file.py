"""A file that only its passphrase opens; cut, changed or lengthened it opens nowhere."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from nearer.people import sealed_file

ROOT = Path(__file__).parents[2]
WORD = "a passphrase of one's own"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The tool that people open their copy with."""
    spec = importlib.util.spec_from_file_location("open_export", ROOT / "tools" / "open_export.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.real_stretch
def test_what_was_sealed_opens_with_its_passphrase_and_no_other(tool: ModuleType) -> None:
    pieces = [b"first", b"", b"x" * 200_000, b"last"]
    whole = b"".join(sealed_file.seal(WORD, pieces))
    assert tool.unseal(whole, f"  {WORD} ") == b"".join(pieces)
    with pytest.raises(tool.Refused, match="passphrase"):
        tool.unseal(whole, "another passphrase")


@pytest.mark.parametrize("text", ["ﬁne words", "fine words ", " fine words"])
def test_a_passphrase_has_one_form(text: str) -> None:
    assert sealed_file.plain(text) == "fine words"


def test_every_piece_but_the_last_has_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(sealed_file.seal(WORD, [b"x" * n for n in (1, 70_000, 3, 130_000)]))
    sizes = {len(piece) for piece in whole[1:-2]}
    assert sizes == {4 + sealed_file.PIECE + 17}
    assert len(whole[-1]) == 4 + 17


@pytest.mark.real_stretch
def test_a_file_that_was_cut_changed_or_lengthened_is_refused(tool: ModuleType) -> None:
    whole = b"".join(sealed_file.seal(WORD, [b"x" * 100_000]))
    key = tool._key(WORD, whole[16:32])
    tool_key, tool._key = tool._key, lambda *_: key  # one derivation is enough for all
    try:
        for cut in (0, 3, 55, 56, 58, 2000, len(whole) - 21, len(whole) - 1):
            with pytest.raises(tool.Refused):
                tool.unseal(whole[:cut], WORD)
        for place in (0, 12, 20, 40, 57, 60, 4000, len(whole) - 1):
            changed = bytearray(whole)
            changed[place] ^= 1
            with pytest.raises(tool.Refused):
                tool.unseal(bytes(changed), WORD)
        with pytest.raises(tool.Refused, match="behind the end"):
            tool.unseal(whole + b"\0", WORD)
    finally:
        tool._key = tool_key


def test_two_files_of_the_same_share_no_byte_of_salt_or_stream() -> None:
    one, other = (b"".join(sealed_file.seal(WORD, [b"x" * 1000])) for _ in range(2))
    assert one[:16] == other[:16]
    assert one[16:32] != other[16:32]
    assert one[60:] != other[60:]
