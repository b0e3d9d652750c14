"""One function on many couples: on all cores, or on a cluster."""

from collections.abc import Callable, Iterator, Sequence, Sized
from typing import Any, TypeVar

from nearer.science import checks

Couple = TypeVar("Couple")
Result = TypeVar("Result")


class CoupleFailed(RuntimeError):
    """A function failed on one of many couples; the message names it, counted from 0."""


def map(  # noqa: A001  the field's own word, always read as cohort.map
    function: Callable[[Couple], Result],
    couples: Sequence[Couple],
    *,
    jobs: int = -1,
    progress: Callable[[float], None] | None = None,
) -> list[Result]:
    """Return function(couple) of each couple, in their order, on many cores.

    function: anything that joblib can send to another process; couples: what it takes, one each;
    jobs: as in joblib, -1 for all
    cores; progress: called with the share that is done. Inside
    `joblib.parallel_config(backend="dask")` the same call runs on a cluster.
    Raises CoupleFailed, from the error, where the function fails; ValueError for a function that is
    none, couples without a length and no jobs; ModuleNotFoundError without joblib, which the
    optional group `research` installs.
    Source: joblib and Dask, whose processes do the work.
    """
    if not callable(function):
        raise ValueError("function: cannot be called")  # noqa: TRY004  as every refusal here
    checks.kind("couples", couples, Sized)
    if checks.whole("jobs", jobs) == 0:
        raise ValueError("jobs: is 0; name how many processes, or -1 for one a core")
    parallel, delayed = _joblib()
    work = (delayed(_one)(function, couple, place) for place, couple in enumerate(couples))
    told = parallel(n_jobs=jobs, return_as="generator")(work)
    return list(_telling(told, len(couples), progress))


def _joblib() -> tuple[Any, Any]:
    try:
        from joblib import Parallel, delayed  # noqa: PLC0415  an optional group
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "cohort.map needs joblib: install Nearer with its optional group research "
            "(pip install 'nearer[research]')"
        ) from error
    return Parallel, delayed


def _one(function: Callable[[Couple], Result], couple: Couple, place: int) -> Result:
    try:
        return function(couple)
    except Exception as error:
        raise CoupleFailed(f"couple {place}: {type(error).__name__}: {error}") from error


def _telling(
    results: Iterator[Result], count: int, progress: Callable[[float], None] | None
) -> Iterator[Result]:
    for done, result in enumerate(results, start=1):
        if progress:
            progress(done / count)
        yield result
