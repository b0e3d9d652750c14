"""Which item to ask next: the one that is expected to tell most, one of each sign in turn.

Stateless: the answers so far say it all, so a reload asks the same. A call takes some tens of
microseconds, since a model's curves on a grid are kept with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nearer.science import _curves, checks
from nearer.science._bank import Bank, bank, bounded
from nearer.science._graded_model import grid
from nearer.science.checks import F
from nearer.science.graded import GradedModel

__all__ = ["Path", "Step", "administer", "next_item"]

ASK, PRECISE, LONG_ENOUGH, NONE_LEFT = "ask", "precise", "long enough", "no items left"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next.

    item: the number of the item to ask (0-based), None at the end. theta, se: the score so far, in
    SDs of people. n_answered: what it rests on. reason: "ask", "precise", "long enough" or "no
    items left".
    """

    item: int | None
    theta: float
    se: float
    n_answered: int
    reason: str


@dataclass(frozen=True, slots=True)
class Path:
    """A whole adaptive test.

    items: (n,) in their order, 0-based; theta, se: (n,) after each of them; reason: why it ended,
    as in `Step`.
    """

    items: NDArray[np.intp]
    theta: F
    se: F
    reason: str


def next_item(
    model: GradedModel,
    answers: ArrayLike,
    *,
    signs: Sequence[int] | None = None,
    stop_se: float = 0.35,
    max_items: int = 16,
    min_items: int = 0,
    criterion: str = "expected",
    spread: int = 1,
    points: int = 61,
    limit: float = 6.0,
    seed: checks.Seed = 0,
) -> Step:
    """Return what to ask next, or that it is enough.

    model: calibrated or guessed. answers: (J,), NaN where an item was not asked. signs: by item,
    the sign that it belongs to; the sign asked least goes first. stop_se: precise enough, not
    before `min_items`; max_items: the longest. criterion
    "expected": information averaged over the posterior; "maximum": at the score, 0 before the first
    answer. spread: one of so many best, by chance from `seed` and the answers, so that a reload
    asks the same (a Generator draws anew). Scores by the trapezoidal rule on `points` points of
    [-limit, limit].

    Raises ValueError for answers off the scale and options out of range.
    Source: van der Linden (1998). Checked against catR, `cat.json`.
    """
    checks.kind("model", model, GradedModel)
    options = _options(model, signs, stop_se, max_items, min_items, criterion, spread)
    made = bank(model, *grid(points, limit))
    given = checks.plain_array("answers", answers)
    if given.shape != (len(model.items),):
        raise ValueError(f"answers: has shape {given.shape}; it is ({len(model.items)},)")
    return _next(model, made, given, options, checks.seed("seed", seed))


def administer(model: GradedModel, answers: ArrayLike, **options: Any) -> Path:
    """Return the test that a person with these complete answers would have taken.

    model, options: those of `next_item`. answers: (J,). Raises ValueError where an item that would
    be asked has no answer, and as `next_item`. Source: as there.
    """
    checks.kind("model", model, GradedModel)
    given = checks.array("answers", answers, shape=(len(model.items),), all_missing=True)
    so_far = np.full(len(given), np.nan)
    items, thetas, errors = [], [], []
    step = next_item(model, so_far, **options)
    while step.item is not None:
        if np.isnan(given[step.item]):
            raise ValueError(f"answers: item {step.item + 1} would be asked and has no answer")
        so_far[step.item] = given[step.item]
        items.append(step.item)
        step = next_item(model, so_far, **options)
        thetas.append(step.theta)
        errors.append(step.se)
    return Path(np.array(items, dtype=np.intp), np.array(thetas), np.array(errors), step.reason)


@dataclass(frozen=True, slots=True)
class _Options:
    signs: NDArray[np.intp] | None
    stop_se: float
    max_items: int
    min_items: int
    expected: bool
    spread: int


def _options(
    model: GradedModel,
    signs: Sequence[int] | None,
    stop_se: float,
    max_items: int,
    min_items: int,
    criterion: str,
    spread: int,
) -> _Options:
    least = checks.inside("stop_se", stop_se, 0, np.inf, low_too=True)
    if criterion not in ("expected", "maximum"):
        raise ValueError(f"criterion: is {criterion!r}; it is 'expected' or 'maximum'")
    most = checks.whole("max_items", max_items, low=1)
    fewest = checks.whole("min_items", min_items, low=0, high=most)
    best = checks.whole("spread", spread, low=1)
    found = None
    if signs is not None:
        found = np.asarray(signs)
        if found.shape != (len(model.items),) or found.dtype.kind not in "iu" or found.min() < 0:
            raise ValueError(f"signs: is one whole number for each of {len(model.items)} items")
    return _Options(found, least, most, fewest, criterion == "expected", best)


def _next(model: GradedModel, made: Bank, given: F, options: _Options, seed: checks.Seed) -> Step:
    asked = given == given  # noqa: PLR0124  not NaN
    places = asked.nonzero()[0]
    posterior = _posterior(model, made, given, places)
    mass, mean, square = (posterior @ made.moments).tolist()
    theta = mean / mass
    se = max(square / mass - theta * theta, 0.0) ** 0.5
    n = len(places)
    if n >= options.min_items and se <= options.stop_se:
        return Step(None, theta, se, n, PRECISE)
    if n >= options.max_items:
        return Step(None, theta, se, n, LONG_ENOUGH)
    if n == len(given):
        return Step(None, theta, se, n, NONE_LEFT)
    told = _told(model, made, posterior, theta if n else 0.0, options)
    told[asked] = -1.0
    if options.signs is not None:
        counts = np.bincount(options.signs[places], minlength=int(options.signs.max()) + 1)
        least = np.where(asked, n + 1, counts[options.signs])
        told[least > least.min()] = -1.0
    return Step(_best(told, options.spread, given, seed), theta, se, n, ASK)


def _posterior(model: GradedModel, made: Bank, given: F, places: NDArray[np.intp]) -> F:
    """Return the likelihood of the answers on the grid; the prior is in the moments."""
    if not len(places):
        return np.ones(len(made.points))
    low, high = model.scale
    codes = given[places] - low
    if not ((codes >= 0) & (codes <= high - low) & (codes == np.floor(codes))).all():
        raise ValueError(f"answers: holds an answer that is not one of {low} to {high}")
    known = np.clip(codes, made.lowest[places], made.highest[places]).astype(np.intp)
    logs = made.logs[made.first[places] + known].sum(axis=0)
    logs -= logs.max()
    return np.asarray(np.exp(logs))


def _told(model: GradedModel, made: Bank, posterior: F, theta: float, options: _Options) -> F:
    """Return the information of each item, over the posterior or at the score."""
    if options.expected:
        return np.asarray(made.information @ (posterior * made.moments[:, 0]))
    steps = bounded(model.intercepts)
    return _curves.information(model.slopes, steps, np.array([theta]))[:, 0]


def _best(told: F, spread: int, given: F, seed: checks.Seed) -> int:
    if spread == 1:
        return int(told.argmax())
    candidates = np.flatnonzero(told >= 0)
    best = candidates[np.argsort(-told[candidates], kind="stable")[:spread]]
    if isinstance(seed, np.random.Generator):
        return int(seed.choice(best))
    # From the answers too: a reload asks the same, and another path does not.
    drawn = blake2b(f"{seed}".encode() + given.tobytes(), digest_size=8).digest()
    return int(best[int.from_bytes(drawn, "big") % len(best)])
