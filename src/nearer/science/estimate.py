"""A number that never travels without its uncertainty."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval at `level`.

    se is NaN where the interval does not come from a standard error; n: the people, couples or
    days that it rests on.
    """

    value: float
    low: float
    high: float
    se: float
    n: int
    level: float = 0.95
