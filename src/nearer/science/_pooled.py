"""Truth and bias pooled over people and questions: a mixed model of rows (West and Kenny 2011)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import checks, mixed
from nearer.science.checks import F
from nearer.science.estimate import Estimate


@dataclass(frozen=True, slots=True)
class PooledTruthBias:
    """How people read their partners, over many questions.

    bias, truth, projection: as in `TruthBias`; variances: of what varies, by name ("couple",
    "person", "truth", "projection", "question"; only what is in the model) and "residual";
    log_likelihood: of REML; mean_truth; n: complete rows; converged.
    """

    bias: Estimate
    truth: Estimate
    projection: Estimate
    variances: dict[str, float]
    log_likelihood: float
    mean_truth: float
    n: int
    converged: bool


def pooled(
    guess: ArrayLike,
    truth: ArrayLike,
    own: ArrayLike,
    *,
    couple: ArrayLike,
    person: ArrayLike,
    question: ArrayLike | None = None,
    slopes: bool = False,
    level: float = 0.95,
) -> PooledTruthBias:
    """Return how people read their partners, pooled over many people and questions (REML).

    guess, truth, own: (rows,), NaN is missing; couple, person, question: a label a row, person
    within couple. slopes False: random intercepts of couple, person and question. True: random
    intercept, truth and projection slopes of a person, uncorrelated, and question. level: of the
    intervals.

    Raises ValueError for shapes that differ, infinite values, constant columns, and labels with one
    group or one row a group. Source: West and Kenny (2011). Checked against lme4,
    `truth_bias.json`.
    """
    checks.share("level", level)
    values, (pairs, people) = _long(guess, truth, own, {"couple": couple, "person": person})
    groups = {"couple": pairs, "person": _within(pairs, people)}
    if question is not None:
        groups["question"] = checks.labels("question", question, len(values))
    whole = ~np.isnan(values).any(axis=1)
    values = _moving(values[whole])
    groups = {name: _grouped(name, codes[whole]) for name, codes in groups.items()}
    middle = float(values[:, 1].mean())
    design = np.column_stack([np.ones(len(values)), values[:, 1:] - middle])
    random = _slopes(groups, design) if slopes else _intercepts(groups)
    names = ("bias", "truth", "projection")
    found = mixed.fit(
        values[:, 0] - middle, design, list(random.values()), names=names, level=level
    )
    bias, truth_force, projection = (found.effect(name) for name in names)
    return PooledTruthBias(
        bias,
        truth_force,
        projection,
        _variances(found, tuple(random)),
        found.log_likelihood,
        middle,
        found.n,
        found.converged,
    )


def _long(
    guess: ArrayLike, truth: ArrayLike, own: ArrayLike, named: dict[str, ArrayLike]
) -> tuple[F, list[NDArray[np.generic]]]:
    said = checks.array("guess", guess, ndim=1)
    others = [checks.array("truth", truth, shape=said.shape)]
    others.append(checks.array("own", own, shape=said.shape))
    found = [checks.labels(name, values, len(said)) for name, values in named.items()]
    return np.column_stack([said, *others]), found


def _moving(values: F) -> F:
    """Return guess, truth and own answer of complete rows; ValueError where one tells nothing."""
    for name, column in zip(("guess", "truth", "own"), values.T, strict=True):
        if not len(column) or np.ptp(column) ** 2 == 0:
            raise ValueError(f"{name}: is constant in the complete rows, of which {len(column)}")
    apart = values - values.mean(0)
    apart /= np.sqrt((apart**2).sum(0))
    if np.linalg.svd(apart[:, 1:], compute_uv=False)[-1] < 1e-6:
        raise ValueError("own: repeats the truth; the two cannot be told apart")
    if np.linalg.svd(apart, compute_uv=False)[-1] < 1e-9:
        raise ValueError("guess: truth and own answer explain it without rest")
    return values


def _within(outer: NDArray[np.generic], inner: NDArray[np.generic]) -> NDArray[np.intp]:
    """Return one code for each inner label within its outer one."""
    first = np.unique(outer, return_inverse=True)[1]
    labels, second = np.unique(inner, return_inverse=True)
    codes: NDArray[np.intp] = first * len(labels) + second
    return codes


def _grouped(name: str, codes: NDArray[np.generic]) -> NDArray[np.generic]:
    count = len(np.unique(codes))
    if not 2 <= count < len(codes):
        raise ValueError(
            f"{name}: {count} groups in {len(codes)} complete rows; too few or too many"
        )
    return codes


def _intercepts(groups: dict[str, NDArray[np.generic]]) -> dict[str, mixed.Random]:
    return {name: mixed.Random(codes) for name, codes in groups.items()}


def _slopes(groups: dict[str, NDArray[np.generic]], design: F) -> dict[str, mixed.Random]:
    random = {"person": mixed.Random(groups["person"], design, diagonal=True)}
    if "question" in groups:
        random["question"] = mixed.Random(groups["question"])
    return random


def _variances(found: mixed.Mixed, names: tuple[str, ...]) -> dict[str, float]:
    """Return variances by name; the three of a person are intercept, truth and projection."""
    by_name: dict[str, float] = {}
    for name, covariance in zip(names, found.random_covariances, strict=True):
        parts = (name, "truth", "projection")[: len(covariance)]
        by_name.update(zip(parts, np.diagonal(covariance).tolist(), strict=True))
    return {**by_name, "residual": found.residual_variance}
