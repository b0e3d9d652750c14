"""An expert's guess at how the items of the sign check work, written as a model (article: 1a).

`python -m nearer.rooms.awareness.guess` prints `content/model.json`; a test fails when it is stale.
Nobody has data yet, so items of one kind are guessed alike: nothing tells them apart. Once answers
of many people are there, with their consent, `nearer calibrate` writes the file in its place.
"""

import sys
from typing import TYPE_CHECKING

from nearer.rooms.awareness.items import Answer, Keyed, bank

if TYPE_CHECKING:
    from nearer.science.graded import GradedModel

VERSION = "guess-1"
# Good that was left out is harder to see and to own up to, so it tells a little less.
SLOPES = {Keyed.WARM: 1.7, Keyed.MISSED: 1.4}
# Where half would say rarely, sometimes, often, very often, or more: in standard deviations of how
# much of a sign people have. In the middle stands "sometimes", and the good half reaches "often".
THRESHOLDS = (-2.0, -0.9, 0.3, 1.6)


def guessed() -> "GradedModel":
    """Return the guess: every item of the bank, scored as presence of good (`Item.score`)."""
    from nearer.science.graded import GradedModel  # noqa: PLC0415  loads SciPy, only where used

    return GradedModel.from_thresholds(
        [SLOPES[item.keyed] for item in bank()],
        [THRESHOLDS] * len(bank()),
        scale=(Answer.NEVER, Answer.VERY_OFTEN),
        items=[item.id for item in bank()],
        version=VERSION,
    )


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(guessed().to_json() + "\n")
