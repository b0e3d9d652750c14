"""Covariances of random effects as lower factors of free numbers: at 0, no variance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nearer.science.checks import F

Places = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Term:
    """One covariance of q effects, shared by `slots` groups that stand side by side."""

    effects: int
    slots: int = 1
    diagonal: bool = False

    @property
    def size(self) -> int:
        """How many columns its effects take."""
        return self.effects * self.slots

    @property
    def places(self) -> tuple[Places, Places]:
        """Rows and columns of the free numbers in its factor."""
        if self.diagonal:
            return np.arange(self.effects), np.arange(self.effects)
        return np.tril_indices(self.effects)

    @property
    def count(self) -> int:
        """How many free numbers it has."""
        return len(self.places[0])

    def factor(self, free: F) -> F:
        """Return its lower factor, (q, q)."""
        lower = np.zeros((self.effects, self.effects))
        lower[self.places] = free
        return lower

    def start(self, sd: float) -> F:
        """Return the free numbers of uncorrelated effects of one SD."""
        diagonal: F = np.eye(self.effects)[self.places] * sd
        return diagonal


@dataclass(frozen=True, slots=True)
class Layout:
    """Terms one after another, the columns of each: slot by slot, effect by effect."""

    terms: tuple[Term, ...]

    @property
    def count(self) -> int:
        """How many free numbers there are."""
        return sum(term.count for term in self.terms)

    @property
    def size(self) -> int:
        """How many columns there are."""
        return sum(term.size for term in self.terms)

    def start(self, sd: float) -> F:
        """Return the free numbers of uncorrelated effects of one SD."""
        return np.concatenate([np.empty(0), *(term.start(sd) for term in self.terms)])

    def factors(self, free: F) -> list[F]:
        """Return the lower factor of each term."""
        parts = np.split(free, np.cumsum([term.count for term in self.terms], dtype=int))
        return [term.factor(part) for term, part in zip(self.terms, parts, strict=False)]

    def factor(self, free: F) -> F:
        """Return the factor of all columns together, (m, m)."""
        whole = np.zeros((self.size, self.size))
        for at, term, lower in zip(self._starts(), self.terms, self.factors(free), strict=True):
            block = slice(at, at + term.size)
            whole[block, block] = np.kron(np.eye(term.slots), lower)
        return whole

    def gradient(self, free: F, by_covariance: F) -> F:
        """Return the derivative by the free numbers, given that by the covariance (m, m)."""
        found = [np.empty(0)]
        for at, term, lower in zip(self._starts(), self.terms, self.factors(free), strict=True):
            columns = at + np.arange(term.size).reshape(term.slots, term.effects)
            own = by_covariance[columns[:, :, None], columns[:, None, :]].sum(0)
            found.append((2 * own @ lower)[term.places])
        return np.concatenate(found)

    def _starts(self) -> Sequence[int]:
        ends = np.cumsum([term.size for term in self.terms], dtype=int).tolist()
        return [0, *ends][: len(self.terms)]
