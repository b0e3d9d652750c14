"""How sure is sure enough: chosen on scores of rows that the scoring model never saw.

What helps: for each label the threshold with the best F1. What hurts: one threshold for all, so
high that few kind messages are marked.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Scored(NamedTuple):
    """Scores, what is right and what counts, all (rows, labels); kind: (rows,)."""

    scores: Array
    right: Mask
    counts: Mask
    kind: Mask

    def f1(self, label: int, enough: float) -> float:
        """Return a label's F1 when scores above `enough` are marked."""
        counted = self.counts[:, label]
        given = self.scores[counted, label] > enough
        right = self.right[counted, label]
        both = int((given & right).sum())
        return 2 * both / max(int(given.sum() + right.sum()), 1)


def best(scored: Scored) -> Array:
    """Return the threshold of each label with the best F1; infinity where no row has it."""
    labels = range(scored.scores.shape[1])
    return np.array([best_of(scored, label) for label in labels])


def best_of(scored: Scored, label: int) -> float:
    """Return the threshold of one label with the best F1; infinity where no row has it."""
    counted = scored.counts[:, label]
    right = scored.right[counted, label]
    if not right.any():
        return float("inf")
    order = np.argsort(-scored.scores[counted, label], kind="stable")
    sorted_scores = scored.scores[counted, label][order]
    f1 = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + right.sum())
    top = int(f1.argmax())
    return float(sorted_scores[top : top + 2].mean())


def shared(scored: Scored, hurting: Mask, *, at_most: float) -> float:
    """Return one threshold for the labels that hurt, with which few kind messages are marked.

    at_most: the share of kind messages with a score above it.
    """
    highest = np.sort(scored.scores[scored.kind][:, hurting].max(axis=1))[::-1]
    return float(highest[int(at_most * len(highest))])


def calibration(scored: Scored, label: int) -> tuple[float, float]:
    """Return the slope and offset that turn a score into the share that is right (Platt, 1999)."""
    counted = scored.counts[:, label]
    at, right = scored.scores[counted, label], scored.right[counted, label].astype(float)
    if right.sum() < 5:
        return 1.0, 0.0
    # Platt's soft targets keep the fit finite where the scores part right from wrong.
    many, few = (right.sum() + 1) / (right.sum() + 2), 1 / (len(right) - right.sum() + 2)
    soft = np.where(right > 0, many, few)

    def loss(line: Array) -> float:
        log_odds = line[0] * at + line[1]
        return float((np.logaddexp(0, log_odds) - soft * log_odds).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(slope), float(offset)
