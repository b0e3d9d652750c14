"""The style sheet that lets Help now show one country without a script.

A sheet cannot compare an option with a class, so it holds one rule for each country. It is written
by `python -m nearer.safety.sheet`; a test compares it with the table of countries.
"""

from pathlib import Path

from nearer.safety.countries import NAMES

SHEET = Path(__file__).parent / "static" / "safety" / "help.css"

HEAD = """\
/* Help now: only the chosen country's lines are shown. No script, nothing sent, nothing kept.
   Written by `python -m nearer.safety.sheet`. Without `:has` all are shown. */
@layer utilities {
  .land-choice { display: none; }
}
@supports selector(:has(a)) {
  @layer utilities {
    .land-choice { display: grid; }
    .lands [class*="land-"]:not(.land-choice) { display: none; }
"""
NO_COUNTRY = '.lands:has([value=""]:checked, [value="other"]:checked) .land-none'
TAIL = " { display: grid; }\n  }\n}\n"


def sheet() -> str:
    """Return the whole sheet."""
    shown = [f'.lands:has([value="{code}"]:checked) .land-{code}' for code in NAMES]
    return HEAD + ",\n".join(f"    {selector}" for selector in [NO_COUNTRY, *shown]) + TAIL


if __name__ == "__main__":
    SHEET.write_text(sheet(), encoding="ascii")
