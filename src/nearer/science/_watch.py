"""The state of many watches at once, and how a day moves it."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nearer.science import _decline, _limits, checks
from nearer.science._decline import Suspicion
from nearer.science._usual import Usual
from nearer.science.checks import F

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Options:
    """What a watch was asked for."""

    false_alarms_per_year: float
    direction: str
    scale: tuple[float, float] | None
    min_days: int

    @classmethod
    def checked(
        cls, rate: float, direction: str, scale: tuple[float, float] | None, min_days: int
    ) -> Self:
        """Check each option by its public name."""
        checks.inside("false_alarms_per_year", rate, 0, _limits.MOST, high_too=True)
        checks.one_of("direction", direction, ("down", "up"))
        days = checks.whole("min_days", min_days, low=1)
        return cls(float(rate), direction, _scale(scale), days)

    @staticmethod
    def given(kept: dict[str, Any]) -> dict[str, Any]:
        """Return the options as `Watch` takes them, from `to_dict`."""
        scale = kept["scale"]
        return {**kept, "scale": None if scale is None else tuple(scale)}

    def to_dict(self) -> dict[str, Any]:
        """Return the options by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def sign(self) -> float:
        """Turn a rise into a decline."""
        return 1.0 if self.direction == "down" else -1.0

    @property
    def width(self) -> float:
        """The width of the scale, 0 when unknown."""
        return self.scale[1] - self.scale[0] if self.scale else 0.0

    def check_values(self, name: str, values: F) -> None:
        """Refuse infinite values and values off the scale."""
        checks.finite(name, values)
        if self.scale is None:
            return
        low, high = self.scale
        off = values[(values < low) | (values > high)]
        if off.size:
            raise ValueError(f"{name}: holds {off.flat[0]}; the scale runs from {low} to {high}")


def _scale(scale: tuple[float, float] | None) -> tuple[float, float] | None:
    if scale is None:
        return None
    ends = checks.array("scale", scale, shape=(2,))
    low, high = ends.tolist()
    if not low < high:
        raise ValueError(f"scale: is {scale}; it is the lowest and the highest possible value")
    return low, high


@dataclass(slots=True)
class State:
    """What is usual, the suspicion of a decline, and the days without an answer up to now."""

    usual: Usual
    suspicion: Suspicion
    silent: NDArray[np.int64]  # days since the last answer
    last_day: int | None = None

    @classmethod
    def fresh(cls, series: int, options: Options) -> Self:
        """Return watches that have seen nothing."""
        usual = Usual.fresh(series, width=options.width)
        return cls(usual, Suspicion.fresh(series), np.zeros(series, np.int64))

    def skip_to(self, day: int, options: Options) -> None:
        """Take the days that were left out as missing; after a season of them nothing changes."""
        if self.last_day is None:
            return
        nothing = np.full(len(self.silent), np.nan)
        stop = min(day, self.last_day + 1 + _decline.FORGOTTEN_AFTER)
        for missing in range(self.last_day + 1, stop):
            self.take(missing, nothing, options)

    def take(self, day: int, values: F, options: Options) -> tuple[Mask, Mask, F]:
        """Take a day's values, (series,); return alarm, enough and evidence."""
        residual, far, seen = self.usual.learn(day, options.sign * values)
        self.silent = np.where(np.isnan(values), self.silent + 1, 0)
        self.last_day = day
        self.suspicion.learn(day, (residual, far), seen, self.usual.inflation())
        self._grow_silent()
        enough = self._enough(day, options)
        days = np.where(self.usual.answers > 0, day - self.silent - self.usual.first + 1, 0.0)
        limit = _limits.limit(
            self.usual.answers, days, options.false_alarms_per_year, options.direction
        )
        evidence = _decline.evidence(self.suspicion.odds) / limit
        early = ~enough & (evidence > _decline.EARLY)
        if early.any():
            self.suspicion.hold(early, limit)
            evidence = np.where(early, _decline.EARLY, evidence)
        alarm: Mask = enough & (evidence >= 1) & seen
        return alarm, enough, np.clip(evidence, 0.0, 1.0)

    def size(self) -> tuple[int, float, float, int]:
        """Return since when, how far below usual, its SE and the answers since, of one series."""
        answers = max(1.0, float(self.suspicion.answers[0]))
        spread, inflation = float(self.usual.spread()[0]), float(self.usual.inflation()[0])
        se = spread * float(np.sqrt(inflation * (1 / answers + 1 / self.usual.answers[0])))
        value = -float(self.suspicion.residuals[0]) / answers * spread
        return int(self.suspicion.begun[0]), value, se, int(answers)

    def to_dict(self) -> dict[str, Any]:
        """Return the state of one series as plain numbers."""
        usual = {name: getattr(self.usual, name)[..., 0].tolist() for name in Usual.LEARNED}
        doubt = {name: getattr(self.suspicion, name)[..., 0].tolist() for name in Suspicion.KEPT}
        kept = {"silent": int(self.silent[0]), "last_day": self.last_day}
        return {"usual": usual, "suspicion": doubt, **kept}

    @classmethod
    def from_dict(cls, kept: dict[str, Any], options: Options) -> Self:
        """Return the state that was written."""
        state = cls.fresh(1, options)
        _fill(state.usual, Usual.LEARNED, kept["usual"])
        _fill(state.suspicion, Suspicion.KEPT, kept["suspicion"])
        state.silent = np.array([checks.whole("silent", kept["silent"], low=0)])
        last = kept["last_day"]
        state.last_day = None if last is None else checks.whole("last_day", last)
        return state

    def _grow_silent(self) -> None:
        self.suspicion.fade(self.silent > _decline.FADE_AFTER)
        gone = self.silent == _decline.FORGOTTEN_AFTER
        if gone.any():
            self.suspicion.begin_anew(gone)
            self.usual.pause(gone)

    def _enough(self, day: int, options: Options) -> Mask:
        long = (self.usual.answers > 0) & (day - self.usual.first >= options.min_days)
        enough: Mask = long & (self.usual.answers >= options.min_days / 2)
        return enough


def _fill(part: Usual | Suspicion, names: tuple[str, ...], kept: dict[str, Any]) -> None:
    for name in names:
        values, shape = np.asarray(kept[name], float), getattr(part, name).shape
        if values.shape != shape[:-1] or not np.isfinite(values).all():
            raise ValueError(f"{name} is not {shape[:-1]} finite numbers")
        setattr(part, name, values[..., None].copy())
