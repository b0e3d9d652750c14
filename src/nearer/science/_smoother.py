"""The smoother that follows the Kalman filter of a local linear trend.

Backward by the filter's gains; through the diffuse start by the limit of the smoother's own gain.
Source: Durbin and Koopman (2012), chapters 4 and 5; the limit is worked out in `_start_gain`.
"""

from dataclasses import dataclass

import numpy as np

from nearer.science._kalman import Filtered, Model, Parts
from nearer.science.checks import F


@dataclass(frozen=True, slots=True)
class Smoothed:
    """What all answers say of each day, (days, ..., series); NaN with too few answers."""

    level: F
    level_variance: F
    slope: F
    slope_variance: F


def smoothed(model: Model, known: Filtered) -> Smoothed:
    """Smooth backward: by the filter's gains, and through the start by the limit of its gain."""
    days, shape = len(model.y), model.shape
    out = np.empty((4, days, *shape))
    score: Parts = (np.zeros(shape), np.zeros(shape))  # of the state, by all later days
    weight: Parts = tuple(np.zeros(shape) for _ in range(3))  # its variance: 00, 01, 11
    starting = np.any(known.answered < model.unknown, axis=1)
    after: Parts = ()
    for day in range(days - 1, -1, -1):
        state, gains = known.states[day], known.gains[day]
        score, weight = _day_back(score, weight)
        if starting[day]:
            now = _given_all(state, score, weight)
            after = _through_start(state, known, day, now, after, model) if after else now
            out[:, day] = [after[part] for part in (0, 2, 1, 4)]
        else:
            _level_and_slope(state, score, weight, out[:, day])
            if day and starting[day - 1]:
                after = _given_all(state, score, weight)
        score, weight = _before_answer(score, weight, gains)
    out[..., known.answered[-1] < model.unknown] = np.nan
    return Smoothed(*out)


def shared_with_last(model: Model, known: Filtered, day: int) -> F:
    """Return the covariance of the level of `day` with that of the last day, given all answers."""
    h0, h1 = np.ones(model.shape), np.zeros(model.shape)
    shared: tuple[F, F] = (h0, h1)
    for today in range(len(model.y) - 1, day - 1, -1):
        p00, p01, p11 = known.states[today, 2:]
        now = p00 * h0 + p01 * h1, p01 * h0 + p11 * h1
        starting = known.answered[today] < model.unknown
        if starting.any():
            j00, j01, j10, j11 = _start_gain(known, today, model)[0]
            back = j00 * shared[0] + j01 * shared[1], j10 * shared[0] + j11 * shared[1]
            now = np.where(starting, back[0], now[0]), np.where(starting, back[1], now[1])
        shared = now
        gain, slope_gain = known.gains[today, :2]
        h0 = h0 - gain * h0 - slope_gain * h1
        h1 = h0 + h1
    return shared[0]


def _day_back(score: Parts, weight: Parts) -> tuple[Parts, Parts]:
    """Carry what later days say over the night before them."""
    n00, n01, n11 = weight
    across = n00 + n01
    return (score[0], score[0] + score[1]), (n00, across, across + n01 + n11)


def _level_and_slope(state: F, score: Parts, weight: Parts, out: F) -> None:
    """Put level, its variance, slope and its variance, given all answers, into `out`."""
    level, slope, p00, p01, p11 = state
    n00, n01, n11 = weight
    np.add(level, p00 * score[0] + p01 * score[1], out=out[0])
    np.add(slope, p01 * score[0] + p11 * score[1], out=out[2])
    across = p01 * n01
    level_weight = p00 * (p00 * n00 + across + across) + p01 * (p01 * n11)
    np.subtract(p00, level_weight, out=out[1])
    across = p11 * n01
    slope_weight = p01 * (p01 * n00 + across + across) + p11 * (p11 * n11)
    np.subtract(p11, slope_weight, out=out[3])


def _given_all(state: F, score: Parts, weight: Parts) -> Parts:
    """Add what later days say to what is known with a day's own answer."""
    level, slope, p00, p01, p11 = state
    n00, n01, n11 = weight
    a, b = p00 * n00 + p01 * n01, p00 * n01 + p01 * n11
    c, d = p01 * n00 + p11 * n01, p01 * n01 + p11 * n11
    return (
        level + p00 * score[0] + p01 * score[1],
        slope + p01 * score[0] + p11 * score[1],
        p00 - a * p00 - b * p01,
        p01 - a * p01 - b * p11,
        p11 - c * p01 - d * p11,
    )


def _before_answer(score: Parts, weight: Parts, gains: F) -> tuple[Parts, Parts]:
    """Add what the day's own answer says, for the day before."""
    gain, slope_gain, inverse, error = gains
    n00, n01, n11 = weight
    keep = 1 - gain
    crossed = keep * n01 - slope_gain * n11
    own = inverse + keep * (keep * n00 - slope_gain * n01) - slope_gain * crossed
    return (error + keep * score[0] - slope_gain * score[1], score[1]), (own, crossed, n11)


def _through_start(
    state: F, known: Filtered, day: int, now: Parts, after: Parts, model: Model
) -> Parts:
    """Smooth a day whose filtered variance is infinite, where it is, from the smoothed next day."""
    gain, variance = _start_gain(known, day, model)
    found = _pulled(gain, (*state[:2], *variance), after, model)
    pairs = zip(found, now, strict=True)
    starting = known.answered[day] < model.unknown
    return tuple(np.where(starting, new, old) for new, old in pairs)


def _start_gain(known: Filtered, day: int, model: Model) -> tuple[Parts, Parts]:
    """Return the smoother's gain from the next day, as 00, 01, 10, 11, and the finite part of P.

    With P = P* + k u u', k growing without bound, the gain J = P T' (T P T' + Q)^-1 tends to
    P* T' w w' / (w' A w) + u x' / (x' v), where A = T P* T' + Q, v = T u, w is at right angles to
    v, and x' = v' adj(A). Before the first answer J is the inverse of T.
    """
    answered = known.answered[day]
    p00, p01, p11 = (np.where(answered == 0, 0.0, part) for part in known.states[day, 2:])
    back = known.since_first[day] + 0.0
    a00, a01, a11 = p00 + 2 * p01 + p11 + model.level, p01 + p11, p11 + model.slope
    v = back + 1
    size = a00 - 2 * v * a01 + v * v * a11
    safe = np.where(size > 0, size, 1.0)
    left, right = (p00 + p01 - v * p01) / safe, (p01 + p11 - v * p11) / safe  # P* T' w
    x0, x1 = (a11 * v - a01) / safe, (a00 - a01 * v) / safe
    one = (answered == 1) & model.has_slope
    gain = (
        np.where(one, left + back * x0, 1.0),
        np.where(one, back * x1 - v * left, -1.0),
        np.where(one, right + x0, 0.0),
        np.where(one, x1 - v * right, 1.0),
    )
    return gain, (p00, p01, p11)


def _pulled(gain: Parts, state: Parts, after: Parts, model: Model) -> Parts:
    """Return state + J (after - ahead), and (I - J T) P* (I - J T)' + J (Q + V) J'."""
    j00, j01, j10, j11 = gain
    level, slope, p00, p01, p11 = state
    up, tilt = after[0] - level - slope, after[1] - slope
    i00, i01, i10, i11 = 1 - j00, -j00 - j01, -j10, 1 - j10 - j11
    q00, q01, q11 = after[2] + model.level, after[3], after[4] + model.slope
    own = _around((i00, i01, i10, i11), p00, p01, p11)
    new = _around(gain, q00, q01, q11)
    variances = (a + b for a, b in zip(own, new, strict=True))
    return level + j00 * up + j01 * tilt, slope + j10 * up + j11 * tilt, *variances


def _around(m: Parts, p00: F, p01: F, p11: F) -> Parts:
    """Return M P M' of a symmetric P, as 00, 01, 11."""
    m00, m01, m10, m11 = m
    a, b = m00 * p00 + m01 * p01, m00 * p01 + m01 * p11
    c, d = m10 * p00 + m11 * p01, m10 * p01 + m11 * p11
    return a * m00 + b * m01, a * m10 + b * m11, c * m10 + d * m11
