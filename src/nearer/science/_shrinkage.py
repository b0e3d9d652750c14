"""The prior of how much several effects differ, as nodes of an integral.

The share of a typical effect's variance that is error is uniform (Daniels 1999), whatever the unit.
"""

import numpy as np

from nearer.science.checks import F

COUNT = 64


def nodes(error: float) -> tuple[F, F]:
    """Return variances between effects and their log prior weights, for an error variance.

    Nodes crowd where the share is small: effects may differ far beyond their errors.
    """
    place = (np.arange(COUNT) + 0.5) / COUNT
    share = place**3
    return error * (1 - share) / share, 2 * np.log(place)


def weights(log: F) -> F:
    """Return weights that sum to 1 over the first axis, from their logarithms."""
    weight = np.exp(log - log.max(0))
    normal: F = weight / weight.sum(0)
    return normal
