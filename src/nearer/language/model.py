"""The trained part: one logistic regression per label on hashed features.

The file holds each weight as one byte: the square root of its share of the label's largest, so
that the many small weights keep their differences. It also says how sure is sure enough, and how
often the model is right at a score.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from nearer.language.features import SIZE, Features

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights and thresholds; every array but `weights` has one number per label.

    labels: their names, the 19 of `Label` first, in its order. rows: for each of the
    SIZE buckets its row of weights, or the last row, which is all zero. weights: (rows,
    labels). with_rule, alone: the score that is enough for a mark where a rule has hit, and where
    none has; infinity where the model alone never gives the label. slope, offset: from a score to
    the share that is right (Platt scaling).
    """

    labels: tuple[str, ...]
    rows: NDArray[np.int32]
    weights: Floats
    bias: Floats
    with_rule: Floats
    alone: Floats
    slope: Floats
    offset: Floats

    def scores(self, features: Features) -> Floats:
        """Return the log-odds of each label, in the order of `labels`."""
        seen = self.weights[self.rows[features.buckets]]
        return np.asarray(features.values @ seen + self.bias, np.float32)

    def confidence(self, scores: Floats) -> Floats:
        """Return, for the scores of all labels, the share that is right: 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * scores + self.offset))), np.float32)


def packed(buckets: NDArray[np.int64], model: Model) -> bytes:
    """Return a model's file. buckets: those that have a row, in the order of `weights`."""
    kept = model.weights[:-1]
    scale = np.maximum(np.abs(kept).max(axis=0), 1e-9)
    roots = np.rint(np.sign(kept) * np.sqrt(np.abs(kept) / scale) * 127).astype(np.int8)
    parts = {name: getattr(model, name) for name in _ARRAYS}
    file = BytesIO()
    np.savez_compressed(
        file,
        buckets=buckets.astype(np.int32),
        roots=roots,
        scale=scale,
        labels=np.array(model.labels),
        **parts,
    )
    return file.getvalue()


def unpacked(content: bytes) -> Model:
    """Return the model of a file; raises ValueError for one that holds Python objects."""
    with np.load(BytesIO(content), allow_pickle=False) as file:
        roots = file["roots"].astype(np.float32) / 127
        weights = np.zeros((len(roots) + 1, roots.shape[1]), np.float32)
        weights[:-1] = roots * np.abs(roots) * file["scale"]
        rows = np.full(SIZE, len(roots), np.int32)
        rows[file["buckets"]] = np.arange(len(roots), dtype=np.int32)
        return Model(
            labels=tuple(str(label) for label in file["labels"]),
            rows=rows,
            weights=weights,
            **{name: file[name] for name in _ARRAYS},
        )


@cache
def shipped(code: str) -> Model | None:
    """Return the model in a language's folder, or None where there is none."""
    file = files(__package__) / code / "model.npz"
    return unpacked(file.read_bytes()) if file.is_file() else None


_ARRAYS = ("bias", "with_rule", "alone", "slope", "offset")
