"""How sure the mean of a sign's answers is, by a model of the sign check (article: 1a).

The model (`content/model.json`) is an expert's guess until there are data (`guess.py`). NumPy and
SciPy load at the first question to it, never when the web process starts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING

from nearer.rooms.awareness.items import Item

if TYPE_CHECKING:
    from nearer.science.graded import GradedModel

# A sign check asks two items a sign, a whole one four: at most 625 ways to answer, worked out in
# some milliseconds.
FEW = 4


@cache
def model() -> "GradedModel":
    """Return the model of all items, read once; warm and missed ones both as presence of good."""
    from nearer.science.graded import GradedModel  # noqa: PLC0415  loads SciPy, only where used

    source = files("nearer.rooms.awareness").joinpath("content/model.json")
    return GradedModel.from_json(source.read_text(encoding="utf-8"))


def error(scores: Mapping[str, int]) -> float:
    """Return the standard error of the mean of a sign's scores, on their scale from 1 to 5.

    scores: by item id, as presence of good (`Item.score`), one at least, of one sign. Where the
    person stands on the sign comes from these answers alone (expected a posteriori); the error is
    how far the mean of just these items strays there. It is the mean's own error, as the mean is
    what is shown: the posterior's, carried over by the slope, belongs to the score drawn towards
    the middle, and 1.28 of it would hold 7 means in 10 instead of 8 (simulated).
    """
    items, given = tuple(scores), tuple(scores.values())
    if len(items) <= FEW:
        return _few(items)[given]
    return _errors(items, [given])[0]


@cache
def _few(items: tuple[str, ...]) -> dict[tuple[int, ...], float]:
    """Return the error of every way to answer a few items: a picture asks for 32 of them.

    All at once, so that nobody's page is quicker because somebody else gave the same answers.
    """
    lowest, highest = model().scale
    ways = list(product(range(lowest, highest + 1), repeat=len(items)))
    return dict(zip(ways, _errors(items, ways), strict=True))


def _errors(items: tuple[str, ...], ways: Sequence[tuple[int, ...]]) -> list[float]:
    import numpy as np  # noqa: PLC0415  as above

    known = model()
    places = [known.items.index(item) for item in items]
    answers = np.full((len(ways), len(known.items)), np.nan)
    answers[:, places] = ways
    chances = known.probabilities(known.score(answers).theta)[:, places]
    degrees = np.arange(known.scale[0], known.scale[1] + 1)
    variances = chances @ degrees**2 - (chances @ degrees) ** 2
    errors: list[float] = (np.sqrt(variances.sum(axis=1)) / len(places)).tolist()
    return errors


def most_telling(candidates: Sequence[Item], scores: Mapping[str, int]) -> Item:
    """Return the candidate that is expected to tell most, after these scores of its sign.

    Of equals the first. scores: as in `error`, none of a candidate; may be empty.
    """
    from nearer.science.adaptive import next_item  # noqa: PLC0415  as above

    asked = list(scores)
    names = (*(item.id for item in candidates), *asked)
    answers = [*(float("nan") for _ in candidates), *map(float, scores.values())]
    # One more than was asked is wanted, however sure it is already.
    wanted = len(asked) + 1
    step = next_item(_of(names), answers, min_items=wanted, max_items=wanted)
    if step.item is None:  # pragma: no cover  a candidate is always left
        raise ValueError("candidates: none is left to ask")
    return candidates[step.item]


@cache
def _of(names: tuple[str, ...]) -> "GradedModel":
    """Return the model of some of the items."""
    known = model()
    places = [known.items.index(name) for name in names]
    return replace(
        known,
        items=names,
        slopes=known.slopes[places],
        intercepts=known.intercepts[places],
        slopes_se=known.slopes_se[places],
        intercepts_se=known.intercepts_se[places],
    )
