"""All of one's own entries, of every kind: found, filtered, in the order of a page. Pure.

What is sought is sought in opened text, in memory; nothing is indexed and nothing leaves the page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

A_PAGE = 40


@dataclass(frozen=True)
class Piece:
    """One entry in the reader's language.

    kind: its key, told by its room. url: where it is read and changed; empty if nowhere. whole:
    pieces that share it stand as one row. changed: it was changed after it was first written.
    shared: the other can open it too. about: the first of the days that it tells of.
    answers: questions and what was said to them. kept_from: who wrote it, where it is a copy from a
    shared space that has ended.
    """

    id: str
    day: date
    kind: str
    title: str
    details: tuple[str, ...] = ()
    text: str = ""
    url: str = ""
    whole: str = ""
    changed: bool = False
    shared: bool = False
    removable: bool = True
    about: date | None = None
    answers: tuple[tuple[str, str], ...] = ()
    kept_from: str = ""

    @property
    def everything(self) -> str:
        """Return all words of it, for a search."""
        return " ".join((self.title, *self.details, self.text, *chain(*self.answers))).casefold()


@dataclass(frozen=True)
class Wanted:
    """What of all this is to be shown: a kind, a month as `2026-11`, words; empty: all."""

    kind: str = ""
    month: str = ""
    words: str = ""

    def fits(self, piece: Piece) -> bool:
        """Tell whether a piece is wanted: every word stands somewhere in it."""
        if self.kind and piece.kind != self.kind:
            return False
        if self.month and f"{piece.day:%Y-%m}" != self.month:
            return False
        return all(word in piece.everything for word in self.words.casefold().split())


@dataclass(frozen=True)
class Row:
    """One entry, or several that belong together, newest first."""

    pieces: tuple[Piece, ...]

    @property
    def first(self) -> Piece:
        """Return the piece that gives the row its day and title."""
        return self.pieces[0]

    @property
    def several(self) -> bool:
        """Tell whether the row opens to more than one piece."""
        return len(self.pieces) > 1

    @property
    def changed(self) -> bool:
        """Tell whether any of it was changed."""
        return any(piece.changed for piece in self.pieces)


@dataclass(frozen=True)
class Listing:
    """One page of rows. page: its number from 1; before, after: the numbers beside it, or None."""

    rows: tuple[Row, ...]
    page: int
    before: int | None
    after: int | None


def listing(pieces: Iterable[Piece], wanted: Wanted, page: int = 1) -> Listing:
    """Return a page of what is wanted, newest first; a page that is not there is the nearest."""
    rows = _rows([piece for piece in pieces if wanted.fits(piece)])
    last = max(1, -(-len(rows) // A_PAGE))
    page = min(max(1, page), last)
    return Listing(
        rows=tuple(rows[(page - 1) * A_PAGE : page * A_PAGE]),
        page=page,
        before=page - 1 if page > 1 else None,
        after=page + 1 if page < last else None,
    )


def months(pieces: Iterable[Piece]) -> tuple[date, ...]:
    """Return the months in which something was written, newest first, by their first days."""
    return tuple(sorted({piece.day.replace(day=1) for piece in pieces}, reverse=True))


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    newest = sorted(pieces, key=lambda piece: piece.day, reverse=True)
    alone = [Row((piece,)) for piece in newest if not piece.whole]
    together = sorted((piece for piece in newest if piece.whole), key=lambda piece: piece.whole)
    wholes = [Row(tuple(found)) for _, found in groupby(together, key=lambda piece: piece.whole)]
    return sorted([*alone, *wholes], key=lambda row: row.first.day, reverse=True)
