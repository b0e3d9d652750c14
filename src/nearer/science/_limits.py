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
            [4.58, 6.36, 7.18, 7.66, 7.93, 7.98],
            [4.21, 6.03, 6.70, 7.13, 7.26, 7.37],
            [4.08, 5.74, 6.28, 6.54, 6.66, 6.73],
            [3.94, 5.31, 5.60, 5.81, 5.86, 5.92],
            [3.78, 4.94, 5.14, 5.21, 5.25, 5.29],
            [3.66, 4.50, 4.57, 4.61, 4.62, 4.66],
            [3.42, 3.74, 3.79, 3.79, 3.79, 3.80],
            [2.86, 3.00, 3.01, 3.00, 3.00, 3.00],
        ]
    ),
    "up": np.array(
        [
            [4.15, 5.98, 6.96, 7.22, 7.66, 7.66],
            [4.07, 5.80, 6.50, 6.80, 7.06, 7.13],
            [4.01, 5.53, 6.10, 6.32, 6.55, 6.58],
            [3.87, 5.15, 5.57, 5.64, 5.80, 5.84],
            [3.73, 4.84, 5.08, 5.11, 5.22, 5.24],
            [3.62, 4.44, 4.56, 4.56, 4.62, 4.63],
            [3.40, 3.73, 3.80, 3.78, 3.80, 3.80],
            [2.85, 3.00, 3.01, 3.00, 3.01, 3.00],
        ]
    ),
}


def between(answers: F, row: F) -> F:
    """Return the limit at counts of answers, between those of ANSWERS in their logarithm."""
    return np.interp(np.log(np.maximum(answers, 1.0)), np.log(ANSWERS), row)


USUAL_SHARE = 0.7  # of days with an answer, among the simulated people
SHARE_PRIOR = 20.0  # days that it counts for
SELDOM = 0.4  # of the logarithm by which fewer answers lower the line: met at 60 % missing
MOST = 12.0  # false alarms a year: beyond, a watch would say nothing


def limit(answers: F, days: F, rate: float, direction: str) -> F:
    """Return the alarm line at counts of answers and days, between the rates in their logarithm.

    The simulated people answer on 70 % of days. Who answers more often gives chance more often;
    for who answers less, it counts a part only: slow noise then shows less in the days between.
    """
    table = LIMITS[direction]
    place = np.interp(np.log(rate), np.log(RATES), np.arange(len(RATES)))
    low = min(int(place), len(RATES) - 2)
    row = table[low] + (place - low) * (table[low + 1] - table[low])
    share = (answers + USUAL_SHARE * SHARE_PRIOR) / (np.maximum(days, 0.0) + SHARE_PRIOR)
    often = np.log(np.clip(share, 0.2, 1.0) / USUAL_SHARE)
    often = np.where(often < 0, SELDOM * often, often)
    return between(answers, row) + often + max(0.0, float(np.log(RATES[0] / rate)))
