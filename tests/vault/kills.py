"""Let an act die at its commits and at random statements, in a process of its own on real files."""

import os
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

from django.db import connections

Act = Callable[[], object]
Moment = tuple[str, int]
DIED, FAILED = 9, 1
MOMENTS = 20


def at_many_moments(prepare: Callable[[], Act], *, of: int = MOMENTS) -> Iterator[bool]:
    """Let a prepared act come through once, then die at so many moments.

    Gives after each whether it came through. The moments are all that lie around a commit of the
    records, and random statements besides; the seed is fixed, so that a failure can be repeated.
    """
    died, events = _run(prepare(), ("none", 0))
    assert not died
    yield True
    commits, statements = events.count("c"), events.count("s")
    chosen = Random(4).sample(range(1, statements), max(of - commits, 0))
    moments = [("s", n) for n in sorted(chosen)] + [("c", n) for n in range(1, commits + 1)]
    for moment in moments:
        died, _ = _run(prepare(), moment)
        yield not died


def _run(act: Act, moment: Moment) -> tuple[bool, str]:
    """Run an act in a child that dies at a moment; return whether it died, and its events."""
    connections.close_all()
    reads, writes = os.pipe()
    with warnings.catch_warnings():
        # The child takes no lock that a thread of the parent might have held.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        _child(act, moment, writes)
    os.close(writes)
    with os.fdopen(reads) as pipe:
        events = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, DIED)
    return code == DIED, events


def _child(act: Act, moment: Moment, pipe: int) -> None:
    seen: list[str] = []

    def passes(event: str) -> None:
        seen.append(event)
        if (event, seen.count(event)) == moment:
            os._exit(DIED)

    def statement(execute: Callable[..., Any], *args: Any) -> Any:
        passes("s")
        return execute(*args)

    try:
        for alias in ("default", "secrets"):
            connection = connections[alias]
            connection.ensure_connection()
            connection.execute_wrappers.append(statement)
            event = "c" if alias == "default" else "s"
            connection._commit = _watched(  # type: ignore[attr-defined]
                connection._commit,  # type: ignore[attr-defined]
                partial(passes, event),
            )
        act()
        os.write(pipe, "".join(seen).encode())
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(FAILED)


def _watched(commit: Act, passes: Act) -> Act:
    def watched() -> None:
        passes()
        commit()
        passes()

    return watched
