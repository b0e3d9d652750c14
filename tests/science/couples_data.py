"""The reference results about couples, and couples made up for the properties.

The data were analysed in R (nlme, lme4, lavaan) by `reference_dev.R` beside them.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "measurement"
needs_data = pytest.mark.skipif(
    not (DATA / "reference").is_dir(), reason="the measurement data are not beside the checkout"
)


def table(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: [row[column] for row in rows] for column in rows[0]}


def numbers(column):
    return np.array([float(cell) if cell else np.nan for cell in column])


def reference(name):
    return json.loads((DATA / "reference" / f"{name}.json").read_text(encoding="utf-8"))


def acitelli(column):
    """Return (couples, 2) of a column, husband first."""
    cells = {name: numbers(column) for name, column in table("acitelli").items()}
    order = np.lexsort((-cells["gender"], cells["couple"]))
    return cells[column][order].reshape(-1, 2)


def bolger(column):
    """Return (couples, days, 2) of a diary column, women first."""
    cells = table("bl_diary")
    return np.stack([numbers(cells[f"{role}_{column}"]).reshape(100, 21) for role in "fm"], -1)


def couples(n=40, *, seed=1, missing=0.0):
    """Return y, x (couples, 2) of an actor-partner model, with a share of y missing."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2)) + rng.normal(size=(n, 1))
    y = 1 + 0.5 * x + 0.3 * x[:, ::-1] + rng.normal(size=(n, 2)) + 0.7 * rng.normal(size=(n, 1))
    y[rng.random(y.shape) < missing] = np.nan
    return y, x


def diaries(n=30, days=8, *, seed=1, missing=0.0):
    """Return y, x (couples, days, 2) of a diary, with a share of y missing."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, days, 2))
    usual = rng.normal(size=(n, 1, 2)) + 0.5 * rng.normal(size=(n, 1, 1))
    y = 3 + usual + 0.4 * x + 0.2 * x[..., ::-1] + rng.normal(size=x.shape)
    y[rng.random(y.shape) < missing] = np.nan
    return y, x
