"""Measurement for two people: scores, change, trends, drift, couples. NumPy and SciPy only.

Its modules load on first use: `from nearer import science` costs nothing.
"""

from importlib import import_module
from typing import Any

from nearer.science.estimate import Estimate

MODULES = (
    "adaptive",
    "change",
    "cohort",
    "drift",
    "dyad",
    "gap",
    "graded",
    "mixed",
    "practices",
    "reliability",
    "trend",
    "truth_bias",
)
__all__ = ["Estimate", *MODULES]  # noqa: PLE0604  strings, by name


def __getattr__(name: str) -> Any:
    if name in MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
