"""A small plot as SVG, in the design's colours, light and dark, for pages of the docs.

Colours come from the app's own tokens; nothing is needed but Python and NumPy arrays of numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

TOKENS = Path(__file__).parents[1] / "src" / "nearer" / "ui" / "static" / "ui" / "tokens.css"
USED = ("surface", "line", "edge", "ink", "ink-soft", "accent-text", "a", "a-text", "b", "b-text")
FONT = '"Atkinson Hyperlegible Next", system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif'
WIDTH, TOP, RIGHT, BOTTOM = 640, 66, 24, 52
KINDS = {"a": "a", "b": "b", "fig": "accent-text", "soft": "ink-soft", "line": "edge"}
Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """An axis: its ends, what is written at which value, and its title with the unit."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    title: str = ""

    @classmethod
    def of(cls, *values: float, title: str = "", ends: Point | None = None) -> "Axis":
        """Return an axis with a tick at each value."""
        low, high = ends or (min(values), max(values))
        return cls(
            low,
            high,
            [(value, f"{value:g}".replace("-", "\N{MINUS SIGN}")) for value in values],
            title,
        )

    @classmethod
    def named(cls, names: Sequence[str]) -> "Axis":
        """Return an axis of rows, the first on top."""
        last = len(names) - 1
        return cls(-0.6, last + 0.6, [(last - row, name) for row, name in enumerate(names)])

    def share(self, value: float) -> float:
        """Return where a value stands between the ends, kept between them."""
        return (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)


@dataclass
class Plot:
    """Marks on two axes; each method adds one, later ones above earlier ones."""

    title: str
    description: str
    x: Axis
    y: Axis
    height: int = 320
    left: int = 60
    marks: list[str] = field(default_factory=list)

    def place(self, x: float, y: float) -> Point:
        """Return where a point stands, in the picture's units."""
        wide, high = WIDTH - self.left - RIGHT, self.height - TOP - BOTTOM
        return (
            round(self.left + wide * self.x.share(x), 1),
            round(TOP + high * (1 - self.y.share(y)), 1),
        )

    def band(self, x: ArrayLike, low: ArrayLike, high: ArrayLike, kind: str) -> None:
        """Add what lies between two lines."""
        known = ~np.isnan(np.asarray(low, float) + np.asarray(high, float))
        across, below, above = (np.asarray(part, float)[known] for part in (x, low, high))
        corners = [self.place(*point) for point in zip(across, above, strict=True)]
        corners += [self.place(*point) for point in zip(across[::-1], below[::-1], strict=True)]
        self.marks.append(f'<path class="{kind} band" d="{_path(corners)}Z"/>')

    def line(self, x: ArrayLike, y: ArrayLike, kind: str, *, dashed: bool = False) -> None:
        """Add a line; NaN is a gap in it."""
        points = np.column_stack([np.asarray(x, float), np.asarray(y, float)])
        seen = ~np.isnan(points[:, 1])
        ends = np.flatnonzero(np.diff(np.r_[False, seen, False].astype(int)))
        style = f"{kind} stroke dashed" if dashed else f"{kind} stroke"
        for first, last in ends.reshape(-1, 2):
            corners = [self.place(*point) for point in points[first:last]]
            self.marks.append(f'<path class="{style}" d="{_path(corners)}"/>')

    def dots(self, x: ArrayLike, y: ArrayLike, kind: str, *, size: float = 4) -> None:
        """Add discs; person B's are diamonds."""
        for point in zip(np.atleast_1d(x), np.atleast_1d(y), strict=True):
            if not np.isnan(point).any():
                self.marks.append(_mark(*self.place(*point), kind, size))

    def interval(
        self, row: float, ends: Point, value: float, kind: str, *, open_: bool = False
    ) -> None:
        """Add a value with its interval, lying in a row."""
        start, end = self.place(ends[0], row), self.place(ends[1], row)
        self.marks.append(f'<path class="{kind} stroke" d="{_path([start, end])}"/>')
        style = f"{kind} open" if open_ else kind
        self.marks.append(_mark(*self.place(value, row), style, 5.5))

    def bar(self, row: float, ends: Point, kind: str) -> None:
        """Add a lying bar in a row."""
        (start, middle), (end, _) = self.place(ends[0], row), self.place(ends[1], row)
        corners = f'x="{start}" y="{middle - 11:g}" width="{max(end - start, 0):g}" height="22"'
        self.marks.append(f'<rect class="{kind}" {corners}/>')

    def upright(self, x: float) -> None:
        """Add a line that marks a value of x."""
        corners = [self.place(x, self.y.low), self.place(x, self.y.high)]
        self.marks.append(f'<path class="line stroke dashed" d="{_path(corners)}"/>')

    def level(self, y: float) -> None:
        """Add a line that marks a value of y."""
        corners = [self.place(self.x.low, y), self.place(self.x.high, y)]
        self.marks.append(f'<path class="line stroke dashed" d="{_path(corners)}"/>')

    def note(self, x: float, y: float, text: str, kind: str, *, end: bool = False) -> None:
        """Add words, beginning (or ending) at a point."""
        across, down = self.place(x, y)
        anchor = ' text-anchor="end"' if end else ""
        self.marks.append(
            f'<text class="{kind}-text" x="{across}" y="{down}"{anchor}>{escape(text)}</text>'
        )

    def svg(self) -> str:
        """Return the picture."""
        inside = "\n".join([*self._frame(), *self.marks])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" '
            f'width="{WIDTH}" height="{self.height}" role="img" aria-labelledby="t d">\n'
            f'<title id="t">{escape(self.title)}</title>\n<desc id="d">{escape(self.description)}'
            f"</desc>\n<style>{_style()}</style>\n"
            f'<rect class="ground" width="{WIDTH}" height="{self.height}" rx="20"/>\n'
            f'<text class="head" x="24" y="32">{escape(self.title)}</text>\n{inside}\n</svg>\n'
        )

    def _frame(self) -> list[str]:
        found = []
        foot = self.height - BOTTOM
        for value, text in self.x.ticks:
            across = self.place(value, self.y.low)[0]
            found.append(f'<path class="grid" d="M{across} {TOP}V{foot}"/>')
            found.append(f'<text x="{across}" y="{foot + 18}" text-anchor="middle">{text}</text>')
        for value, text in self.y.ticks:
            down = self.place(self.x.low, value)[1]
            found.append(f'<path class="grid" d="M{self.left} {down}H{WIDTH - RIGHT}"/>')
            at = f'x="{self.left - 10}" y="{down + 4:g}" text-anchor="end"'
            found.append(f"<text {at}>{escape(text)}</text>")
        middle = f'x="{WIDTH - RIGHT}" y="{self.height - 12}" text-anchor="end"'
        found.append(f'<text class="title" {middle}>{escape(self.x.title)}</text>')
        found.append(f'<text class="title" x="24" y="{TOP - 8}">{escape(self.y.title)}</text>')
        return found


def _path(corners: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners)


def _mark(x: float, y: float, style: str, size: float) -> str:
    if style.split(maxsplit=1)[0] != "b":
        return f'<circle class="{style}" cx="{x}" cy="{y}" r="{size}"/>'
    wide = size * 1.25
    corners = [(x, y - wide), (x + wide, y), (x, y + wide), (x - wide, y)]
    return f'<path class="{style}" d="{_path([(round(a, 1), round(b, 1)) for a, b in corners])}Z"/>'


def colours() -> tuple[dict[str, str], dict[str, str]]:
    """Return the design's colours by name, of the light theme and of the dark one."""
    text = TOKENS.read_text("utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)", 1)
    found = (dict(re.findall(r"--c-([a-z-]+): (#[0-9a-f]{6});", part)) for part in (light, dark))
    first, second = ({name: part[name] for name in USED} for part in found)
    return first, second


def _style() -> str:
    light, dark = (
        "".join(f"--{name}:{hex_};" for name, hex_ in part.items()) for part in colours()
    )
    kinds = "".join(
        f".{kind}{{fill:var(--{name});--own:var(--{name})}}" for kind, name in KINDS.items()
    )
    return (
        f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        f"text{{font:13px {FONT};fill:var(--ink-soft)}}"
        ".head{font-size:17px;font-weight:600;fill:var(--ink)}"
        f".ground{{fill:var(--surface)}}.grid{{stroke:var(--line);fill:none}}{kinds}"
        ".stroke{fill:none;stroke:var(--own);stroke-width:2;stroke-linejoin:round;"
        "stroke-linecap:round}.dashed{stroke-dasharray:5 5;stroke-width:1.5}.band{opacity:.22}"
        ".open{fill:var(--surface);stroke:var(--own);stroke-width:2}"
        ".a-text{fill:var(--a-text)}.b-text{fill:var(--b-text)}.fig-text{fill:var(--accent-text)}"
        ".soft-text,.line-text{fill:var(--ink-soft)}"
    )
