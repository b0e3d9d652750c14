"""How sure is sure enough: chosen on scores of rows that the scoring model never saw.

First the threshold of each label with the best F1; then those of the labels that hurt are raised,
one kind message at a time, where it costs the least F1, until few enough kind messages are marked.
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


def clean(scored: Scored, hurting: Mask, *, at_most: float) -> Array:
    """Return thresholds with which at most that share of kind messages is marked as hurting."""
    enough = best(scored)
    columns = np.flatnonzero(hurting)
    kind = scored.scores[scored.kind]
    allowed = int(at_most * len(kind))
    while (marked := kind > enough)[:, columns].any(axis=1).sum() > allowed:
        label, above = _cheapest(scored, enough, kind, marked, columns)
        enough[label] = above
    return enough


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


def _cheapest(
    scored: Scored, enough: Array, kind: Array, marked: Mask, columns: NDArray[np.int64]
) -> tuple[int, float]:
    """Return the label, and its next threshold, that costs least F1 for each message cleaned."""
    alone = marked[:, columns].sum(axis=1) == 1
    offers: list[tuple[float, int, float]] = []
    for label in columns:
        mine = np.sort(kind[marked[:, label] & alone, label])
        now = scored.f1(label, enough[label])
        for cleaned, above in enumerate(mine[:3], start=1):
            offers.append(((now - scored.f1(label, above)) / cleaned, int(label), float(above)))
    if offers:
        _, label, above = min(offers)
        return label, above
    label = int(columns[marked[:, columns].sum(axis=0).argmax()])
    return label, float(kind[marked[:, label], label].min())
