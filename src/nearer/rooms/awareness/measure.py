"""How sure the mean of a sign's answers is, by a model of the sign check (article: 1a).

The model (`content/model.json`) is an expert's guess until there are data (`guess.py`). NumPy and
SciPy load at the first question to it, never when the web process starts.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nearer.science.graded import GradedModel


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
    import numpy as np  # noqa: PLC0415  as above

    known = model()
    places = [known.items.index(item) for item in scores]
    answers = np.full(len(known.items), np.nan)
    answers[places] = list(scores.values())
    chances = known.probabilities(known.score(answers).theta)[0, places]
    degrees = np.arange(known.scale[0], known.scale[1] + 1)
    variances = chances @ degrees**2 - (chances @ degrees) ** 2
    return float(np.sqrt(variances.sum()) / len(places))
