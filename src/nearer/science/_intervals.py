"""Intervals and tail probabilities of the usual distributions."""

import numpy as np
from scipy import special

from nearer.science import checks
from nearer.science.estimate import Estimate


def t_estimate(value: float, se: float, degrees: float, *, n: int, level: float) -> Estimate:
    """Return a value with its t interval."""
    width = float(special.stdtrit(max(degrees, 1), 0.5 + checks.share("level", level) / 2)) * se
    return Estimate(float(value), float(value - width), float(value + width), float(se), n, level)


def unknown(n: int, level: float) -> Estimate:
    """Return what can be said of a number from too little data: nothing."""
    return Estimate(np.nan, np.nan, np.nan, np.nan, n, level)


def chi2_tail(statistic: float, degrees: int) -> float:
    """Return the probability of a chi-squared number at least so large."""
    return float(special.chdtrc(degrees, max(statistic, 0.0)))
