"""Models of two people with something unseen behind the answers: common fate, invariance."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from nearer.science import _fate, checks
from nearer.science._factor import TwoFactors
from nearer.science._intervals import chi2_tail, t_estimate, unknown
from nearer.science._structure import Sample
from nearer.science.checks import F
from nearer.science.estimate import Estimate

FEWEST = 10  # couples for a latent model, and more than there are answers a couple


@dataclass(frozen=True, slots=True)
class CommonFate:
    """What two share in x, and what goes with it in what they share in y.

    effect: units of the shared y for one unit of the shared x; latent: variance that x leaves in
    the shared y, variance of the shared x; uniquenesses: of y (row 0) and x (row 1) by role;
    same_person: covariance of one person's own parts of y and x, by role; a variance below 0 says
    that the data speak against something shared. chi2 on dof degrees of freedom, log_likelihood:
    of the fit; converged.
    """

    effect: Estimate
    latent: F
    uniquenesses: F
    same_person: F
    chi2: float
    dof: int
    log_likelihood: float
    converged: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a model of means and covariances fits.

    chi2 on dof degrees of freedom against the free one, and its p; cfi: from 0 to 1; rmsea: 0 is
    best; log_likelihood; converged.
    """

    chi2: float
    dof: int
    p: float
    cfi: float
    rmsea: float
    log_likelihood: float
    converged: bool


@dataclass(frozen=True, slots=True)
class Invariance:
    """Four steps, each holding more equal between partners than the one before.

    configural: nothing; loading: the loadings; intercept: the intercepts; residual: the residual
    variances too.
    """

    configural: Fit
    loading: Fit
    intercept: Fit
    residual: Fit


def common_fate(y: ArrayLike, x: ArrayLike, *, level: float = 0.95) -> CommonFate:
    """Fit the common fate model with loadings of 1, by maximum likelihood.

    y, x: (couples, 2); couples with any gap are left out. Where the partners' x do not go together
    (a shared variance of 0 or less) the effect is NaN. level: of its interval, which is t with
    couples - 3 degrees.

    Raises ValueError for other shapes, infinite values, fewer than 10 complete couples, and
    columns that are constant or repeat each other.
    Source: Ledermann and Kenny (2012). Checked against lavaan, `apim.json`.
    """
    outcome = checks.array("y", y, shape=(None, 2))
    predictor = checks.array("x", x, shape=outcome.shape)
    checks.share("level", level)
    values = _whole(("y", "x"), np.hstack([outcome, predictor]))
    found = _fate.fit(values)
    n, s = len(values), found.covariances
    shared = np.array([s[0, 1], s[2, 3]])
    known = np.isfinite(found.effect)
    effect = (
        t_estimate(found.effect, found.se, n - 3, n=n, level=level) if known else unknown(n, level)
    )
    explained = found.effect * found.across if known else 0.0
    return CommonFate(
        effect,
        shared - [explained, 0],
        np.diagonal(s).reshape(2, 2) - shared[:, None],
        np.array([s[0, 2], s[1, 3]]) - found.across,
        found.chi2,
        1,
        found.log_likelihood,
        found.converged,
    )


def invariance(first: ArrayLike, second: ArrayLike) -> Invariance:
    """Test whether two partners' answers to the same items can be compared.

    first, second: (couples, items) of each partner, at least 3 items; couples with any gap are left
    out. One factor a partner, residuals of the same item correlated. Steps: the same items
    (configural), the same loadings, the same intercepts (the second factor's mean is free), the
    same residual variances. CFI against uncorrelated variables.

    Raises ValueError for shapes that differ, infinite values, fewer complete couples than answers a
    couple or than 10, and columns that are constant or repeat each other.
    Source: Meredith (1993); for partners Kenny, Kashy and Cook (2006). Checked against lavaan,
    `invariance.json`.
    """
    ours = checks.array("first", first, ndim=2)
    theirs = checks.array("second", second, shape=ours.shape)
    if ours.shape[1] < 3:
        raise ValueError(f"first: has {ours.shape[1]} items; at least 3")
    values = _whole(("first", "second"), np.hstack([ours, theirs]))
    scale = np.tile(np.sqrt(np.var(values.reshape(len(values), 2, -1), axis=(0, 1))), 2)
    middle = np.tile(values.reshape(-1, ours.shape[1]).mean(0), 2)
    model = TwoFactors(Sample.of((values - middle) / scale))
    loading = replace(model, equal_loadings=True)
    intercept = replace(loading, equal_intercepts=True)
    residual = replace(intercept, equal_residuals=True)
    return Invariance(
        _fit(model, scale), _fit(loading, scale), _fit(intercept, scale), _fit(residual, scale)
    )


def _fit(model: TwoFactors, scale: F) -> Fit:
    found, sample = model.fit(), model.sample
    chi2 = max(found.value - sample.saturated(), 0.0)
    plain = sample.independent() - sample.saturated()
    k = len(sample.mean)
    over, plain_over = chi2 - model.dof, plain - k * (k - 1) / 2
    worst = max(over, plain_over, 0.0)
    logs = sample.n * float(np.log(scale).sum())
    return Fit(
        chi2,
        model.dof,
        chi2_tail(chi2, model.dof),
        1 - max(over, 0.0) / worst if worst > 0 else 1.0,
        float(np.sqrt(max(over, 0.0) / (model.dof * sample.n))),
        -found.value / 2 - logs,
        found.converged,
    )


def _whole(names: tuple[str, str], values: F) -> F:
    """Return the couples without a gap; ValueError where their covariance has no inverse.

    names: of the arguments that hold the first half of the columns, and the second.
    """
    name, half = names[0], values.shape[1] // 2
    whole = values[~np.isnan(values).any(axis=1)]
    fewest = max(FEWEST, values.shape[1] + 2)
    if len(whole) < fewest:
        raise ValueError(f"{name}: couples without a gap: {len(whole)}; at least {fewest}")
    spread = whole.std(0)
    if not (spread**2 > 0).all():
        side, column = divmod(int(np.argmin(spread)), half)
        raise ValueError(f"{names[side]}: column {column + 1} is constant")
    if np.linalg.eigvalsh(np.corrcoef(whole.T))[0] < 1e-10:
        raise ValueError(f"{name}: a column repeats what the others say; leave it out")
    return whole
