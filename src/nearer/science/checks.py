"""What the public functions check of their arguments; every error begins with the argument's name.

NaN is missing and passes; infinite values never do.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

F = NDArray[np.float64]
Seed = int | np.random.Generator
LARGEST = 1e100


def array(
    name: str,
    values: ArrayLike,
    *,
    ndim: int | tuple[int, ...] | None = None,
    shape: tuple[int | None, ...] | None = None,
    all_missing: bool = False,
) -> F:
    """Return a float copy without infinite values, of that many axes or that shape (None: any).

    all_missing: whether it may hold nothing but NaN.
    """
    try:
        found = np.array(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: is not an array of numbers ({error})") from error
    allowed = (ndim,) if isinstance(ndim, int) else ndim
    if allowed is not None and found.ndim not in allowed:
        axes = " or ".join(str(count) for count in allowed)
        raise ValueError(f"{name}: has shape {found.shape}; it needs {axes} axes")
    if shape is not None and not _fits(found.shape, shape):
        asked = ", ".join("any" if size is None else str(size) for size in shape)
        raise ValueError(f"{name}: has shape {found.shape}; it needs ({asked})")
    finite(name, found)
    if not all_missing and np.isnan(found).all():
        raise ValueError(f"{name}: all values are missing")
    return found


def finite(name: str, values: F) -> None:
    """Refuse infinite values, and those whose square would be: no measurement is so large."""
    if np.isinf(values).any():
        raise ValueError(f"{name}: holds an infinite value; missing is NaN")
    large = values[np.abs(values) > LARGEST]
    if large.size:
        raise ValueError(f"{name}: holds {large.flat[0]}; no measurement is beyond {LARGEST:g}")


def _fits(found: tuple[int, ...], asked: tuple[int | None, ...]) -> bool:
    pairs = zip(found, asked, strict=False)
    return len(found) == len(asked) and all(size in (None, got) for got, size in pairs)


def broadcast(**values: ArrayLike) -> list[F]:
    """Return arrays that broadcast against each other, each in the common shape."""
    found = {name: array(name, value, all_missing=True) for name, value in values.items()}
    shape: tuple[int, ...] = ()
    for name, part in found.items():
        try:
            shape = np.broadcast_shapes(shape, part.shape)
        except ValueError:
            raise ValueError(f"{name}: has shape {part.shape}; it does not fit {shape}") from None
    return [np.broadcast_to(part, shape).copy() for part in found.values()]


def above_zero(name: str, values: F) -> None:
    """Refuse values that are not above 0; NaN passes."""
    if (values <= 0).any():
        raise ValueError(f"{name}: holds {np.nanmin(values)}; it is above 0")


def zero_or_one(name: str, values: F) -> None:
    """Refuse anything but 0, 1 and NaN."""
    other = values[~(np.isnan(values) | (values == 0) | (values == 1))]
    if other.size:
        raise ValueError(f"{name}: holds {other.flat[0]}; it is 0 or 1, NaN is missing")


def one_of(name: str, value: object, allowed: Iterable[object]) -> None:
    """Refuse a value that is not among the allowed ones."""
    choices = tuple(allowed)
    if value not in choices:
        named = " or ".join(repr(choice) for choice in choices)
        raise ValueError(f"{name}: is {value!r}; it is {named}")


def share(name: str, value: float) -> float:
    """Return a share that is above 0 and below 1."""
    return inside(name, value, 0, 1)


def inside(
    name: str,
    value: float,
    low: float,
    high: float,
    *,
    low_too: bool = False,
    high_too: bool = False,
) -> float:
    """Return a number between two others, the ends only where they count too."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: is {value!r}, not a number") from error
    ends = (low_too and number == low) or (high_too and number == high and np.isfinite(high))
    if not (low < number < high or ends):
        raise ValueError(f"{name}: is {value}; it lies between {low} and {high}")
    return number


def whole(name: str, value: int, *, low: int | None = None, high: int | None = None) -> int:
    """Return a whole number within bounds, both included."""
    kind = np.asarray(value)
    if kind.ndim or kind.dtype.kind not in "iuf" or not np.isfinite(kind) or kind % 1:
        raise ValueError(f"{name}: is {value!r}, not a whole number")
    if (low is not None and value < low) or (high is not None and value > high):
        ends = f"at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name}: is {value}; it is {ends}")
    return int(value)
