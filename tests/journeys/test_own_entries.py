"""One person's own things, with and without scripts: a note, a tap, a copy that opens elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import Visitors

TOOL = Path(__file__).parents[2] / "tools" / "open_export.py"
WORD = "umbrella stands in the wet hall"
NOTE = "We were quiet together, and it was a good quiet."

pytestmark = [pytest.mark.browser, pytest.mark.journey]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_what_one_writes_can_be_found_and_taken_along(
    visitors: Visitors, tmp_path: Path, scripts: bool
) -> None:
    cleo = visitors.new("Cleo" if scripts else "Clea", scripts=scripts)
    cleo.joins()
    cleo.opens("/note")
    cleo.types("Your words", NOTE)
    cleo.presses("Keep it, for me only")
    cleo.sees("Saved, sealed, only yours.")
    cleo.opens("/noticed")
    cleo.presses("It was seen")
    cleo.sees("Noted, sealed, only yours.")
    cleo.opens("/entries")
    cleo.sees(NOTE)
    cleo.sees("You reached out, and it was seen")
    cleo.opens("/export")
    cleo.types("A passphrase for the file", WORD)
    cleo.types("The same once more", WORD)
    cleo.types("Your passphrase, once more", cleo.passphrase)
    with cleo.page.expect_download() as saved:
        cleo.page.get_by_role("button", name="Seal and save the file").click()
    saved.value.save_as(tmp_path / "copy.sealed")
    if scripts:
        cleo.sees("Your file is on its way.")
        typed = cleo.page.locator("input.input")
        assert {typed.nth(n).input_value() for n in range(typed.count())} == {""}
    opened = subprocess.run(
        [sys.executable, "-I", TOOL, tmp_path / "copy.sealed", tmp_path / "out"],
        input=WORD + "\n", text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert opened.stderr == ""
    assert NOTE in (tmp_path / "out" / "entries.html").read_text("utf-8")
