"""From numbers to places on the one scale: never, rarely, sometimes, often, very often (1 to 5).

SVG draws marks in percent, so that nothing stretches; templates write the strings that stand here.
No Django: what a mark means in words is the template's.
"""

from dataclasses import dataclass
from typing import Literal

Side = Literal["a", "b"]
Word = Literal["never", "rarely", "sometimes", "often", "very-often"]

WORDS: tuple[Word, ...] = ("never", "rarely", "sometimes", "often", "very-often")
LOW, HIGH = 1.0, 5.0
# A bar's scale leaves room at both ends, so that a mark at the end is whole.
INSET = 2.0


@dataclass(frozen=True)
class Mark:
    """A disc (a) or diamond (b): filled is what arrives, open is what is given."""

    side: Side
    open: bool
    at: str


@dataclass(frozen=True)
class Line:
    """A stretch of the scale, from one place to another."""

    start: str
    end: str


@dataclass(frozen=True)
class Band:
    """How far an answer could be from its mark: the stretch begins at start and is width wide."""

    start: str
    width: str


@dataclass(frozen=True)
class PairPlot:
    """One direction of one sign as both see it: the open mark is drawn first, the filled above."""

    marks: tuple[Mark, Mark]
    bridge: Line


@dataclass(frozen=True)
class OwnPlot:
    """One sign as one person sees it: received above the line, given below; None: not answered."""

    side: Side
    received: str | None
    given: str | None


@dataclass(frozen=True)
class Bar:
    """One value with its band, on the inset scale."""

    side: Side
    at: str
    band: Band


def word(value: float) -> Word:
    """Return the name of the nearest word; halfway belongs to the more frequent one."""
    return WORDS[int(_on_scale(value) - LOW + 0.5)]


def place(value: float) -> str:
    """Return where a value of 1 to 5 stands on the scale, in percent."""
    return _percent(_share(value) * 100)


def pair(received: float, given: float, *, receiver: Side) -> PairPlot:
    """Draw what arrives as the receiver says it, and what the other says of giving it."""
    giver: Side = "b" if receiver == "a" else "a"
    low, high = sorted((received, given))
    return PairPlot(
        marks=(
            Mark(side=giver, open=True, at=place(given)),
            Mark(side=receiver, open=False, at=place(received)),
        ),
        bridge=Line(start=place(low), end=place(high)),
    )


def own(received: float | None, given: float | None, *, side: Side) -> OwnPlot:
    """Draw one person's two directions; a gap stays a gap."""
    return OwnPlot(
        side=side,
        received=None if received is None else place(received),
        given=None if given is None else place(given),
    )


def bar(value: float, margin: float, *, side: Side) -> Bar:
    """Draw one value with its margin; the band ends where the scale ends."""
    start, end = _inset(value - margin), _inset(value + margin)
    return Bar(
        side=side,
        at=_percent(_inset(value)),
        band=Band(start=_percent(start), width=_percent(end - start)),
    )


def progress(done: int, of: int) -> str:
    """Return how full a bar of steps is, in percent."""
    return _percent(100 * min(done, of) / of) if of else "0%"


def _on_scale(value: float) -> float:
    return min(max(value, LOW), HIGH)


def _share(value: float) -> float:
    return (_on_scale(value) - LOW) / (HIGH - LOW)


def _inset(value: float) -> float:
    return INSET + _share(value) * (100 - 2 * INSET)


def _percent(number: float) -> str:
    return f"{round(number, 1):g}%"
