"""A graded model as text: {"format": "nearer.graded/1", ...}, every field by its name."""

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from nearer.science._graded_model import GradedModel

FORMAT = "nearer.graded/1"
ARRAYS = ("slopes", "intercepts", "slopes_se", "intercepts_se")
KINDS: dict[str, type | tuple[type, ...]] = {
    "items": list,
    "scale": list,
    "slopes": list,
    "intercepts": list,
    "slopes_se": list,
    "intercepts_se": list,
    "log_likelihood": (int, float, type(None)),
    "n": int,
    "converged": bool,
    "origin": str,
    "version": str,
}


def written(model: "GradedModel") -> str:
    """Return the text of a model."""
    found: dict[str, Any] = {"format": FORMAT}
    for field in fields(model):
        found[field.name] = _plain(getattr(model, field.name))
    return json.dumps(found, indent=1, allow_nan=False, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def read(text: str) -> dict[str, Any]:
    """Return the fields of a model; ValueError on anything that `written` does not write."""
    try:
        found = json.loads(text)
    except (TypeError, ValueError) as error:
        raise ValueError(f"text: is no JSON; {error}") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ValueError(f"text: is no model of the format {FORMAT}")
    for name, kind in KINDS.items():
        if name not in found:
            raise ValueError(f"text: has no {name}")
        # True is an int to Python, and no number to a reader.
        of_kind = isinstance(found[name], kind)
        if not of_kind or isinstance(found[name], bool) != (kind is bool):
            raise ValueError(f"text: {name} is of another kind")
    return {name: _field(name, found[name]) for name in KINDS}


def _field(name: str, value: Any) -> Any:
    if name in ARRAYS:
        return _array(name, value)
    if name == "items" and not all(isinstance(one, str) for one in value):
        raise ValueError("text: items is of another kind")
    if name == "log_likelihood":
        return float("nan") if value is None else float(value)
    return tuple(value) if isinstance(value, list) else value


def _array(name: str, value: Any) -> Any:
    rows = np.array(value, dtype=object)
    # A text that looks like a number is still a text; None becomes NaN.
    if any(not isinstance(one, (int, float, type(None))) for one in rows.ravel()):
        raise ValueError(f"text: {name} is no table of numbers")
    return rows.astype(float)
