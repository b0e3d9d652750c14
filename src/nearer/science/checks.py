"""What the public functions check of their arguments; every error begins with the argument's name.

NaN is missing and passes; infinite values never do.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

F = NDArray[np.float64]
Seed = int | np.random.Generator
Names = tuple[str, ...]
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
    found = plain_array(name, values, copy=True)
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


def plain_array(name: str, values: ArrayLike, *, copy: bool | None = None) -> F:
    """Return floats; without a copy where they are floats already and none is asked for."""
    if getattr(getattr(values, "dtype", None), "kind", None) == "c":
        raise ValueError(f"{name}: holds complex numbers; a measurement is real")
    try:
        return np.array(values, dtype=float, copy=copy)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name}: is not an array of numbers ({error})") from error


def finite(name: str, values: F) -> None:
    """Refuse infinite values, and those whose square would be: no measurement is so large."""
    large = np.abs(values) > LARGEST
    if not large.any():
        return
    if np.isinf(values).any():
        raise ValueError(f"{name}: holds an infinite value; missing is NaN")
    found = values[large].flat[0]
    raise ValueError(f"{name}: holds {found}; no measurement is beyond {LARGEST:g}")


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


def finite_number(name: str, value: float) -> float:
    """Return a number that is neither NaN nor infinite."""
    number = _number(name, value)
    if not np.isfinite(number):
        raise ValueError(f"{name}: is {value}; it is finite")
    return number


def _number(name: str, value: float) -> float:
    try:
        if np.ndim(value) == 0:
            return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{name}: is {value!r}, not a number") from error
    raise ValueError(f"{name}: is {value!r}; it is one number")


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
    number = _number(name, value)
    ends = (low_too and number == low) or (high_too and number == high and np.isfinite(high))
    if not (low < number < high or ends):
        raise ValueError(f"{name}: is {value}; it lies between {low} and {high}")
    return number


def whole(name: str, value: int, *, low: int | None = None, high: int | None = None) -> int:
    """Return a whole number within bounds, both included."""
    number = value if type(value) is int else _number(name, value)
    if isinstance(value, (bool, np.bool_, str)) or number % 1 != 0:  # so are infinity and NaN
        raise ValueError(f"{name}: is {value!r}, not a whole number")
    if (low is not None and value < low) or (high is not None and value > high):
        ends = f"at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name}: is {value}; it is {ends}")
    return int(value)


def seed(name: str, value: Seed) -> Seed:
    """Return a whole number of at least 0, or a generator, from which chance begins."""
    return value if isinstance(value, np.random.Generator) else whole(name, value, low=0)


def kind(name: str, value: object, wanted: type) -> None:
    """Refuse anything but an object of that class."""
    if not isinstance(value, wanted):
        raise ValueError(  # noqa: TRY004  every refusal is a ValueError that names the argument
            f"{name}: is a {type(value).__name__}, not a {wanted.__name__}"
        )


def names(name: str, values: Iterable[object], count: int, *, alike: bool = False) -> Names:
    """Return so many names as text; alike: whether two may be the same."""
    try:
        found = tuple(str(value) for value in values)
    except TypeError as error:
        raise ValueError(f"{name}: is {values!r}; it is a name each") from error
    if len(found) != count:
        raise ValueError(f"{name}: {len(found)} names for {count}")
    if not alike and len(set(found)) < count:
        raise ValueError(f"{name}: two have the same name")
    return found


def labels(name: str, values: ArrayLike, rows: int) -> NDArray[np.generic]:
    """Return labels, one a row, of one sort and without gaps."""
    try:
        found = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name}: is not one label a row ({error})") from error
    if found.shape != (rows,):
        raise ValueError(f"{name}: has shape {found.shape}; it is a label a row, ({rows},)")
    if any(label is None or label != label for label in found.tolist()):  # noqa: PLR0124  NaN
        raise ValueError(f"{name}: holds a missing label; each row has one")
    try:
        np.unique(found)
    except TypeError as error:
        raise ValueError(f"{name}: holds labels of several sorts ({error})") from error
    return found
