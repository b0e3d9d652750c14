"""Columns that give one type, whatever lies in them: SQLite lets any column hold anything.

What has another type than was ever written opens nothing, as any damaged row does, and breaks no
page. In migrations they are Django's own columns.
"""

from typing import Any

from django.db import models


def as_bytes(value: Any) -> bytes:
    """Return bytes; of text or a number, bytes that nothing was sealed with."""
    if type(value) is bytes:
        return value
    return bytes(value) if isinstance(value, memoryview) else str(value).encode()


def as_whole(value: Any) -> int:
    """Return a number from 0 up; of anything else 0."""
    return value if type(value) is int and value >= 0 else 0


class _AsDjangos:
    """Says in migrations that a column is the Django column it is made of."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        own = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("django."))
        return name, f"django.db.models.{own.__name__}", args, kwargs


class Bytes(_AsDjangos, models.BinaryField):  # type: ignore[type-arg]  # only the stubs are generic
    """Bytes; text or a number in their place becomes bytes that nothing was sealed with."""

    def from_db_value(self, value: Any, *_: object) -> bytes | None:
        """Return bytes, or None where the column is empty."""
        return None if value is None else as_bytes(value)


class _Whole(_AsDjangos):
    def from_db_value(self, value: Any, *_: object) -> int | None:
        """Return a number from 0 up, or None where the column is empty."""
        return None if value is None else as_whole(value)


class Count(_Whole, models.PositiveIntegerField):  # type: ignore[type-arg]  # only the stubs are generic
    """A revision or generation; what is no number is 0, which none ever was."""


class Few(_Whole, models.PositiveSmallIntegerField):  # type: ignore[type-arg]  # only the stubs are generic
    """A number of tries."""


class Seconds(_Whole, models.BigIntegerField):  # type: ignore[type-arg]  # only the stubs are generic
    """Seconds since 1970; what is no number is 0: over."""
