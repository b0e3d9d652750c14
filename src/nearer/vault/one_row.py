"""The one row of a key, as every page asks for seven of them before it thinks.

Django writes the SQL of each asking anew, which takes ten times as long as SQLite's answer; here it
is written once for each table.
"""

from functools import cache
from typing import TypeVar

from django.db import connections, models, router

from nearer.vault.models import RecordRow

_NEWEST = "SELECT * FROM record WHERE record = %s ORDER BY revision DESC LIMIT 1"

M = TypeVar("M", bound=models.Model)


def of(model: type[M], key: bytes) -> M | None:
    """Return the row of a primary key, or None."""
    return next(iter(_rows(model).raw(_by_key(model), [key])), None)


def locked(model: type[M], key: bytes) -> M | None:
    """Return the row of a primary key, held until the transaction's end, or None.

    SQLite has one writer at a time and locks no rows.
    """
    connection = connections[router.db_for_write(model)]
    held = " FOR UPDATE" if connection.features.has_select_for_update else ""
    return next(iter(_rows(model).raw(_by_key(model) + held, [key])), None)


def newest(record: bytes) -> RecordRow | None:
    """Return the row of a record's newest revision, or None."""
    return next(iter(RecordRow.objects.raw(_NEWEST, [record])), None)


def _rows(model: type[M]) -> "models.Manager[M]":
    return model._default_manager  # noqa: SLF001  Django's own name for it


@cache
def _by_key(model: type[models.Model]) -> str:
    table, key = model._meta.db_table, model._meta.pk  # noqa: SLF001  Django's own names
    return f"SELECT * FROM {table} WHERE {key.column} = %s"  # noqa: S608  our own names
