"""The perception gap: what each of two says about the same thing, side by side (article: 1c).

Two accounts in, one frozen page value out, the same on both phones. It never says who is right:
no score, no rank, no verdict on a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from nearer.article import Sign
from nearer.rooms.awareness.cells import Account, Cell, Person
from nearer.rooms.awareness.questions import Because, Question, ask, ask_anything
from nearer.rooms.awareness.ways import Row, Verdict, Way, row

ROWS_AT_MOST = 3
STRENGTHS = 2


class Lead(StrEnum):
    """The sentence under the heading."""

    BOTH_SAY_SO = "both say so"
    ALL_THE_SAME = "all the same"
    ALL_APART = "all apart"
    SOME_APART = "some apart"
    TOO_EARLY = "too early"


@dataclass(frozen=True)
class TableRow:
    """One way of one sign in the table: what A says, what B says, each with its margin."""

    way: Way
    by_a: Cell | None
    by_b: Cell | None


@dataclass(frozen=True)
class Picture:
    """The whole page: strengths first, three parts, the rest, a table, one question."""

    a: Person
    b: Person
    strengths: tuple[Sign, ...]
    lead: Lead
    same: tuple[Row, ...]
    apart: tuple[Row, ...]
    more_apart: tuple[Row, ...]
    early: tuple[Row, ...]
    question: Question

    @property
    def table(self) -> tuple[TableRow, ...]:
        """Return every sign both ways, in the order of the page."""
        rows = (*self.same, *self.apart, *self.more_apart, *self.early)
        ways = (way for row_ in rows for way in row_.ways)
        return tuple(TableRow(way, way.told_by(self.a), way.told_by(self.b)) for way in ways)


def picture(one: Account, other: Account, *, card: int = 0) -> Picture:
    """Return the picture of two accounts, in whichever order; `card` turns to another question."""
    a, b = sorted((one, other), key=lambda account: account.person.side)
    rows = [row(sign, a, b) for sign in Sign]
    same = sorted(_that_are(Verdict.SAME, rows), key=lambda row_: -row_.least_received)
    apart = sorted(_that_are(Verdict.DIFFERENTLY, rows), key=lambda row_: -row_.shown.gap)
    early = _that_are(Verdict.EARLY, rows)
    strengths = tuple(row_.sign for row_ in same if row_.is_strength)[:STRENGTHS]
    return Picture(
        a=a.person,
        b=b.person,
        strengths=strengths,
        lead=_lead(same, apart, early, strengths),
        same=tuple(same),
        apart=tuple(reversed(apart[:ROWS_AT_MOST])),
        more_apart=tuple(apart[ROWS_AT_MOST:]),
        early=tuple(early),
        question=_question(same, apart, card),
    )


def _that_are(verdict: Verdict, rows: Iterable[Row]) -> list[Row]:
    return [row_ for row_ in rows if row_.verdict is verdict]


def _lead(same: list[Row], apart: list[Row], early: list[Row], strengths: tuple[Sign, ...]) -> Lead:
    if not same and not apart:
        return Lead.TOO_EARLY
    if not apart and not early:
        return Lead.ALL_THE_SAME
    if not same and not early:
        return Lead.ALL_APART
    return Lead.BOTH_SAY_SO if strengths else Lead.SOME_APART


def _question(same: list[Row], apart: list[Row], card: int) -> Question:
    """Ask about the widest gap; where nothing differs, about what both receive least."""
    if apart:
        return ask(apart[0].sign, Because.APART, card)
    if same:
        return ask(same[-1].sign, Because.ALIKE, card)
    return ask_anything(solo=False)
