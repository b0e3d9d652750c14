"""Several attacks on one copy: each is taken back before the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written within, by whomever, in both databases."""
    with transaction.atomic(), transaction.atomic(using="secrets"):
        yield
        for alias in ("default", "secrets"):
            transaction.set_rollback(True, using=alias)
