"""Diaries of two: what a day brings, for oneself and for the other (multilevel, REML or ML)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import checks
from nearer.science._columns import Orthogonal, orthogonal
from nearer.science._covariance import Layout, Term
from nearer.science._diary import Days, Model
from nearer.science._intervals import t_estimate
from nearer.science._search import OUTSIDE, Lowest, lowest
from nearer.science._series import Series
from nearer.science.checks import F
from nearer.science.estimate import Estimate

NONE: Mapping[str, ArrayLike] = MappingProxyType({})
FEWEST = 6  # couples, and more than there are effects a role
STARTS = (0.7, 0.2, 2.0)  # SDs of the random effects in residual SDs


@dataclass(frozen=True, slots=True)
class Diary:
    """A fitted diary model; arrays of two are by role.

    effects, effects_se: (2,) for "intercept" and each predictor; random_names: (name, role) of each
    row of random_covariance (q, q); sigma: SD of a day's residual; rho: the two residuals'
    correlation on one day; phi: that of one day with the next (0 unless autoregressive);
    log_likelihood: by method, "REML" or "ML"; n: days of one person used, in n_couples; converged;
    level: of the effects' intervals.
    """

    effects: dict[str, F]
    effects_se: dict[str, F]
    random_names: tuple[tuple[str, int], ...]
    random_covariance: F
    sigma: F
    rho: float
    phi: float
    log_likelihood: float
    n: int
    n_couples: int
    method: str
    converged: bool
    level: float = 0.95

    def effect(self, name: str, role: int = 0) -> Estimate:
        """Return the effect of that name with a t interval of couples - effects degrees of freedom.

        role: 0 or 1. Raises ValueError for another name or role.
        """
        checks.one_of("name", name, tuple(self.effects))
        checks.one_of("role", role, (0, 1))
        degrees = self.n_couples - len(self.effects)
        value, se = self.effects[name][role], self.effects_se[name][role]
        return t_estimate(value, se, degrees, n=self.n_couples, level=self.level)


def within_between(x: ArrayLike) -> tuple[F, F]:
    """Return what is of the day and what is of the person, both of the shape of x.

    x: (couples, days, 2). Within: a day minus the person's mean over the days there are. Between:
    that mean minus the mean of all values, the same on every day, NaN for who never answered.
    Raises ValueError for other shapes, infinite values, and nothing but NaN.
    Source: Bolger and Laurenceau (2013).
    """
    values = _diaries("x", x)
    seen = ~np.isnan(values)
    days = seen.sum(axis=1, keepdims=True)
    total = np.where(seen, values, 0.0).sum(axis=1, keepdims=True)
    mean = np.divide(total, days, out=np.full(total.shape, np.nan), where=days > 0)
    between = mean - total.sum() / days.sum()
    return values - mean, np.broadcast_to(between, values.shape).copy()


def lag(y: ArrayLike, days: int = 1) -> F:
    """Return what was `days` days before, NaN on the first ones.

    y: (couples, days, 2). A lagged outcome centred at its own mean has its effect biased downward
    by about 1 / days of the diary.
    Raises ValueError for other shapes, infinite values, and days outside 1 to the diary's length.
    Source: the bias by Nickell (1981).
    """
    values = _diaries("y", y)
    back = checks.whole("days", days, low=1, high=values.shape[1])
    before = np.full(values.shape, np.nan)
    before[:, back:] = values[:, :-back]
    return before


def diary(
    y: ArrayLike,
    predictors: Mapping[str, ArrayLike] = NONE,
    *,
    random: Sequence[str] = ("intercept",),
    equal_noise: bool = False,
    autoregressive: bool = False,
    method: str = "REML",
    level: float = 0.95,
) -> Diary:
    """Fit a diary of two: every predictor and the intercept have one effect a role.

    y: (couples, days, 2), days equally spaced; each predictor broadcasts to it (the partner's is
    `x[..., ::-1]`). A row, one person on one day, needs y and its predictors; NaN is missing.
    random: which of the predictors and "intercept" vary by couple, each by role, with a full
    covariance. The two residuals of a day correlate; one SD a role (equal_noise: the same).
    autoregressive: residuals of roles r and s, u days apart, have correlation phi^u times that of
    r and s on one day; gaps count as the days that they are. method: "REML" or "ML". level: of the
    intervals.

    Raises ValueError for other shapes, infinite values, fewer than 6 couples or than effects a role
    plus 3, a role without rows, nobody with two days, predictors that are constant or repeat each
    other, unknown names in random, and outcomes explained without rest.
    Source: Bolger and Laurenceau (2013), Raudenbush, Brennan and Barnett (1995); AR(1) by Galecki
    (1994). Checked against nlme and lme4, `diary.json`.
    """
    checks.one_of("method", method, ("REML", "ML"))
    checks.share("level", level)
    rows = _rows(_diaries("y", y), predictors)
    varying = _varying(random, rows.names)
    fixed = [_basis(rows, rows.names, role) for role in (0, 1)]
    wandering = [_basis(rows, varying, role) for role in (0, 1)] if varying else []
    wide, offsets = _wide(rows, fixed, wandering)
    kind = Series if autoregressive else Days
    model = Model(
        kind.of(wide, rows.seen),
        Layout((Term(2 * len(varying)),) if varying else ()),
        int(rows.seen.sum()),
        method,
        2 * sum(one.log_determinant for one in fixed) if method == "REML" else 0.0,
        free_ratio=not equal_noise,
        free_phi=autoregressive,
    )
    found = lowest(model.deviance, [model.start(sd) for sd in STARTS])
    if found.value >= OUTSIDE:
        raise ValueError("y: is explained without rest; there is nothing left to estimate")
    return _result(model, found, rows, (fixed, wandering, offsets), varying, level)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Complete rows: columns (couples, days, 2, predictors + 1), 0 where not seen; so is y."""

    y: F
    columns: F
    names: tuple[str, ...]
    seen: NDArray[np.bool_]


def _diaries(name: str, values: ArrayLike) -> F:
    return checks.array(name, values, shape=(None, None, 2))


def _rows(outcome: F, predictors: Mapping[str, ArrayLike]) -> _Rows:
    checks.kind("predictors", predictors, Mapping)
    for name in predictors:
        checks.kind("predictors", name, str)
    if "intercept" in predictors:
        raise ValueError("predictors: 'intercept' is always there; give yours another name")
    columns = [np.ones(outcome.shape)]
    columns += [_predictor(name, x, outcome.shape) for name, x in predictors.items()]
    stacked = np.stack(columns, axis=-1)
    seen = ~(np.isnan(outcome) | np.isnan(stacked).any(axis=-1))
    present = seen.any(axis=(1, 2))
    seen = seen[present]
    _enough(seen, len(columns))
    return _Rows(
        np.where(seen, outcome[present], 0.0),
        np.where(seen[..., None], stacked[present], 0.0),
        ("intercept", *predictors),
        seen,
    )


def _predictor(name: str, values: ArrayLike, shape: tuple[int, ...]) -> F:
    found = checks.array("predictors", values, all_missing=True)
    try:
        return np.broadcast_to(found, shape)
    except ValueError as error:
        raise ValueError(
            f"predictors: {name!r} has shape {found.shape}, which does not broadcast to {shape}"
        ) from error


def _enough(seen: NDArray[np.bool_], effects: int) -> None:
    fewest = max(FEWEST, effects + 3)
    if len(seen) < fewest:
        raise ValueError(f"y: couples with complete rows: {len(seen)}; at least {fewest}")
    for role in (0, 1):
        if seen[:, :, role].sum() < effects + 2:
            raise ValueError(f"y: role {role} has too few complete rows for {effects} effects")
        if seen[:, :, role].sum(axis=1).max() < 2:
            raise ValueError(f"y: nobody in role {role} has two days; a diary needs them")


def _varying(random: Sequence[str], names: tuple[str, ...]) -> tuple[str, ...]:
    checks.kind("random", random, Sequence)
    unknown = [name for name in random if name not in names]
    if unknown or len(set(random)) != len(random):
        raise ValueError(f"random: {list(random)} are not each one of {', '.join(names)}")
    return tuple(random)


def _basis(rows: _Rows, names: tuple[str, ...], role: int) -> Orthogonal:
    at = [rows.names.index(name) for name in names]
    columns = rows.columns[:, :, role][rows.seen[:, :, role]][:, at]
    return orthogonal("predictors", columns, [f"{name!r} of role {role}" for name in names])


def _wide(rows: _Rows, fixed: list[Orthogonal], wandering: list[Orthogonal]) -> tuple[F, list[F]]:
    """Return the designs (couples, days, 2, s): random effects by name and role, fixed, y.

    Each role's own part of y on the fixed columns is taken out and returned, (effects,) a role.
    """
    k = len(rows.names)
    q = wandering[0].basis.shape[1] if wandering else 0
    wide = np.zeros((*rows.y.shape, 2 * q + 2 * k + 1))
    offsets = []
    for role, basis in enumerate(fixed):
        here = rows.seen[:, :, role]
        outcome = rows.y[:, :, role][here]
        offset = basis.basis.T @ outcome / len(outcome)
        own = np.zeros((len(outcome), wide.shape[-1]))
        if wandering:
            own[:, role : 2 * q : 2] = wandering[role].basis
        own[:, 2 * q + role : 2 * q + 2 * k : 2] = basis.basis
        own[:, -1] = outcome - basis.basis @ offset
        if own[:, -1] @ own[:, -1] <= 1e-20 * (outcome @ outcome):
            raise ValueError(f"y: of role {role} is explained without rest")
        wide[:, :, role][here] = own
        offsets.append(offset)
    return wide, offsets


def _result(
    model: Model,
    found: Lowest,
    rows: _Rows,
    bases: tuple[list[Orthogonal], list[Orthogonal], list[F]],
    varying: tuple[str, ...],
    level: float,
) -> Diary:
    fixed, wandering, offsets = bases
    at = model.profile(found.at)
    log_ratio, z, y = model.noise(found.at)
    values, errors = [], []
    for role, basis in enumerate(fixed):
        values.append(basis.back(at.coefficients[role::2] + offsets[role]))
        covariance = basis.covariance_back(at.covariance[role::2, role::2])
        errors.append(np.sqrt(np.diagonal(covariance)))
    own = zip(rows.names, np.transpose(values), np.transpose(errors), strict=True)
    effects = {name: (value, error) for name, value, error in own}
    return Diary(
        {name: value for name, (value, _) in effects.items()},
        {name: error for name, (_, error) in effects.items()},
        tuple((name, role) for name in varying for role in (0, 1)),
        _random(model, found.at, wandering) * at.variance,
        np.sqrt(at.variance) * np.array([1.0, np.exp(log_ratio)]),
        float(np.tanh(z)),
        float(np.tanh(y)),
        -found.value / 2,
        model.rows,
        len(rows.y),
        model.method,
        found.converged,
        level,
    )


def _random(model: Model, free: F, wandering: list[Orthogonal]) -> F:
    """Return the covariance of the random effects in units of the predictors, by name and role."""
    lower = model.layout.factor(free[: model.layout.count])
    for role, basis in enumerate(wandering):
        lower[role::2] = basis.back(lower[role::2])
    covariance: F = lower @ lower.T
    return covariance
