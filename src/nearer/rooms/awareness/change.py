"""Two checks of one person side by side (article: 1a): better, no clear change, worse, not enough.

The errors are the picture's, and as assumed as they are. Sixteen rows stand on the page: at the
picture's 8 in 10 two or three of them would seem to change by chance alone, so a change has to be
clear at 95 %. Most honest answers are "no clear change"; a change says nothing of its cause.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Cell, cell
from nearer.rooms.awareness.records import Check
from nearer.ui import charts

LEVEL = 0.95


class Change(StrEnum):
    """How something stands now against before, in the words of `nearer.science.change`."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no clear change"
    EARLY = "not enough"


def compare(before: Cell | None, after: Cell | None) -> Change:
    """Compare two values by their errors; fewer than two answers of either are not enough."""
    from nearer.science.change import from_scores  # noqa: PLC0415  loads NumPy, only where used

    if before is None or after is None or not (before.enough and after.enough):
        return Change.EARLY
    found = from_scores(
        before.mean, before.error, after.mean, after.error, better="higher", level=LEVEL
    )
    return Change(str(found.verdict))


@dataclass(frozen=True)
class Row:
    """One sign from one end, then and now."""

    sign: Sign
    direction: Direction
    before: Cell | None
    after: Cell | None

    @property
    def change(self) -> Change:
        """Return how it stands now against then."""
        return compare(self.before, self.after)

    @property
    def then(self) -> str:
        """Return where the earlier value stands on the scale."""
        return charts.place(self.before.mean) if self.before else ""

    @property
    def now(self) -> str:
        """Return where the newer value stands on the scale."""
        return charts.place(self.after.mean) if self.after else ""

    @property
    def step(self) -> float:
        """Return how far it moved, up or down."""
        return abs(self.after.mean - self.before.mean) if self.before and self.after else 0.0


@dataclass(frozen=True)
class Comparison:
    """Two checks of one person: the rows by what can be said, widest step first."""

    before: date
    after: date
    table: tuple[Row, ...]

    def _with(self, change: Change) -> tuple[Row, ...]:
        found = [row for row in self.table if row.change is change]
        return tuple(sorted(found, key=lambda row: -row.step))

    @property
    def better(self) -> tuple[Row, ...]:
        """Return what is there more often now."""
        return self._with(Change.BETTER)

    @property
    def worse(self) -> tuple[Row, ...]:
        """Return what is there less often now."""
        return self._with(Change.WORSE)

    @property
    def same(self) -> tuple[Row, ...]:
        """Return what shows no clear change."""
        return self._with(Change.SAME)

    @property
    def early(self) -> tuple[Row, ...]:
        """Return what has too few answers."""
        return self._with(Change.EARLY)


def comparison(newer: Check, older: Check) -> Comparison:
    """Return two checks side by side, all signs, what arrives first."""
    rows = tuple(
        Row(
            sign,
            direction,
            before=cell(older.answered(direction), sign),
            after=cell(newer.answered(direction), sign),
        )
        for direction in Direction
        for sign in Sign
    )
    return Comparison(before=older.begun, after=newer.begun, table=rows)
