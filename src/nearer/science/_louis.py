"""What the answers do not tell for want of theta, after Louis (1982).

The observed information is that of complete data less the variance, over each person's posterior,
of the score of complete data.
"""

import numpy as np

from nearer.science import _curves
from nearer.science._answers import Codes, Table
from nearer.science._products import cross, times
from nearer.science._threads import together
from nearer.science.checks import F

# Of a posterior: below it a point adds nothing that a standard error would show.
LEAST = 1e-9
ENOUGH = 2500  # patterns, to know which way is up


def scores(table: Table, slopes: F, steps: F, theta: F) -> F:
    """Return the score of one answer: (items, categories, parameters, points)."""
    items, size = table.free.shape
    found = np.zeros((items, size, size, len(theta)))
    for category in range(size):
        one = np.zeros((items, size, len(theta)))
        one[:, category] = 1
        first = _curves.moves(slopes, steps, theta, one).first
        found[:, category, 1:] = first
        found[:, category, 0] = first.sum(axis=1) * theta
    answered = np.arange(size) < np.array([len(used) for used in table.used])[:, None]
    return np.asarray(found * answered[:, :, None, None])


def lost(table: Table, ones: F, of_answers: F, posterior: F, *, roughly: bool = False) -> F:
    """Return the variance of the score over the posterior, summed over people: (width, width).

    ones: the answers as 0/1 (patterns, width), width = items * categories; of_answers: `scores`;
    roughly: from some thousand patterns, which stand for all, and from every second point.
    """
    every = max(len(ones) // ENOUGH, 1) if roughly else 1
    ones, codes, posterior = ones[::every], table.codes[::every], posterior[::every]
    weights = table.weights[::every] * (table.n / table.weights[::every].sum())
    step = 2 if roughly else 1
    weighted = posterior[:, ::step] * (step * weights[:, None])
    squares = _squares(ones, of_answers[..., ::step], weighted)
    means = _means(codes, of_answers, posterior)
    return np.asarray(squares - cross(means, means * weights[:, None]))


def _squares(ones: F, of_answers: F, posterior: F) -> F:
    items, size = of_answers.shape[:2]
    width = items * size

    def at(point: int) -> F:
        # A posterior is narrow: most people have nothing at most of the points.
        near = np.flatnonzero(posterior[:, point] > LEAST)
        weighted = ones[near]
        weighted *= np.sqrt(posterior[near, point, None])
        # A matrix with itself takes half the work.
        shared = cross(weighted, weighted).reshape(items, size, items, size)
        score = of_answers[:, :, :, point]
        half = np.matmul(shared.transpose(0, 2, 1, 3), score)
        turned = half.transpose(0, 2, 1, 3).reshape(items, size, width)
        return np.asarray(np.matmul(score.transpose(0, 2, 1), turned).reshape(width, width))

    found = np.zeros((width, width))
    for part in together(at, range(posterior.shape[1])):
        found += part
    return found


def _means(patterns: Codes, of_answers: F, posterior: F) -> F:
    """Return each pattern's expected score: (patterns, width)."""
    items, size = of_answers.shape[:2]
    found = np.empty((len(posterior), items, size))
    each = np.arange(len(posterior))
    for item, codes in enumerate(patterns.T):
        of_codes = times(posterior, of_answers[item].reshape(size * size, -1).T)
        found[:, item] = of_codes.reshape(-1, size, size)[each, np.minimum(codes, size - 1)]
    found[patterns == size] = 0
    return found.reshape(len(posterior), items * size)
