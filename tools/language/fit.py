"""Logistic regressions on sparse features, the thresholds that keep kind messages clean.

Plain SciPy, no randomness: the same rows in the same order give the same numbers.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nearer.language import crisis, features, message, rules
from nearer.language.features import SENSES, SIZE, Features
from nearer.language.grammar import Language
from nearer.language.rules import Hit
from tools.language.rows import ANY, DANGERS, HURTS, LABELS, Row

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Parts = NDArray[np.int64]

FOLDS = 3
"""Parts of the messages, each scored by a model of the others."""
STEPS = 80
"""Steps of the solver; twice as many gain less than 0.01 in average precision on unseen rows."""
STRENGTH = 20.0
"""How much the rows count against small weights (the inverse of the L2 penalty)."""


class Seen:
    """Messages as the model sees them: features as a sparse matrix, and the rules' labels.

    matrix: (rows, SIZE). ruled: (rows, labels), whether a rule gives the label. apart: the first
    bucket of those that only the dangers are weighed by, if there are any.
    """

    def __init__(self, matrix: csr_matrix, ruled: Mask, apart: int | None = None) -> None:
        self.matrix, self.ruled, self.apart = matrix, ruled, apart

    @classmethod
    def of(cls, rows: Sequence[Row], language: Language) -> "Seen":
        """Read the rows as the coach does."""
        read = [message.read(row.text, language) for row in rows]
        hits = [rules.find(each, language) for each in read]
        both = list(zip(read, hits, strict=True))
        ruled = np.array([_ruled(found) for found in hits], bool).reshape(-1, len(LABELS))
        ruled[:, LABELS.index(ANY)] = [any(crisis.hits(each, language)) for each in read]
        return cls(sparse([features.of(each, found) for each, found in both]), ruled, SENSES)


def sparse(seen: Sequence[Features]) -> csr_matrix:
    """Return the features of several messages as one matrix, a row for each."""
    ends = np.cumsum([0, *(len(each.buckets) for each in seen)])
    values = np.concatenate([each.values for each in seen]).astype(np.float64)
    buckets = np.concatenate([each.buckets for each in seen])
    made = csr_matrix((values, buckets, ends), shape=(len(seen), SIZE))
    made.sum_duplicates()
    return made


def targets(rows: Sequence[Row]) -> tuple[Array, Array]:
    """Return what is right and how much it counts, both (rows, labels).

    A label that may be found and need not counts for nothing, nor one that a row does not know;
    the others count as much as the row.
    """
    right = np.array([[label in row.labels for label in LABELS] for row in rows], float)
    counts = np.array([[_counts(row, label) for label in LABELS] for row in rows], float)
    return right, counts


def regressions(
    matrix: csr_matrix, right: Array, counts: Array, apart: int | None = None
) -> "Made":
    """Return one regression per label on rows of features (rows, SIZE).

    right, counts: (rows, labels). apart: as in `Seen`. A bucket that fewer than three rows have
    gets no weight. All labels are solved at once: one pass over the sparse rows serves them all.
    """
    often = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= 3)
    kept = matrix[:, often].astype(np.float32).tocsr()
    turned = kept.T.tocsr()
    labels = right.shape[1]
    others = np.ix_(np.flatnonzero(often >= (apart or matrix.shape[1])), np.flatnonzero(~DANGEROUS))
    truth, count = (
        (STRENGTH * counts * right).astype(np.float32),
        (STRENGTH * counts).astype(np.float32),
    )

    def loss(at: Array) -> tuple[float, Array]:
        weights = at.reshape(-1, labels)
        scores = kept @ weights[:-1].astype(np.float32) + weights[-1].astype(np.float32)
        missing = count * np.logaddexp(0, scores) - truth * scores
        slope = count / (1 + np.exp(-scores)) - truth
        steep = np.vstack((turned @ slope + weights[:-1], slope.sum(axis=0)))
        steep[others] = 0  # these weights stay as they begin
        return float(missing.sum() + np.square(weights[:-1]).sum() / 2), steep.ravel().astype(float)

    start = np.zeros((len(often) + 1, labels))
    start[-1] = -3.0  # most messages lack most labels
    options = {"maxiter": STEPS, "ftol": 1e-6, "maxcor": 5}
    solved = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options=options)
    solved_weights = solved.x.reshape(-1, labels)
    made = np.zeros((matrix.shape[1], labels))
    made[often] = solved_weights[:-1]
    return Made(made, solved_weights[-1])


class Made(NamedTuple):
    """Weights (SIZE, labels) and biases (labels) of one regression per label."""

    weights: Array
    bias: Array

    def scores(self, matrix: csr_matrix) -> Array:
        """Return the scores (rows, labels) of rows of features."""
        return np.asarray(matrix @ self.weights + self.bias)


def crossed(
    seen: "Seen", rows: Sequence[Row], parts: Parts, *, say: Callable[[str], None]
) -> tuple[Array, list[Made]]:
    """Return scores (rows, labels) from models that saw neither the row nor its group, and these.

    parts: the fold of each row; a row of fold -1 always trains and keeps NaN.
    """
    right, counts = targets(rows)
    scores = np.full(right.shape, np.nan)
    models: list[Made] = []
    for part in range(int(parts.max()) + 1):
        train, held = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        models.append(regressions(seen.matrix[train], right[train], counts[train], seen.apart))
        scores[held] = models[-1].scores(seen.matrix[held])
        say(f"fold {part + 1}: {len(train)} rows train, {len(held)} are scored")
    return scores, models


def folds(rows: Sequence[Row], among: Callable[[Row], bool], many: int = FOLDS) -> Parts:
    """Return each row's fold, whole groups together, or -1 for a row that always trains."""
    groups = sorted({row.group for row in rows if among(row)})
    order = np.random.default_rng(5).permutation(len(groups))
    fold = {group: int(place) % many for group, place in zip(groups, order, strict=True)}
    return np.array([fold[row.group] if among(row) else -1 for row in rows])


def _counts(row: Row, label: str) -> float:
    counts = label in row.known and (label in row.labels or label not in row.also)
    return row.weight if counts else 0.0


def _ruled(hits: Sequence[Hit]) -> list[bool]:
    given = {hit.label.value for hit in hits}
    return [label in given for label in LABELS]


HURTING = np.array([label in HURTS for label in LABELS])
DANGEROUS = np.array([label in (*DANGERS, ANY) for label in LABELS])
