"""What a hand in the database can do to a row: every column, in every way, undone afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from django.db import IntegrityError, connections, models, transaction

FARTHEST = 2**31 - 1
Row = dict[str, Any]


@dataclass(frozen=True)
class Damage:
    """One thing that was done: to which row, and what its columns hold afterwards."""

    model: type[models.Model]
    pk: Any
    how: str
    columns: Row
    raw: bool = False
    using: str = "default"

    def __str__(self) -> str:
        return f"{self.model.__name__} {self.how} {sorted(self.columns)}"

    def do(self) -> bool:
        """Do it; return whether the database let it be."""
        try:
            with transaction.atomic(using=self.using):
                return self._do_raw() if self.raw else self._do()
        except IntegrityError:
            return False

    def _do(self) -> bool:
        rows = _rows(self.model).using(self.using)
        return bool(rows.filter(pk=self.pk).update(**self.columns))

    def _do_raw(self) -> bool:
        names = self.model._meta
        key = names.pk.column
        with connections["default"].cursor() as cursor:
            for name, value in self.columns.items():
                column = names.get_field(name).column
                text = f'UPDATE "{names.db_table}" SET "{column}" = %s WHERE "{key}" = %s'  # noqa: S608
                cursor.execute(text, (value, self.pk))
            return bool(cursor.rowcount)


def copy_of(
    *kinds: type[models.Model], using: str | None = None
) -> dict[type[models.Model], list[Row]]:
    """Return all rows of these tables, as an old copy holds them. using: None, each its own."""
    return {kind: list(_rows(kind).using(using).order_by("pk").values()) for kind in kinds}


def write_back(copy: dict[type[models.Model], list[Row]]) -> None:
    """Write old rows back: over what stands in their place, and anew what is gone."""
    for kind, rows in copy.items():
        for row in rows:
            _rows(kind).filter(pk=row[kind._meta.pk.attname]).delete()
            try:
                with transaction.atomic():
                    kind(**row).save(force_insert=True)
            except IntegrityError:
                continue  # something else has taken its place


def put_back(copy: dict[type[models.Model], list[Row]], *, using: str) -> None:
    """Let these tables hold just what a copy holds."""
    with transaction.atomic(using=using):
        for kind, rows in copy.items():
            _rows(kind).using(using).delete()
            _rows(kind).using(using).bulk_create([kind(**row) for row in rows])


def damages(kind: type[models.Model], old: list[Row]) -> Iterator[Damage]:
    """Yield all that can be done to a table's rows; `old`: as they were before."""
    yield from damages_among(list(_rows(kind).values()), old, kind=kind)


def damages_among(
    rows: list[Row], old: list[Row], *, kind: type[models.Model], using: str = "default"
) -> Iterator[Damage]:
    """Yield all that can be done to some rows of a table: flip, cut, swap, replay, relabel.

    old: rows as they were before, to be replayed. using: the database that they lie in.
    """
    for damage in _damages(kind, rows, old):
        yield replace(damage, using=using)


def _damages(kind: type[models.Model], rows: list[Row], old: list[Row]) -> Iterator[Damage]:
    key = kind._meta.pk.attname
    for row in rows:
        for name in sorted(row.keys() - {"id"} if key == "id" and _is_number(row[key]) else row):
            for how, value in _instead(row[name]):
                yield Damage(kind, row[key], how, {name: value})
        for other in rows:
            yield from _exchanged(kind, row, other, "swapped")
        for before in old:
            yield from _exchanged(kind, row, before, "replayed")


def some(found: list[Damage], *, of: int, seed: int = 7) -> list[Damage]:
    """Return so many of them, the same ones each time, different kinds of damage first. 0: all."""
    shuffled = Random(seed).sample(found, len(found))
    first = {(one.how, *sorted(one.columns)): one for one in reversed(shuffled)}
    rest = [one for one in shuffled if one not in first.values()]
    return [*first.values(), *rest][:of] if of else shuffled


def untyped(kind: type[models.Model]) -> Iterator[Damage]:
    """Yield what SQLite alone lets be: text, a number or a fraction where bytes belong."""
    for row in _rows(kind).values()[:1]:
        for name in row.keys() - {"id"}:
            for how, value in (("text", "quince"), ("a number", -1), ("a fraction", 0.5)):
                yield Damage(kind, row[kind._meta.pk.attname], how, {name: value}, raw=True)


def is_sqlite() -> bool:
    """Return whether the records lie in SQLite, which lets any column hold anything."""
    return connections["default"].vendor == "sqlite"


def _exchanged(kind: type[models.Model], row: Row, other: Row, how: str) -> Iterator[Damage]:
    key = kind._meta.pk.attname
    for name, value in other.items():
        if name != key and value != row[name]:
            yield Damage(kind, row[key], how, {name: value})
    moved = {name: value for name, value in other.items() if name != key}
    if moved != {name: row[name] for name in moved}:
        yield Damage(kind, row[key], f"{how} whole", moved)


def _instead(value: Any) -> Iterator[tuple[str, Any]]:
    if _is_number(value):
        yield from (("other", value + 1), ("none", 0), ("farthest", FARTHEST))
    elif isinstance(value, bytes | memoryview):
        raw = bytes(value)
        yield "flipped", raw[:-1] + bytes([raw[-1] ^ 1])
        yield "flipped at its head", bytes([raw[0] ^ 1]) + raw[1:]
        yield from (("cut", raw[:-1]), ("empty", b""), ("zeros", bytes(len(raw))))
        yield "longer", raw + bytes(4096)
    elif isinstance(value, str):
        yield from (("other", value + "x"), ("empty", ""))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _rows(kind: type[models.Model]) -> Any:
    return kind._default_manager
