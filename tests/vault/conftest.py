"""What the tests of the vault share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps

from tests.vault import samples


@pytest.fixture(autouse=True)
def _known_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know the kinds of samples.py."""
    samples.know(monkeypatch)


@pytest.fixture
def done(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    """Call an act and do what it does after its commit; without this, it crashed right there."""

    def call(act: Callable[..., Any], *args: Any, **named: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **named)

    return call


@pytest.fixture
def everything_stored() -> Callable[[], bytes]:
    """Return all that lies in all tables of both databases, as a thief would search it."""

    def stored() -> bytes:
        rows = [row for model in apps.get_models() for row in model.objects.values_list()]
        return b"\n".join(_raw(value) for row in rows for value in row)

    return stored


def _raw(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
