"""The posterior of many people on a grid of theta, from what they answered.

Likelihoods of a few neighbouring items are multiplied once for each way to answer them all; each
person's are then looked up together. Products need no logarithm while they are not too small; those
that are (after hundreds of items) are added up by logarithms instead.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

Codes = NDArray[np.intp]
WIDEST = 1500  # ways to answer the items of one table: what a cache holds
BLOCK = 1024
LEAST = 1e-200  # a smaller sum has lost digits


@dataclass(frozen=True, slots=True)
class Joint:
    """Answers of people, and which items are looked up together.

    codes: (people, items), from 0 to size - 1; together: items a table; rows: by table, (people,).
    """

    codes: F | Codes
    size: int
    together: int
    rows: tuple[Codes, ...]

    @classmethod
    def of(cls, codes: F | Codes, size: int) -> "Joint":
        """Return the answers made ready; codes are whole numbers, the last one for no answer."""
        people, items = codes.shape
        together = 1
        while together < items and size ** (together + 1) <= min(WIDEST, people):
            together += 1
        starts = range(0, items, together)
        rows = tuple(_numbered(codes[:, first : first + together], size) for first in starts)
        return cls(codes, size, together, rows)

    def on(self, logs: F, log_prior: F) -> "Posteriors":
        """Return what the answers say of theta.

        logs: (items, size, points) of the likelihood; log_prior: (points,).
        """
        tables = self._tables(np.exp(logs - most(logs)[:, :, None]))
        return Posteriors(self, tables, logs, log_prior, np.exp(log_prior - log_prior.max()))

    def _tables(self, likely: F) -> list[F]:
        """Return (size ** items, points) for each table of items."""
        items, _, points = likely.shape
        found = []
        for first in range(0, items, self.together):
            table = likely[first]
            for other in likely[first + 1 : first + self.together]:
                table = (table[:, None] * other).reshape(-1, points)
            found.append(table)
        return found


@dataclass(frozen=True, slots=True)
class Posteriors:
    """Answers beside the likelihoods of one grid; `of` looks some people up."""

    answers: Joint
    tables: list[F]
    logs: F
    log_prior: F
    prior: F

    def of(self, people: slice) -> tuple[F, F]:
        """Return posteriors (people, points), and the log of their sums before those were made 1.

        In the sum each answer counts from its most likely point, `most`, the prior from its own.
        """
        rows = [one[people] for one in self.answers.rows]
        found = self.tables[0].take(rows[0], axis=0)
        for table, row in zip(self.tables[1:], rows[1:], strict=True):
            found *= table.take(row, axis=0)
        found *= self.prior
        mass = found.sum(axis=1)
        if not (mass > LEAST).all():
            codes = self.answers.codes[people].astype(np.intp)
            return _by_logs(self.logs, codes, self.log_prior)
        found /= mass[:, None]
        return found, np.log(mass)


def blocks(start: int, stop: int) -> Iterator[slice]:
    """Yield people in parts that a cache holds."""
    for first in range(start, stop, BLOCK):
        yield slice(first, min(first + BLOCK, stop))


def most(logs: F) -> F:
    """Return the log-likelihood of each answer at its most likely point: (items, size)."""
    return np.asarray(logs.max(axis=2))


def _numbered(codes: F | Codes, size: int) -> Codes:
    """Return one number for each way to answer, the first item counting most."""
    found = codes[:, 0]
    for column in codes.T[1:]:
        found = found * size + column
    return np.ascontiguousarray(found, dtype=np.intp)


def _by_logs(logs: F, codes: Codes, log_prior: F) -> tuple[F, F]:
    """Return posteriors, and the logs of their sums, for a block of people."""
    found = log_prior - log_prior.max() + np.zeros((len(codes), 1))
    for own, answers in zip(logs - most(logs)[:, :, None], codes.T, strict=True):
        found += own[answers]
    top = found.max(axis=1)
    found = np.exp(found - top[:, None])
    mass = found.sum(axis=1)
    return found / mass[:, None], np.log(mass) + top
