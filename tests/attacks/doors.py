"""What somebody may bring to a door of the house who should not come in."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model

from tests.house.addresses import Address

# In place of an entry's id or a number: nonsense of every kind.
MALFORMED = (
    "0", "x" * 32, "0" * 31, "0" * 33, "-1", "%2e%2e", "%F0%9F%8C%B1", "%27%20OR%201%3D1",
    "%3Cb%3E", "%00", "a" * 4000, "1e9", "9" * 400,
)  # fmt: skip
# Fields that no form has: each would give somebody more than is theirs.
EXTRA = dict.fromkeys(
    ("person", "author", "space", "id", "bucket", "blob", "master", "is_staff", "is_superuser",
     "level", "care", "mine", "ready", "expires", "waits", "__class__"), "1",
)  # fmt: skip


def rows(*, but: Sequence[type[Model]] = ()) -> dict[str, list[str]]:
    """Return every row of both databases, but those of some models."""
    return {
        model._meta.db_table: sorted(repr(_plain(row)) for row in model.objects.values_list())
        for model in apps.get_models()
        if model not in but
    }


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return the tables that are not as they were; the rows themselves are too much to print."""
    return [table for table in before if before[table] != after[table]]


def _plain(row: Sequence[Any]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]


def misspelt(address: Address, example: str) -> Iterator[str]:
    """Yield an address with nonsense where its example stands."""
    for nonsense in MALFORMED:
        yield re.sub(rf"(?<=/){re.escape(example)}(?=/|$)", nonsense, address.path, count=1)


def forms(page: str) -> Iterator[tuple[str, str]]:
    """Yield each form of a page that posts, by its address and all of it."""
    for found in re.finditer(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL):
        action = re.search(r'action="([^"]*)"', found[0])
        yield (action[1] if action else ""), found[0]
