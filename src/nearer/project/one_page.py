"""One page after the other: pages that are made at once hold each other up.

Python runs one thread at a time. A page lets go of that right at each of the hundred rows that it
opens, and gets it back 5 ms later if another page is being put together meanwhile: four at once
take half as much again as one after the other. Whoever waits long, behind a page that waits for a
lock itself or that is large, goes on beside it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

PATIENCE = 0.1  # seconds


def one_by_one(pages: Callable[..., Any], *, patience: float = PATIENCE) -> Callable[..., Any]:
    """Return a WSGI app that answers one request after the other, each within its patience."""
    floor = threading.Lock()

    @wraps(pages)
    def answered(*request: Any) -> Any:
        with _waited_for(floor, patience):
            return pages(*request)

    return answered


@contextmanager
def _waited_for(floor: threading.Lock, patience: float) -> Iterator[None]:
    held = floor.acquire(timeout=patience)
    try:
        yield
    finally:
        if held:
            floor.release()
