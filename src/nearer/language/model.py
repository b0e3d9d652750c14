"""The trained part: one logistic regression per label on hashed features, in whole numbers.

Weights are int8 with one scale per label. The file also says how sure is sure enough, and how
often the model is right at a score.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from nearer.language.features import BITS, Features

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and thresholds; every array but `weights` has one number per label.

    labels: their names, the 19 of `Label` first, in its order. rows: for each of the
    2 ** BITS buckets its row of weights, or the last row, which is all zero. weights: (rows,
    labels). with_rule, alone: the score that is enough for a mark where a rule has hit, and where
    none has; infinity where the model alone never gives the label. slope, offset: from a score to
    the share that is right (Platt scaling).
    """

    labels: tuple[str, ...]
    rows: NDArray[np.int32]
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    with_rule: Floats
    alone: Floats
    slope: Floats
    offset: Floats

    def scores(self, features: Features) -> Floats:
        """Return the log-odds of each label, in the order of `labels`."""
        seen = self.weights[self.rows[features.buckets]]
        return np.asarray(features.values @ seen * self.scale + self.bias, np.float32)

    def confidence(self, scores: Floats) -> Floats:
        """Return, for the scores of all labels, the share that is right: 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * scores + self.offset))), np.float32)


def packed(buckets: NDArray[np.int64], model: Model) -> bytes:
    """Return a model's file. buckets: those that have a row, in the order of `weights`."""
    parts = {name: getattr(model, name) for name in _ARRAYS}
    file = BytesIO()
    np.savez_compressed(
        file,
        buckets=buckets.astype(np.int32),
        weights=model.weights[:-1],
        labels=np.array(model.labels),
        **parts,
    )
    return file.getvalue()


def unpacked(content: bytes) -> Model:
    """Return the model of a file; raises ValueError for one that holds Python objects."""
    with np.load(BytesIO(content), allow_pickle=False) as file:
        weights = file["weights"]
        empty = np.zeros((1, weights.shape[1]), np.int8)
        rows = np.full(1 << BITS, len(weights), np.int32)
        rows[file["buckets"]] = np.arange(len(weights), dtype=np.int32)
        return Model(
            labels=tuple(str(label) for label in file["labels"]),
            rows=rows,
            weights=np.concatenate((weights, empty)),
            **{name: file[name] for name in _ARRAYS},
        )


@cache
def shipped(code: str) -> Model | None:
    """Return the model in a language's folder, or None where there is none."""
    file = files(__package__) / code / "model.npz"
    return unpacked(file.read_bytes()) if file.is_file() else None


_ARRAYS = ("scale", "bias", "with_rule", "alone", "slope", "offset")
