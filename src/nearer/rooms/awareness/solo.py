"""One person's own picture: what reaches them and what they give (article: 1a, 1b).

Worded for one; not a word about the absent person, and nothing guessed.
"""

from dataclasses import dataclass

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Account, Cell, cell
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.questions import Because, Question, ask, ask_anything
from nearer.ui import charts

STRENGTHS = 2


@dataclass(frozen=True)
class SoloRow:
    """One sign, both ways, from one person's answers."""

    sign: Sign
    side: charts.Side
    receive: Cell | None
    give: Cell | None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the ways that were answered at all."""
        return tuple(cell_ for cell_ in (self.receive, self.give) if cell_)

    @property
    def drawn(self) -> bool:
        """Tell whether any way has answers enough to be drawn."""
        return any(cell_.enough for cell_ in self.cells)

    @property
    def plot(self) -> charts.OwnPlot:
        """Return the drawing: only what rests on answers enough."""
        return charts.own(_mean(self.receive), _mean(self.give), side=self.side)

    @property
    def both_ways(self) -> Answer | None:
        """Return the one word for both ways, where both are drawn and alike."""
        if not (self.receive and self.give and self.receive.enough and self.give.enough):
            return None
        return self.receive.word if self.receive.word is self.give.word else None

    def told(self, direction: Direction) -> Cell | None:
        """Return one way's answers."""
        return self.receive if direction is Direction.RECEIVE else self.give


@dataclass(frozen=True)
class Strength:
    """One thing that comes often, with what it rests on and its soft bar on the scale."""

    sign: Sign
    side: charts.Side
    cell: Cell

    @property
    def plot(self) -> charts.Bar:
        """Return its mark and soft bar."""
        return charts.bar(self.cell.mean, self.cell.margin, side=self.side)


@dataclass(frozen=True)
class SoloPicture:
    """The whole page for one: strengths first, what is drawn, what is in words, one question."""

    strengths: tuple[Strength, ...]
    seen_from: Direction
    drawn: tuple[SoloRow, ...]
    in_words: tuple[SoloRow, ...]
    early: tuple[SoloRow, ...]
    question: Question

    @property
    def from_one_answer(self) -> bool:
        """Tell whether any strength rests on a single answer."""
        return any(not strength.cell.enough for strength in self.strengths)

    @property
    def table(self) -> tuple[SoloRow, ...]:
        """Return every sign, in the order of the page."""
        return (*self.drawn, *self.in_words, *self.early)

    @property
    def empty(self) -> bool:
        """Tell whether nothing was answered yet."""
        return not self.drawn and not self.in_words


def solo(account: Account, *, card: int = 0) -> SoloPicture:
    """Return one person's own picture; `card` turns to another question."""
    rows = [_row(sign, account) for sign in Sign]
    seen_from = _seen_from(rows)
    rows.sort(key=lambda row: _most_first(row, seen_from))
    return SoloPicture(
        strengths=_strengths(rows, seen_from),
        seen_from=seen_from,
        drawn=tuple(row for row in rows if row.drawn),
        in_words=tuple(row for row in rows if row.cells and not row.drawn),
        early=tuple(row for row in rows if not row.cells),
        question=_question(rows, card),
    )


def _row(sign: Sign, account: Account) -> SoloRow:
    return SoloRow(
        sign=sign,
        side=account.person.side,
        receive=cell(account.receive, sign),
        give=cell(account.give, sign),
    )


def _mean(told: Cell | None) -> float | None:
    return told.mean if told and told.enough else None


def _seen_from(rows: list[SoloRow]) -> Direction:
    """Prefer what arrives; who told only what they give gets that instead."""
    only_gives = any(row.give for row in rows) and not any(row.receive for row in rows)
    return Direction.GIVE if only_gives else Direction.RECEIVE


def _most_first(row: SoloRow, seen_from: Direction) -> float:
    told = row.told(seen_from) or row.told(seen_from.other)
    return -told.mean if told else 0.0


def _strengths(rows: list[SoloRow], seen_from: Direction) -> tuple[Strength, ...]:
    found = [
        Strength(row.sign, row.side, told)
        for row in rows
        if (told := row.told(seen_from)) and told.word >= Answer.OFTEN
    ]
    grounded_first = sorted(found, key=lambda strength: not strength.cell.enough)
    return tuple(grounded_first[:STRENGTHS])


def _question(rows: list[SoloRow], card: int) -> Question:
    """Ask about what reaches this person least, if anything is less than often."""
    received = [(row.sign, row.receive) for row in rows if row.receive]
    grounded = [(sign, cell_) for sign, cell_ in received if cell_.enough] or received
    lowest = min(grounded, key=lambda told: told[1].mean, default=None)
    if lowest is None or lowest[1].word >= Answer.OFTEN:
        return ask_anything(solo=True)
    sign, told = lowest
    return ask(sign, Because.SOLO, card, from_one_answer=not told.enough)
