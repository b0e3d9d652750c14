"""What a counselling service can say of many couples: numbers, change, and who is missing.

Those who stay differ from those who leave, so who is missing stands beside every mean. Cells below
ten, and those that would give them away, are hidden.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from nearer.science import _disclosure, checks
from nearer.science import change as changes
from nearer.science._disclosure import CELLS
from nearer.science._parallel import CoupleFailed, map  # noqa: A004  always read as cohort.map
from nearer.science.checks import F
from nearer.science.estimate import Estimate

__all__ = ["Ancova", "CoupleFailed", "Row", "Table", "ancova", "map", "table"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """One group, or all. None is hidden.

    n_started: have a score before; n_finished: and one after; n_missing: have none after;
    before_mean: of all who started; after_mean, change: of the finished; effect_size: mean change
    of the finished / SD before of all who started; better, no_clear_change, worse: reliable change
    of the finished, counts.
    """

    group: str
    n_started: int | None
    n_finished: int | None
    n_missing: int | None
    before_mean: float | None
    after_mean: float | None
    change: Estimate | None
    effect_size: Estimate | None
    better: int | None
    no_clear_change: int | None
    worse: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """An outcome table.

    rows: one a group, in sorted order (none without groups); total: all together.
    """

    rows: tuple[Row, ...]
    total: Row

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain dictionaries; None is hidden."""
        return asdict(self)

    def to_csv(self) -> str:
        """Return it as CSV with a header line, the total last; an empty cell is hidden."""
        lines = [_flat(row) for row in (*self.rows, self.total)]
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        return text.getvalue()


def table(
    before: ArrayLike,
    after: ArrayLike,
    *,
    sd: float,
    reliability: float,
    better: str,
    group: Sequence[object] | None = None,
    min_cell: int = 10,
    level: float = 0.95,
) -> Table:
    """Return the outcome table of a service.

    before, after: (people,) scores, NaN missing; who has no score before is left out.
    sd, reliability, better: as in `change.from_sums`. group: (people,) labels.
    min_cell: a count below it is hidden, zero too, with the means that rest on it, and so is what
    would give it away: by the sums in its row and over the groups. 0 hides nothing.
    level: of the intervals: t for the mean change; for the effect size the delta method, the SD's
    error included.
    Raises ValueError for shapes that do not fit, infinite values, no score before at all.
    Source: Jacobson and Truax (1991); hiding as in Hundepool et al. (2012), chapter 4.
    """
    first, last = _pair(before, after)
    found = changes.from_sums(
        first, last, sd=sd, reliability=reliability, better=better, level=level
    )
    started = ~np.isnan(first)
    names, code = _groups(group, len(first))
    members = [started & (code == place) for place in range(len(names))] + [started]
    rows = [_Counted.of(first[who], last[who], np.asarray(found.verdict)[who]) for who in members]
    counts = np.array([row.counts for row in rows])
    hidden = _disclosure.hidden(counts, checks.whole("min_cell", min_cell, low=0))
    shown = [
        row.shown(name, hide, level)
        for row, name, hide in zip(rows, [*names, "all"], hidden, strict=True)
    ]
    return Table(tuple(shown[:-1]), shown[-1])


@dataclass(frozen=True, slots=True)
class _Counted:
    """The people of one row."""

    started: F  # scores before
    finished: F  # (2, people): before and after
    counts: tuple[int, ...]  # in the order of CELLS

    @classmethod
    def of(cls, before: F, after: F, verdict: NDArray[np.str_]) -> "_Counted":
        done = ~np.isnan(after)
        words = [int((verdict == word).sum()) for word in changes.VERDICTS[:3]]
        counts = (len(before), int(done.sum()), int((~done).sum()), *words)
        return cls(before, np.stack([before[done], after[done]]), counts)

    def shown(self, name: str, hidden: Mask, level: float) -> Row:
        """Return the row with None for what is hidden."""
        cells = zip(CELLS, self.counts, hidden, strict=True)
        numbers = {cell: None if hide else count for cell, count, hide in cells}
        started, finished = (numbers[cell] is not None for cell in CELLS[:2])
        change, effect = self._estimates(level) if finished else (None, None)
        return Row(
            group=name,
            before_mean=_mean(self.started) if started else None,
            after_mean=_mean(self.finished[1]) if finished else None,
            change=change,
            effect_size=effect,
            **numbers,
        )

    def _estimates(self, level: float) -> tuple[Estimate, Estimate]:
        steps = self.finished[1] - self.finished[0]
        n = len(steps)
        if n < 2:
            nothing = Estimate(_mean(steps), np.nan, np.nan, np.nan, n, level)
            return nothing, Estimate(np.nan, np.nan, np.nan, np.nan, n, level)
        mean, se = float(steps.mean()), float(steps.std(ddof=1) / np.sqrt(n))
        spread = float(self.started.std(ddof=1))
        size = mean / spread if spread > 0 else np.nan
        own = se**2 / spread**2 if spread > 0 else np.nan
        size_se = float(np.sqrt(own + size**2 / (2 * (len(self.started) - 1))))
        width = float(stdtrit(n - 1, 0.5 + level / 2))
        return _estimate(mean, se, width, n, level), _estimate(size, size_se, width, n, level)


@dataclass(frozen=True, slots=True)
class Ancova:
    """Scores after, at equal scores before.

    names: "intercept", "before", and the groups but the first in sorted order, the baseline;
    coefficients, se, low, high: one each; sigma: residual SD; r_squared: share of the variance
    after that is explained; n: people with both scores.
    """

    names: tuple[str, ...]
    coefficients: F
    se: F
    low: F
    high: F
    sigma: float
    r_squared: float
    n: int


def ancova(
    before: ArrayLike, after: ArrayLike, group: Sequence[object], *, level: float = 0.95
) -> Ancova:
    """Return how groups differ afterwards at equal scores before (least squares, t intervals).

    before, after: (people,), NaN leaves that person out; group: (people,) labels; level: of the
    intervals.
    Raises ValueError for shapes that do not fit, a score before that is constant or follows from
    the group, and fewer people than coefficients and one more. Source: Vickers and Altman (2001).
    """
    checks.share("level", level)
    first, last = _pair(before, after)
    names, code = _groups(group, len(first))
    both = ~np.isnan(first + last)
    first, last, code = first[both], last[both], code[both]
    dummies = [code == place for place in range(1, len(names))]
    columns = np.column_stack([np.ones(len(first)), first, *dummies]).astype(float)
    freedom = len(first) - columns.shape[1]
    if freedom < 1:
        raise ValueError(f"after: {len(first)} people with both scores are too few")
    empty = [name for place, name in enumerate(names) if not (code == place).any()]
    if empty:
        raise ValueError(f"group: nobody of {empty[0]!r} has both scores")
    if np.ptp(first) ** 2 == 0:
        raise ValueError("before: is constant; there is nothing to hold equal")
    coefficients, variances, left = _least_squares(columns, last)
    se = np.sqrt(variances * left / freedom)
    width = float(stdtrit(freedom, 0.5 + level / 2)) * se
    whole = float(((last - last.mean()) ** 2).sum())
    return Ancova(
        ("intercept", "before", *names[1:]),
        coefficients,
        se,
        coefficients - width,
        coefficients + width,
        sigma=float(np.sqrt(left / freedom)),
        r_squared=1 - left / whole if whole > 0 else np.nan,
        n=len(first),
    )


def _least_squares(columns: F, last: F) -> tuple[F, F, float]:
    """Return coefficients, their variances for a residual variance of 1, and the sum of squares.

    columns: ones, before, groups. Before is counted from its mean, in SDs: no unit costs digits.
    """
    middle, size = columns[:, 1].mean(), columns[:, 1].std()
    scaled = columns.copy()
    scaled[:, 1] = (columns[:, 1] - middle) / size
    basis, mixing = np.linalg.qr(scaled)
    if np.abs(np.diagonal(mixing)).min() < 1e-7 * np.sqrt(len(columns)):
        raise ValueError("before: follows from the group; there is nothing to hold equal")
    back = np.eye(columns.shape[1])
    back[1, 1], back[0, 1] = 1 / size, -middle / size
    inverse = back @ np.linalg.inv(mixing)
    height = last.mean()
    fitted = basis.T @ (last - height)
    coefficients = inverse @ fitted
    coefficients[0] += height
    left = float(((last - height - basis @ fitted) ** 2).sum())
    return coefficients, (inverse**2).sum(1), left


def _pair(before: ArrayLike, after: ArrayLike) -> tuple[F, F]:
    first = checks.array("before", before, ndim=1)
    last = checks.array("after", after, shape=first.shape, all_missing=True)
    return first, last


def _groups(group: Sequence[object] | None, people: int) -> tuple[list[str], NDArray[np.intp]]:
    """Return the groups' names in sorted order, and the place of each person's."""
    if group is None:
        return [], np.zeros(people, np.intp)
    try:
        labels = np.asarray(group)
    except ValueError as error:
        raise ValueError(f"group: is not one label a person ({error})") from error
    if labels.shape != (people,):
        raise ValueError(f"group: has shape {labels.shape}; there are {people} people")
    if any(str(label) in ("", "None", "nan") for label in labels.tolist()):
        raise ValueError("group: holds an empty label; name the people without a group too")
    kinds, code = np.unique(
        labels.astype(str) if labels.dtype == object else labels, return_inverse=True
    )
    return [str(kind) for kind in kinds], code


def _mean(values: F) -> float:
    return float(values.mean()) if len(values) else np.nan


def _estimate(value: float, se: float, width: float, n: int, level: float) -> Estimate:
    return Estimate(value, value - width * se, value + width * se, se, n, level)


def _flat(row: Row) -> dict[str, Any]:
    """Return a row as cells: an estimate takes three, None is empty."""
    cells: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name in ("change", "effect_size"):
            ends = (value.value, value.low, value.high) if value else (None, None, None)
            names = (field.name, f"{field.name}_low", f"{field.name}_high")
            cells.update(zip(names, ends, strict=True))
        else:
            cells[field.name] = value
    return {name: "" if value is None else value for name, value in cells.items()}
