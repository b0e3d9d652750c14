"""The deviance of a linear mixed model, and what its lowest point says in the units of the data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nearer.science._blocks import Effect, Products, products
from nearer.science._columns import Orthogonal, orthogonal, scaled
from nearer.science._likelihood import (
    Absorbed,
    Profile,
    absorb,
    covariance_gradient,
    product_adjoint,
    profile,
)
from nearer.science.checks import F


@dataclass(frozen=True, slots=True)
class Ending:
    """What a set of free numbers says, in the units of y, X and Z."""

    coefficients: F
    covariance: F
    random_covariances: tuple[F, ...]
    variance: float


@dataclass(frozen=True, slots=True)
class Model:
    """The data once, as cross-products of orthogonal columns; then a deviance for any covariance.

    offset: the coefficients of the basis that were taken out of y; n: rows.
    """

    products: Products
    fixed: Orthogonal
    designs: tuple[Orthogonal, ...]
    offset: F
    n: int
    method: str
    levels: int

    def start(self, sd: float) -> F:
        """Return the free numbers of one SD, in residual SDs, for every effect."""
        return np.concatenate([self.products.blocks.start(sd), self.products.dense.start(sd)])

    def deviance(self, free: F) -> tuple[float, F]:
        """Return minus twice the log-likelihood and its derivative by the free numbers."""
        at = self._evaluate(free)
        by_dense = covariance_gradient(at.dense, at.left[None, : at.d, : at.d], at.found.adjoint)
        by_left = product_adjoint(at.dense, at.found.adjoint)[0]
        by_blocks = covariance_gradient(at.blocks, self.products.a, by_left)
        ours, rest = self._parted(free)
        gradient = [
            self.products.blocks.gradient(ours, by_blocks),
            self.products.dense.gradient(rest, by_dense),
        ]
        return at.found.deviance, np.concatenate(gradient)

    def ending(self, free: F) -> Ending:
        """Return what these free numbers say."""
        found = self._evaluate(free).found
        ours, rest = self._parted(free)
        lowers = [*self.products.blocks.factors(ours), *self.products.dense.factors(rest)]
        covariances = {
            j: found.variance * self.designs[j].covariance_back(lower @ lower.T)
            for j, lower in zip(self.products.order, lowers, strict=True)
        }
        return Ending(
            self.fixed.back(found.coefficients + self.offset),
            self.fixed.covariance_back(found.covariance),
            tuple(covariances[j] for j in sorted(covariances)),
            found.variance,
        )

    def _evaluate(self, free: F) -> "_Evaluation":
        made, (ours, rest) = self.products, self._parted(free)
        blocks = absorb(made.a, made.b, made.blocks.factor(ours))
        left, d = made.c - blocks.reduction, made.dense.size
        dense = absorb(left[None, :d, :d], left[None, :d, d:], made.dense.factor(rest))
        logs = blocks.log_determinant + dense.log_determinant
        if self.method == "REML":  # |X'V⁻¹X| belongs to the columns as given
            logs += 2 * self.fixed.log_determinant
        found = profile(left[d:, d:] - dense.reduction, logs, self.n, self.method)
        return _Evaluation(blocks, dense, left, d, found)

    def _parted(self, free: F) -> tuple[F, F]:
        count = self.products.blocks.count
        return free[:count], free[count:]


@dataclass(frozen=True, slots=True)
class _Evaluation:
    blocks: Absorbed
    dense: Absorbed
    left: F  # cross-products of dense effects, fixed columns and y, blocks taken out
    d: int  # dense effects
    found: Profile


def model_of(
    outcome: F, columns: F, effects: Sequence[Effect], names: Sequence[str], method: str
) -> Model:
    """Return the model of complete rows; ValueError where it cannot be estimated."""
    fixed = orthogonal("X", columns, names)
    designs = tuple(_design(one) for one in effects)
    offset = fixed.basis.T @ outcome / len(outcome)
    residual = outcome - fixed.basis @ offset
    if residual @ residual <= 1e-20 * (outcome @ outcome):
        raise ValueError("y: the columns of X explain it without rest; nothing is random")
    own = [
        Effect(one.codes, design.basis, one.diagonal)
        for one, design in zip(effects, designs, strict=True)
    ]
    made = products(own, np.column_stack([fixed.basis, residual]))
    levels = max(one.levels for one in effects)
    return Model(made, fixed, designs, offset, len(outcome), method, levels)


def _design(one: Effect) -> Orthogonal:
    """Return Z in columns of one size; uncorrelated effects must keep their own columns."""
    names = [f"column {j} of Z" for j in range(one.design.shape[1])]
    whole = orthogonal("random", one.design, names)
    return scaled(one.design) if one.diagonal else whole
