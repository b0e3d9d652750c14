"""Every colour pair of the tokens can be read, in light and in dark (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

import nearer.ui

TOKENS = (Path(nearer.ui.__file__).parent / "static/ui/tokens.css").read_text(encoding="utf-8")
TEXT, MARK = 4.5, 3.0
GROUNDS = ("ground", "surface", "sunken", "accent-tint")
PAIRS = (
    ("ink", (*GROUNDS, "a-tint", "b-tint", "alert-tint"), TEXT),
    ("ink-soft", (*GROUNDS, "alert-tint"), TEXT),
    ("accent-text", GROUNDS, TEXT),
    ("alert", ("ground", "surface", "alert-tint"), TEXT),
    ("on-accent", ("accent", "accent-hover"), TEXT),
    ("on-alert", ("alert",), TEXT),
    ("ground", ("ink",), TEXT),
    ("a-text", ("ground", "surface", "a-tint"), TEXT),
    ("b-text", ("ground", "surface", "b-tint"), TEXT),
    ("on-plane", ("plane", "plane-deep"), TEXT),
    ("on-plane-soft", ("plane", "plane-deep"), TEXT),
    ("plane-a", ("plane", "plane-deep"), TEXT),
    ("plane-b", ("plane", "plane-deep"), TEXT),
    ("plane-deep", ("on-plane", "plane-a", "plane-b"), TEXT),
    ("a", ("ground", "surface"), MARK),
    ("b", ("ground", "surface"), MARK),
    ("edge", ("ground", "surface", "sunken"), MARK),
    ("accent", ("ground", "surface", "sunken", "line"), MARK),
    ("focus", ("ground", "surface", "sunken", "accent-tint"), MARK),
)


def blocks() -> list[dict[str, str]]:
    """The light colours and the two dark blocks."""
    bodies = re.findall(r":root[^{]*\{([^{}]*)\}", TOKENS)
    found = [dict(re.findall(r"--c-([\w-]+):\s*(#[0-9a-f]{6})", body)) for body in bodies]
    return [colours for colours in found if colours]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_two_dark_blocks_are_the_same() -> None:
    _, system, chosen = blocks()
    assert system == chosen


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "backs", "least"), PAIRS)
def test_every_pair_can_be_read(
    theme: str, front: str, backs: tuple[str, ...], least: float
) -> None:
    light, dark, _ = blocks()
    colours = light if theme == "light" else light | dark
    assert min(ratio(colours[front], colours[back]) for back in backs) >= least
