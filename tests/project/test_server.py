"""The one process: what it does at its start."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from nearer.project.server import Server


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    """Begin as a process does, and let the rest of the tests be collected as ever."""
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_what_is_there_at_the_start_is_not_looked_at_by_every_full_collection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def listens(*_: Any) -> None:
        """Listen nowhere."""

    monkeypatch.setattr(uvicorn.Server, "startup", listens)
    before, said = gc.get_freeze_count(), list[int]()
    server = Server(
        uvicorn.Config("nowhere:app", log_config=None),
        ready=lambda: said.append(gc.get_freeze_count()),
        sweep=lambda: None,
        close=lambda: None,
    )
    asyncio.run(server.startup())
    assert before == 0
    assert said[0] > 10_000
    assert len(gc.get_objects()) < said[0]
