"""A calibrated questionnaire: the graded response model with its items' parameters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nearer.science import _answers, _curves, _graded_file, _scoring, checks
from nearer.science._bank import bank, bounded
from nearer.science._scoring import Scores
from nearer.science.checks import F

POINTS, LIMIT = 61, 6.0
FINEST = 10_001  # points: more would say nothing more


@dataclass(frozen=True, slots=True)
class SumScores:
    """What each possible total says, where every item was answered; (totals,) each.

    total: the sum of the answers. theta, se: mean and SD of the posterior. probability: how often
    the model expects the total.
    """

    total: F
    theta: F
    se: F
    probability: F


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class GradedModel:
    """Samejima's (1969) graded response model with theta ~ N(0, 1).

    P(X >= k | theta) = 1 / (1 + exp(-(a theta + d_k))), k = 1 ... K - 1 above the lowest category.

    items: names. scale: lowest and highest answer. slopes: (J,) a. intercepts: (J, K - 1) d,
    falling; NaN where the item never had a category so high or so low. slopes_se, intercepts_se: as
    these; NaN for an expert guess. log_likelihood: marginal; NaN for a guess. n: people it was made
    with. converged: whether the fit did. origin: "calibrated" or "expert guess". version: free
    text.
    """

    items: tuple[str, ...]
    scale: tuple[int, int]
    slopes: F
    intercepts: F
    slopes_se: F
    intercepts_se: F
    log_likelihood: float
    n: int
    converged: bool
    origin: str
    version: str

    def __post_init__(self) -> None:
        """Check the fields and keep arrays of its own that nobody can write to."""
        scale = _answers.whole_scale(self.scale)
        names = named(self.items, len(self.items))
        shapes = {
            "slopes": (len(names),),
            "intercepts": (len(names), scale[1] - scale[0]),
            "slopes_se": (len(names),),
            "intercepts_se": (len(names), scale[1] - scale[0]),
        }
        for name, shape in shapes.items():
            missing = name.endswith("_se")
            found = checks.array(name, getattr(self, name), shape=shape, all_missing=missing)
            found.setflags(write=False)
            object.__setattr__(self, name, found)
        _check_parameters(self.slopes, self.intercepts)
        checks.one_of("origin", self.origin, ("calibrated", "expert guess"))
        object.__setattr__(self, "scale", scale)
        object.__setattr__(self, "items", names)

    def __eq__(self, other: object) -> bool:
        """Two models are the same when they read the same in a file."""
        # Itself first: what is kept for a model is looked up at each step of a test.
        if self is other:
            return True
        return isinstance(other, GradedModel) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        """Tell models apart by name, scale and version."""
        return hash((self.items, self.scale, self.version, self.n))

    @classmethod
    def from_thresholds(
        cls,
        slopes: ArrayLike,
        thresholds: ArrayLike,
        *,
        scale: tuple[int, int],
        items: Sequence[str] | None = None,
        version: str = "",
    ) -> "GradedModel":
        """Return a model from an expert's guess; its errors are NaN.

        slopes: (J,) a; thresholds: (J, K - 1) b, where P(X >= k) is one half; d = -a b. scale:
        lowest and highest answer; items: names; version: free text.
        Raises ValueError for wrong shapes, a slope of 0, thresholds out of order.
        Source: Samejima (1969).
        """
        a = checks.array("slopes", slopes, ndim=1)
        low, high = _answers.whole_scale(scale)
        b = checks.array("thresholds", thresholds, shape=(len(a), high - low))
        d = -a[:, None] * b
        if not (np.isnan(d) | (d == bounded(d))).all() or _rises(d):
            raise ValueError("thresholds: they rise with the category (fall, for a slope below 0)")
        names = named(items, len(a))
        none = np.full(d.shape, np.nan)
        return cls(
            items=names,
            scale=(low, high),
            slopes=a,
            intercepts=d,
            slopes_se=none[:, 0],
            intercepts_se=none,
            log_likelihood=float("nan"),
            n=0,
            converged=False,
            origin="expert guess",
            version=version,
        )

    @property
    def thresholds(self) -> F:
        """(J, K - 1) b = -d / a: where one reaches a category or more with a chance of one half."""
        return np.asarray(-self.intercepts / self.slopes[:, None])

    def probabilities(self, theta: ArrayLike) -> F:
        """Return the chance of each category: (T, J, K) for theta (T,); ValueError for NaN."""
        found = _curves.probabilities(self.slopes, bounded(self.intercepts), _thetas(theta))
        return np.ascontiguousarray(found.transpose(2, 0, 1))

    def item_information(self, theta: ArrayLike) -> F:
        """Return Fisher's information of each item: (T, J) for theta (T,); ValueError for NaN."""
        found = _curves.information(self.slopes, bounded(self.intercepts), _thetas(theta))
        return np.ascontiguousarray(found.T)

    def information(self, theta: ArrayLike) -> F:
        """Return Fisher's information of all items: (T,) for theta (T,), without the prior's 1.

        Raises ValueError for NaN.
        """
        return np.asarray(self.item_information(theta).sum(axis=1))

    def score(
        self,
        answers: ArrayLike,
        *,
        method: str = "eap",
        points: int = POINTS,
        limit: float = LIMIT,
    ) -> Scores:
        """Return where people stand.

        answers: (people, J), or (J,) of one; NaN is missing, and who answered nothing gets the
        prior. method: "eap", the posterior's mean and SD on `points` points of [-limit, limit], or
        "map", its mode, with the error from the observed information.

        Raises ValueError for another number of items, values off the scale or not whole.
        Source: Bock and Mislevy (1982). Checked against mirt, `grm.json`.
        """
        checks.one_of("method", method, ("eap", "map"))
        codes = self._codes(answers)
        answered = (~np.isnan(codes)).sum(axis=1)
        made = bank(self, *grid(points, limit))
        theta, se = _scoring.eap(made, made.filled(codes))
        if method == "map":
            known = np.clip(codes, made.lowest, made.highest)
            theta, se = _scoring.mode(self.slopes, bounded(self.intercepts), known, theta)
        return Scores(theta, se, answered)

    def _codes(self, answers: ArrayLike) -> F:
        """Return answers (people, J) counted from 0."""
        found = checks.array("answers", answers, ndim=(1, 2), all_missing=True)
        found = np.atleast_2d(found)
        if found.shape[1] != len(self.items):
            raise ValueError(f"answers: has {found.shape[1]} columns; {len(self.items)} items")
        _answers.on_scale("answers", found, self.scale)
        found -= self.scale[0]
        return found

    def sum_scores(self) -> SumScores:
        """Return what each total says of theta, by the recursion of Lord and Wingersky (1984).

        Checked against mirt, `grm.json`.
        """
        grid = _curves.normal_grid(POINTS, LIMIT)
        likely = self.probabilities(grid.points)
        totals = np.ones((POINTS, 1))
        for item in range(len(self.items)):
            totals = _curves.added(totals, likely[:, item])
        joint = totals.T * grid.weights
        probability = joint.sum(axis=1)
        share = joint / np.where(probability > 0, probability, np.nan)[:, None]
        theta = share @ grid.points
        se = np.sqrt(np.maximum(share @ grid.points**2 - theta**2, 0))
        total = len(self.items) * self.scale[0] + np.arange(len(probability), dtype=float)
        return SumScores(total, theta, se, probability)

    def reliability(self) -> float:
        """Return the marginal reliability: the mean of I / (I + 1) over N(0, 1)."""
        grid = _curves.normal_grid(POINTS, LIMIT)
        found = self.information(grid.points)
        return float(grid.weights @ (found / (found + 1)))

    def simulate(self, theta: ArrayLike, *, seed: checks.Seed) -> F:
        """Return answers (T, J) as the model expects them of people at theta (T,).

        seed: a whole number or a Generator. Raises ValueError for NaN, and for another seed.
        """
        chances = self.probabilities(theta).cumsum(axis=2)[:, :, :-1]
        chance = np.random.default_rng(checks.seed("seed", seed))
        drawn = chance.random((*chances.shape[:2], 1))
        return np.asarray(self.scale[0] + (drawn > chances).sum(axis=2), dtype=float)

    def to_json(self) -> str:
        """Return the model as text, with every digit; NaN is null."""
        return _graded_file.written(self)

    @classmethod
    def from_json(cls, text: str) -> "GradedModel":
        """Return the model of such a text; ValueError on anything else."""
        return cls(**_graded_file.read(text))


def grid(points: int, limit: float) -> tuple[int, float]:
    """Return how many points a score uses, and how far they reach; ValueError out of range."""
    return checks.whole("points", points, low=2, high=FINEST), checks.inside(
        "limit", limit, 0, np.inf
    )


def _thetas(theta: ArrayLike) -> F:
    found = checks.array("theta", theta, ndim=(0, 1))
    if np.isnan(found).any():
        raise ValueError("theta: holds NaN; give a number for each")
    return np.atleast_1d(found)


def named(items: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """Return the items' names: item1, item2 ... by themselves."""
    own = tuple(f"item{number}" for number in range(1, count + 1))
    return own if items is None else checks.names("items", items, count)


def _check_parameters(slopes: F, intercepts: F) -> None:
    if np.isnan(slopes).any() or (slopes == 0).any():
        raise ValueError("slopes: holds 0 or NaN; each item has a slope")
    if np.isnan(intercepts).all(axis=1).any():
        item = int(np.isnan(intercepts).all(axis=1).argmax()) + 1
        raise ValueError(f"intercepts: row {item} is all NaN; an item has two categories at least")
    if _rises(intercepts):
        raise ValueError("intercepts: they fall with the category, NaN at the ends only")


def _rises(intercepts: F) -> bool:
    """Return whether a row rises, or has a gap inside."""
    known = bounded(intercepts)
    return bool((known[:, 1:] > known[:, :-1]).any())
