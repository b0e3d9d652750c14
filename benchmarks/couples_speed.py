"""How long an actor-partner model takes, beside the best peers and bare NumPy, in one run.

Run `python -m benchmarks.couples_speed`; its rows are also in `benchmarks.science`. The bound is
the one thing that cannot be left out: the cross-products of (1, x1, x2, y1, y2). Peers are timed
where they are installed: statsmodels in this Python, lavaan by Rscript.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from nearer.science import dyad

COUPLES = 100_000
ROUNDS = 9
F = NDArray[np.float64]
LAVAAN = """
suppressPackageStartupMessages(library(lavaan)); d <- read.csv(commandArgs(TRUE)[1])
m <- "y1 ~ x1 + x2\\n y2 ~ x2 + x1\\n y1 ~~ y2"
cat(system.time(sem(m, d, meanstructure = TRUE))[["elapsed"]])
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one way to do the work; None where its software is not there."""

    name: str
    seconds: float | None


def couples(n: int, *, missing: float = 0.0) -> tuple[F, F]:
    """Return y, x (couples, 2), a share of y missing."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(n, 2)) + rng.normal(size=(n, 1))
    y = 1 + 0.5 * x + 0.3 * x[:, ::-1] + rng.normal(size=(n, 2)) + 0.7 * rng.normal(size=(n, 1))
    y[rng.random(y.shape) < missing] = np.nan
    return y, x


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the shortest of some runs, in seconds: what else the machine does is left out."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def bare(y: F, x: F) -> F:
    """Return the cross-products without any check: the bound."""
    columns = np.column_stack([np.ones(len(y)), x, y])
    products: F = columns.T @ columns
    return products


def gee(y: F, x: F) -> Callable[[], object]:
    """Return statsmodels' way: estimating equations with an exchangeable correlation."""
    from statsmodels import api  # noqa: PLC0415  a peer, not a dependency

    design = np.column_stack([np.ones(y.size), x.ravel(), x[:, ::-1].ravel()])
    couple = np.repeat(np.arange(len(y)), 2)
    same = api.cov_struct.Exchangeable()
    return lambda: api.GEE(y.ravel(), design, couple, cov_struct=same).fit()


def mixed_lm(y: F, x: F) -> Callable[[], object]:
    """Return statsmodels' other way: a random intercept of the couple."""
    from statsmodels import api  # noqa: PLC0415  a peer, not a dependency

    design = np.column_stack([np.ones(y.size), x.ravel(), x[:, ::-1].ravel()])
    couple = np.repeat(np.arange(len(y)), 2)
    return lambda: api.MixedLM(y.ravel(), design, couple).fit()


def statsmodels(way: Callable[[F, F], Callable[[], object]], y: F, x: F) -> float | None:
    """Return the time of one of its ways, or None without statsmodels."""
    return best(way(y, x), rounds=1) if find_spec("statsmodels") else None


def lavaan(y: F, x: F) -> float | None:
    """Return the time of lavaan's saturated model without reading the file, or None without it."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "couples.csv"
        rows = np.hstack([y, x])
        np.savetxt(table, rows, delimiter=",", header="y1,y2,x1,x2", comments="")
        command = [rscript, "-e", LAVAAN, str(table)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return float(done.stdout) if done.returncode == 0 else None


def rows() -> list[Timing]:
    """Return the timings of 100,000 couples: ours by kind of model, the bound, the peers."""
    y, x = couples(COUPLES)
    holes, _ = couples(COUPLES, missing=0.1)
    return [
        Timing("nearer, by role", best(lambda: dyad.apim(y, x))),
        Timing("nearer, exchangeable", best(lambda: dyad.apim(y, x, distinguishable=False))),
        Timing("nearer, by role, a tenth of y missing", best(lambda: dyad.apim(holes, x))),
        Timing("bare NumPy", best(lambda: bare(y, x))),
        Timing("statsmodels GEE, exchangeable", statsmodels(gee, y, x)),
        Timing("lavaan, by role", lavaan(y, x)),
    ]


def growth() -> list[Timing]:
    """Return how the time grows with couples, and with days of a diary."""
    found = []
    for n in (1_000, 10_000, 100_000, 1_000_000):
        y, x = couples(n)
        found.append(Timing(f"nearer, {n:,} couples", best(lambda y=y, x=x: dyad.apim(y, x), 5)))
    for n in (100, 1_000, 10_000):
        y, x = diaries(n)
        work = lambda y=y, x=x: dyad.diary(y, {"own": x})  # noqa: E731
        found.append(Timing(f"nearer, diary of {n:,} couples x 14 days", best(work, 1)))
    return found


def diaries(n: int, days: int = 14) -> tuple[F, F]:
    """Return y, x (couples, days, 2)."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(n, days, 2))
    return 0.4 * x + rng.normal(size=(n, 1, 2)) + rng.normal(size=x.shape), x


def main() -> int:
    """Print the timings; 1 if a peer that is there is not beaten twofold, or bare is 3x faster."""
    timings = rows()
    ours, bound = timings[0].seconds, timings[3].seconds
    assert ours is not None
    assert bound is not None
    print(f"actor-partner model of {COUPLES:,} couples, best of {ROUNDS}")
    for timing in [*timings, *growth()]:
        told = f"{timing.seconds * 1e3:.1f} ms" if timing.seconds is not None else "not installed"
        print(f"  {timing.name}: {told}", flush=True)
    peers = [timing.seconds for timing in timings[4:] if timing.seconds is not None]
    slow = any(ours * 2 > seconds for seconds in peers) or ours > 3 * bound
    print(f"  {ours / bound:.1f} times bare NumPy (bar 3.0)")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
