"""How long a questionnaire takes to calibrate, to score and to adapt, beside peers and bare NumPy.

Run `python -m benchmarks.questionnaire_speed`; it is also a part of `benchmarks.science`. The bound
is what cannot be left out, without any check. Peers are timed where they are installed (the
dependency group `peers`): girth, mirt for Python, catsim. catsim knows only yes and no, so its
items are easier than ours.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nearer.science import adaptive, graded

ITEMS, CATEGORIES, PEOPLE, SCORED = 16, 5, 10_000, 100_000
SECONDS, STEP_SECONDS = 1.0, 1e-4  # bars of calibrating with errors, and of one adaptive step
FASTER, OF_BARE = 2.0, 3.0
STEPS = 300
F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another way to do the same: what it is called, the package, and what makes it ready."""

    name: str
    package: str
    ready: Callable[[], Callable[[], object]]
    runs: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A work: ours, the bound that it must come near (or None), the peers, and a bar in seconds."""

    work: str
    ours: Callable[[], object]
    bare: Callable[[], object] | None
    peers: tuple[Peer, ...]
    bar: float | None = None
    runs: int = 5


def best(work: Callable[[], object], runs: int) -> float:
    """Return the shortest of some runs, in seconds: what else the machine does is left out."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def questionnaire(
    items: int = ITEMS, slope: tuple[float, float] = (1.2, 2.6)
) -> graded.GradedModel:
    """Return items as a good questionnaire has them."""
    rng = np.random.default_rng(1)
    slopes = rng.uniform(*slope, items)
    thresholds = np.sort(rng.normal(0, 1.2, (items, CATEGORIES - 1)), axis=1)
    return graded.GradedModel.from_thresholds(slopes, thresholds, scale=(1, CATEGORIES))


def answers(model: graded.GradedModel, people: int) -> F:
    """Return whole answers of people who are spread as N(0, 1)."""
    theta = np.random.default_rng(2).normal(size=people)
    return model.simulate(theta, seed=3)


def calibrating() -> Row:
    """Return the row of calibrating 10,000 people with standard errors."""
    table = answers(questionnaire(), PEOPLE)
    codes = table.astype(int) - 1

    def girth() -> Callable[[], object]:
        from girth import grm_mml  # noqa: PLC0415  a peer, not a dependency

        return lambda: grm_mml(table.T.astype(int))

    def mirt(method: str | None) -> Callable[[], object]:
        import mirt as peer  # noqa: PLC0415  a peer, not a dependency

        errors = {"compute_standard_errors": method is not None}
        if method:
            errors["se_method"] = method
        return lambda: peer.fit_mirt(
            codes, "GRM", n_categories=CATEGORIES, n_quadpts=61, tol=1e-6, max_iter=2000, **errors
        )

    peers = (
        Peer("girth, no errors", "girth", girth, runs=7),
        Peer("mirt, no errors", "mirt", lambda: mirt(None), runs=3),
        Peer("mirt, Oakes errors", "mirt", lambda: mirt("oakes")),
    )
    name = f"calibrate {ITEMS} x {CATEGORIES}, {PEOPLE:,} people, with errors"
    return Row(name, lambda: graded.calibrate(table), None, peers, bar=SECONDS)


def scoring() -> Row:
    """Return the row of scoring 100,000 people, posterior means on 61 points."""
    model = questionnaire()
    table = answers(model, SCORED)

    def mirt() -> Callable[[], object]:
        import mirt as peer  # noqa: PLC0415  a peer, not a dependency

        codes = table.astype(int) - 1
        fitted = peer.fit_mirt(codes[:1000], "GRM", n_categories=CATEGORIES)
        return lambda: peer.fscores(fitted, codes, method="EAP", n_quadpts=61)

    name = f"score {SCORED:,} people"
    peers = (Peer("mirt", "mirt", mirt, runs=9),)
    return Row(name, lambda: model.score(table), bare_scores(model, table), peers)


def bare_scores(model: graded.GradedModel, table: F) -> Callable[[], object]:
    """Return posterior means by gather and add, in blocks that a cache holds, without any check."""
    theta = np.linspace(-6, 6, 61)
    logs = np.log(model.probabilities(theta)).transpose(1, 2, 0).copy()
    powers = np.stack([np.ones(61), theta, theta**2], axis=1)
    weights = np.exp(-0.5 * theta**2)
    codes = table.astype(np.intp) - 1

    def work() -> F:
        sums = np.empty((len(codes), 3))
        for start in range(0, len(codes), 4096):
            part = codes[start : start + 4096]
            found = logs[0][part[:, 0]]
            for item in range(1, len(logs)):
                found += logs[item][part[:, item]]
            sums[start : start + 4096] = (np.exp(found) * weights) @ powers
        mean = sums[:, 1] / sums[:, 0]
        return np.stack([mean, np.sqrt(sums[:, 2] / sums[:, 0] - mean**2)])

    return work


def adapting() -> Row:
    """Return the row of steps of an adaptive test after six answers."""
    model = questionnaire()
    given = answers(model, 1)[0]
    given[6:] = np.nan

    def ours() -> None:
        for _ in range(STEPS):
            adaptive.next_item(model, given, stop_se=0.1)

    name = f"{STEPS} adaptive steps"
    peers = (
        Peer("mirt", "mirt", lambda: _mirt_steps(model, given)),
        Peer("catsim, yes or no items", "catsim", lambda: _catsim_steps(model, given)),
    )
    return Row(name, ours, None, peers, bar=STEPS * STEP_SECONDS)


def _mirt_steps(model: graded.GradedModel, given: F) -> Callable[[], object]:
    import mirt as peer  # noqa: PLC0415  a peer, not a dependency

    codes = answers(model, 1000).astype(int) - 1
    fitted = peer.fit_mirt(codes, "GRM", n_categories=CATEGORIES)

    def work() -> None:
        for _ in range(STEPS // 6):
            engine = peer.CATEngine(fitted.model, se_threshold=0.01, max_items=ITEMS)
            for _ in range(6):
                engine.administer_item(int(given[0]) - 1)

    return work


def _catsim_steps(model: graded.GradedModel, given: F) -> Callable[[], object]:
    from catsim.estimation import NumericalSearchEstimator  # noqa: PLC0415  a peer
    from catsim.item_bank import ItemBank  # noqa: PLC0415  a peer
    from catsim.selection import MaxInfoSelector  # noqa: PLC0415  a peer

    middle = np.nanmedian(model.thresholds, axis=1)
    rest = np.tile([0.0, 1.0], (len(middle), 1))
    bank = ItemBank(np.column_stack([model.slopes, middle, rest]))
    estimate, select = NumericalSearchEstimator(), MaxInfoSelector()
    asked = np.flatnonzero(~np.isnan(given)).tolist()
    said = [bool(answer > 3) for answer in given[asked]]
    said[0], said[1] = True, False

    def work() -> None:
        for _ in range(STEPS):
            theta = estimate.estimate(
                item_bank=bank, administered_items=asked, response_vector=said, est_theta=0.0
            )
            select.select(item_bank=bank, administered_items=asked, est_theta=theta)

    return work


def growth() -> list[tuple[str, float]]:
    """Return how the time of calibrating grows with people and with items."""
    found = []
    model = questionnaire()
    for people in (1_000, 10_000, 100_000):
        table = answers(model, people)
        took = best(lambda table=table: graded.calibrate(table), 2)  # type: ignore[misc]
        found.append((f"calibrate 16 items, {people:,} people", took))
    for items in (8, 80):
        table = answers(questionnaire(items), 2_000)
        took = best(lambda table=table: graded.calibrate(table), 2)  # type: ignore[misc]
        found.append((f"calibrate {items} items, 2,000 people", took))
    return found


def measured(row: Row) -> bool:
    """Print the times of a row; whether every bar is met."""
    ours = best(row.ours, row.runs)
    bar = f"  (bar {row.bar:g} s)" if row.bar else ""
    print(f"{row.work}\n  nearer: {ours:.3f} s{bar}", flush=True)
    met = row.bar is None or ours <= row.bar
    if row.bare:
        bound = best(row.bare, row.runs)
        print(f"  bare NumPy: {bound:.3f} s, ours takes {ours / bound:.1f} times (bar {OF_BARE})")
        met &= ours <= OF_BARE * bound
    for peer in row.peers:
        met &= _beaten(peer, row.ours)
    return met


def _beaten(peer: Peer, ours: Callable[[], object]) -> bool:
    """Print how a peer does; whether ours is faster by the bar."""
    if not find_spec(peer.package):
        print(f"  {peer.name}: {peer.package} is not installed")
        return True
    took, own = in_turns(peer.ready(), ours, peer.runs)
    told = f"{took:.3f} s, {took / own:.1f} times ours beside it, {own:.3f} s"
    print(f"  {peer.name}: {told} (bar {FASTER})", flush=True)
    return took >= FASTER * own


def in_turns(
    one: Callable[[], object], other: Callable[[], object], runs: int
) -> tuple[float, float]:
    """Return the shortest of some runs of each, taken in turns: both meet the same machine."""
    other()
    times = [(best(one, 1), best(other, 1)) for _ in range(runs)]
    first, second = zip(*times, strict=True)
    return min(first), min(second)


def main() -> int:
    """Print the table; 1 where a bar is missed."""
    met = [measured(make()) for make in (calibrating, scoring, adapting)]
    for work, took in growth():
        print(f"{work}: {took:.3f} s", flush=True)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
