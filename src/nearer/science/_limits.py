"""The alarm line of the drift watch, by false alarms a year and by answers so far.

Made by simulation: `python -m benchmarks.drift_limits`.
"""

import numpy as np

from nearer.science.checks import F

RATES = np.array([0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 12.0])
ANSWERS = np.array([40.0, 80, 160, 320, 640, 1280])
# (rates, answers): the logarithm of one and the odds at which to alarm.
LIMITS = {
    "down": np.array(
        [
            [4.45, 6.39, 7.17, 7.66, 7.93, 7.98],
            [4.24, 6.04, 6.70, 7.13, 7.26, 7.37],
            [4.09, 5.74, 6.28, 6.54, 6.66, 6.72],
            [3.93, 5.31, 5.60, 5.81, 5.86, 5.92],
            [3.78, 4.94, 5.14, 5.21, 5.25, 5.29],
            [3.66, 4.50, 4.57, 4.61, 4.62, 4.66],
            [3.42, 3.75, 3.79, 3.79, 3.79, 3.80],
            [2.86, 3.00, 3.01, 3.00, 3.00, 3.00],
        ]
    ),
    "up": np.array(
        [
            [4.21, 5.99, 6.97, 7.22, 7.66, 7.66],
            [4.07, 5.80, 6.50, 6.80, 7.06, 7.13],
            [4.01, 5.53, 6.10, 6.32, 6.55, 6.58],
            [3.85, 5.16, 5.57, 5.65, 5.80, 5.84],
            [3.73, 4.84, 5.08, 5.11, 5.22, 5.23],
            [3.62, 4.44, 4.56, 4.56, 4.62, 4.63],
            [3.40, 3.73, 3.80, 3.78, 3.80, 3.80],
            [2.85, 3.00, 3.01, 3.00, 3.01, 3.00],
        ]
    ),
}


def between(answers: F, row: F) -> F:
    """Return the limit at counts of answers, between those of ANSWERS in their logarithm."""
    return np.interp(np.log(np.maximum(answers, 1.0)), np.log(ANSWERS), row)


MOST = 12.0  # false alarms a year: beyond, a watch would say nothing


def limit(answers: F, rate: float, direction: str) -> F:
    """Return the alarm line at counts of answers, between the rates in their logarithm."""
    table = LIMITS[direction]
    place = np.interp(np.log(rate), np.log(RATES), np.arange(len(RATES)))
    low = min(int(place), len(RATES) - 2)
    row = table[low] + (place - low) * (table[low + 1] - table[low])
    return between(answers, row) + max(0.0, float(np.log(RATES[0] / rate)))
