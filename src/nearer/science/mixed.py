"""Linear mixed models: people within couples, answers crossed with questions (REML or ML).

y = X b + Z u + e. Random effects may be nested or crossed; a variance of 0 is an answer, and the
search goes on to it. The engine under `truth_bias.pooled`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import checks
from nearer.science._blocks import Effect
from nearer.science._intervals import t_estimate
from nearer.science._mixed_model import model_of
from nearer.science._search import lowest
from nearer.science.checks import F
from nearer.science.estimate import Estimate

__all__ = ["Mixed", "Random", "fit"]

STARTS = (0.7, 0.2, 2.0)  # SDs of the effects in residual SDs: from any of them the same end


@dataclass(frozen=True, slots=True)
class Random:
    """Effects that vary by group.

    groups: a label a row, (rows,); Z: what varies, (rows, q), by default an intercept;
    diagonal: the effects of a group do not correlate.
    """

    groups: ArrayLike
    Z: ArrayLike | None = None
    diagonal: bool = False


@dataclass(frozen=True, slots=True)
class Mixed:
    """A fitted linear mixed model.

    names: of the columns of X; coefficients, se: (p,); covariance: (p, p), of the coefficients;
    random_covariances: (q, q) for each random term in the order given; residual_variance in the
    unit of y squared; log_likelihood: of REML or ML, as defined by lme4; n: rows used; converged;
    degrees: of freedom of the intervals, at `level`.
    """

    names: tuple[str, ...]
    coefficients: F
    se: F
    covariance: F
    random_covariances: tuple[F, ...]
    residual_variance: float
    log_likelihood: float
    n: int
    converged: bool
    degrees: int = field(repr=False)
    level: float = 0.95

    def effect(self, name: str) -> Estimate:
        """Return one coefficient with its t interval. Raises ValueError for an unknown name."""
        if name not in self.names:
            raise ValueError(f"name: {name!r} is none of {', '.join(self.names)}")
        at = self.names.index(name)
        value, se = float(self.coefficients[at]), float(self.se[at])
        return t_estimate(value, se, self.degrees, n=self.n, level=self.level)


def fit(
    y: ArrayLike,
    X: ArrayLike,  # noqa: N803 - the field's letter
    random: Sequence[Random],
    *,
    names: Sequence[str] | None = None,
    method: str = "REML",
    level: float = 0.95,
) -> Mixed:
    """Fit a linear mixed model by restricted or full maximum likelihood.

    y: (rows,); X: (rows, p), with its column of ones where an intercept is wanted; random: at least
    one term, Z in the units of X; rows with NaN in y, X or Z are left out. names: of the columns of
    X; method: "REML" or "ML". level: of the intervals, which use t with (levels of the largest
    grouping) - p degrees.

    Raises ValueError for shapes that do not match, infinite values, columns of X or Z that repeat
    each other, fewer than two groups in a term, no more rows than coefficients, and data that
    the columns of X explain without rest.
    Source: Laird and Ware (1982), Bates et al. (2015). Checked against lme4: `truth_bias.json`,
    `cohort.json`.
    """
    checks.one_of("method", method, ("REML", "ML"))
    checks.share("level", level)
    outcome, columns, effects, labels = _rows(y, X, random, names)
    model = model_of(outcome, columns, effects, labels, method)
    found = lowest(model.deviance, [model.start(sd) for sd in STARTS])
    ended = model.ending(found.at)
    return Mixed(
        labels,
        ended.coefficients,
        np.sqrt(np.diagonal(ended.covariance)),
        ended.covariance,
        ended.random_covariances,
        ended.variance,
        -found.value / 2,
        model.n,
        found.converged,
        max(model.levels - len(labels), 1),
        level,
    )


def _rows(
    y: ArrayLike, columns: ArrayLike, random: Sequence[Random], names: Sequence[str] | None
) -> tuple[F, F, list[Effect], tuple[str, ...]]:
    """Return what all rows without a gap hold: y, X, the effects, and the names of the columns."""
    outcome = checks.array("y", y, ndim=1)
    fixed = checks.array("X", columns, ndim=2)
    if not fixed.shape[1]:
        raise ValueError("X: has no column")
    own = tuple(f"x{j}" for j in range(fixed.shape[1]))
    labels = own if names is None else checks.names("names", names, len(own))
    checks.kind("random", random, Sequence)
    if not random:
        raise ValueError("random: is empty; give at least one Random")
    for one in random:
        checks.kind("random", one, Random)
    designs = [_design(one, len(outcome)) for one in random]
    groups = [_groups(one, len(outcome)) for one in random]
    if len(fixed) != len(outcome):
        raise ValueError(f"X: has {len(fixed)} rows, y has {len(outcome)}")
    whole = ~np.isnan(np.column_stack([outcome, fixed, *designs])).any(axis=1)
    if whole.sum() <= fixed.shape[1]:
        raise ValueError(f"y: {whole.sum()} complete rows for {fixed.shape[1]} columns of X")
    effects = [
        Effect(_codes(group[whole]), design[whole], one.diagonal)
        for one, group, design in zip(random, groups, designs, strict=True)
    ]
    return outcome[whole], fixed[whole], effects, labels


def _design(one: Random, rows: int) -> F:
    design = np.ones((rows, 1)) if one.Z is None else checks.array("random", one.Z)
    design = design[:, None] if design.ndim == 1 else design
    if design.ndim != 2 or len(design) != rows:
        raise ValueError(f"random: Z has shape {design.shape}; it is (rows, q) with {rows} rows")
    return design


def _groups(one: Random, rows: int) -> NDArray[np.generic]:
    return checks.labels("random", one.groups, rows)


def _codes(groups: NDArray[np.generic]) -> NDArray[np.intp]:
    levels, found = np.unique(groups, return_inverse=True)
    codes: NDArray[np.intp] = found
    if len(levels) < 2:
        raise ValueError("random: a grouping has one group only; at least 2")
    if len(levels) == len(groups):
        raise ValueError("random: each row is a group of its own; nothing tells it from the rest")
    return codes
