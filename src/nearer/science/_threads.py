"""Work in a few threads: NumPy lets go of Python's lock while it calculates."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

MOST = 4
P = TypeVar("P")
R = TypeVar("R")


def together(work: Callable[[P], R], parts: Iterable[P]) -> Iterator[R]:
    """Yield the result of each part, in their order."""
    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST)) as threads:
        yield from threads.map(work, parts)
