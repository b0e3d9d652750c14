"""Two people at once: what each brings, what each gets from the other, and what they share.

One occasion: y, x are (couples, 2). Diaries: (couples, days, 2). Column 0 is role 1. A partner's
value is the same array turned round, `x[..., ::-1]`, so no pair can be torn apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from nearer.science import _roles, checks
from nearer.science._diaries import Diary, diary, lag, within_between
from nearer.science._intervals import chi2_tail, t_estimate
from nearer.science._latent import CommonFate, Fit, Invariance, common_fate, invariance
from nearer.science.checks import F
from nearer.science.estimate import Estimate

__all__ = [
    "APIM",
    "CommonFate",
    "Diary",
    "Fit",
    "Invariance",
    "LikelihoodRatio",
    "apim",
    "common_fate",
    "diary",
    "distinguishability",
    "icc",
    "invariance",
    "lag",
    "within_between",
]


@dataclass(frozen=True, slots=True)
class APIM:
    """An actor-partner model; arrays are (2,) by role, equal when roles are exchangeable.

    intercept in the unit of y; actor, partner in units of y for one unit of own x, of the
    partner's x; intercept_se, actor_se, partner_se: their standard errors; sigma: SD of the
    residuals; rho: their correlation within a couple; log_likelihood: by method, "REML" or "ML"; n:
    answers of one person used; n_couples: couples behind them; converged; level: of the effects'
    intervals.
    """

    intercept: F
    actor: F
    partner: F
    intercept_se: F
    actor_se: F
    partner_se: F
    sigma: F
    rho: float
    log_likelihood: float
    n: int
    n_couples: int
    method: str
    converged: bool
    level: float = 0.95

    def actor_effect(self, role: int = 0) -> Estimate:
        """Return what one's own x goes with, with a t interval; ValueError but for role 0 or 1."""
        return self._effect(self.actor, self.actor_se, role)

    def partner_effect(self, role: int = 0) -> Estimate:
        """Return what the partner's x goes with; role and ValueError as in `actor_effect`."""
        return self._effect(self.partner, self.partner_se, role)

    def _effect(self, values: F, errors: F, role: int) -> Estimate:
        checks.one_of("role", role, (0, 1))
        n = self.n_couples
        return t_estimate(values[role], errors[role], n - 3, n=n, level=self.level)


@dataclass(frozen=True, slots=True)
class LikelihoodRatio:
    """A test of nested models: chi2 on dof degrees of freedom, and its p."""

    chi2: float
    dof: int
    p: float


def apim(
    y: ArrayLike,
    x: ArrayLike,
    *,
    distinguishable: bool = True,
    method: str = "REML",
    level: float = 0.95,
) -> APIM:
    """Fit the actor-partner interdependence model: y on one's own x and on the partner's.

    y, x: (couples, 2). A person counts when own y and both x are there, also when the partner's y
    is missing. distinguishable: each role has its own coefficients and SD; otherwise both have the
    same, and the order within couples changes nothing. method: "REML" or "ML". level: of the
    intervals, which are t with couples - 3 degrees of freedom.

    Raises ValueError for other shapes, infinite values, fewer than 6 couples with both answers, a
    constant column, partners whose x or y repeat each other, and outcomes explained without rest.
    Source: Kenny, Kashy and Cook (2006). Checked against nlme and lavaan, `apim.json`.
    """
    checks.one_of("method", method, ("REML", "ML"))
    checks.share("level", level)
    found = _roles.summed(*_couples(y, x))
    maps = _roles.by_role() if distinguishable else _roles.exchangeable()
    fitted = _roles.fit(found, maps, equal=not distinguishable, method=method)
    (intercept, actor, partner), errors = _roles.of_role(fitted, found, maps)
    return APIM(
        intercept,
        actor,
        partner,
        errors[0],
        errors[1],
        errors[2],
        fitted.sigma,
        fitted.rho,
        fitted.log_likelihood,
        found.rows,
        int(found.couples.sum()),
        method,
        fitted.converged,
        level,
    )


def distinguishability(y: ArrayLike, x: ArrayLike, *, paths_only: bool = False) -> LikelihoodRatio:
    """Test whether it matters which of the two is which: both roles alike against each its own.

    y, x: (couples, 2), used as in `apim`. Four degrees of freedom: intercept, actor, partner, SD.
    paths_only: of couples without any gap, only actor and partner are held equal, two degrees.
    Both by maximum likelihood. Raises ValueError as `apim`.
    Source: Kenny, Kashy and Cook (2006). Checked against nlme and lavaan, `apim.json`.
    """
    outcome, predictor = _couples(y, x)
    if paths_only:
        whole = ~np.isnan(outcome + predictor).any(axis=1)
        outcome, predictor = outcome[whole], predictor[whole]
    found = _roles.summed(outcome, predictor)
    maps = _roles.equal_paths() if paths_only else _roles.exchangeable()
    free = _roles.fit(found, _roles.by_role(), equal=False, method="ML")
    held = _roles.fit(found, maps, equal=not paths_only, method="ML")
    chi2 = max(0.0, 2 * (free.log_likelihood - held.log_likelihood))
    dof = 2 if paths_only else 4
    return LikelihoodRatio(chi2, dof, chi2_tail(chi2, dof))


def icc(y: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Return how alike two partners are: the intraclass correlation, from -1 to 1.

    y: (couples, 2); a couple with one answer helps to know mean and spread. REML under compound
    symmetry; the interval is the exact one of the F ratio for the couples with both answers
    (`se` is NaN, n counts these couples). level: of the interval.

    Raises ValueError for other shapes, infinite values, fewer than 6 couples with both answers, a
    constant column, and partners whose answers are the same.
    Source: Shrout and Fleiss (1979). Checked against nlme, `apim.json`.
    """
    outcome = checks.array("y", y, shape=(None, 2))
    checks.share("level", level)
    found = _roles.summed(outcome, np.empty((len(outcome), 0)))
    rho = _roles.fit(found, _roles.only_mean(), equal=True, method="REML").rho
    low, high = _f_interval(rho, int(found.couples[0]), level)
    return Estimate(rho, low, high, np.nan, int(found.couples[0]), level)


def _f_interval(rho: float, n: int, level: float) -> tuple[float, float]:
    ratio = (1 + rho) / (1 - rho)  # mean square between couples to that within
    tails = 0.5 + np.array([1, -1]) * level / 2
    low, high = ratio / special.fdtri(n - 1, n, tails)
    return float((low - 1) / (low + 1)), float((high - 1) / (high + 1))


def _couples(y: ArrayLike, x: ArrayLike) -> tuple[F, F]:
    outcome = checks.array("y", y, shape=(None, 2))
    predictor = checks.array("x", x, shape=(None, 2))
    if len(predictor) != len(outcome):
        raise ValueError(f"x: has {len(predictor)} couples, y has {len(outcome)}")
    return outcome, predictor
