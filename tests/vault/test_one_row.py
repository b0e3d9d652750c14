"""One row by its key, in plain SQL: what Django itself would find, whatever lies there."""

import pytest
from django.db import connections, models, transaction

from nearer.vault import one_row, write
from nearer.vault.models import (
    DatedSecret,
    KeyringRow,
    Person,
    RecordRow,
    ServerSecret,
    SpaceRow,
)
from tests.conftest import Actor
from tests.vault.samples import note

pytestmark = pytest.mark.storage


@pytest.mark.parametrize("model", [Person, KeyringRow, SpaceRow, ServerSecret, DatedSecret])
def test_every_row_is_found_as_django_finds_it(ada: Actor, model: type[models.Model]) -> None:
    rows = list(model._default_manager.all())
    assert rows
    for row in rows:
        found = one_row.of(model, row.pk)
        assert found is not None
        assert _values(found) == _values(row)


def test_a_key_that_nothing_has_gives_nothing(ada: Actor) -> None:
    assert one_row.of(KeyringRow, bytes(16)) is None
    with transaction.atomic():
        assert one_row.locked(KeyringRow, bytes(16)) is None


def test_what_has_another_type_than_was_ever_written_is_read_as_one_that_opens_nothing(
    ada: Actor,
) -> None:
    if connections["default"].vendor != "sqlite":
        pytest.skip("PostgreSQL lets no text into a column of bytes")
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE keyring SET blob = 'words'")
    found = one_row.of(KeyringRow, ada.person)
    assert found is not None
    assert found.blob == b"words"


def test_a_row_that_is_written_to_is_held_until_the_write_ends(ada: Actor) -> None:
    connection = connections["default"]
    asked = []

    def note(execute, sql, *rest):  # type: ignore[no-untyped-def]
        asked.append(sql)
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(note):
        assert one_row.locked(KeyringRow, ada.visit.person) is not None
    held = [sql for sql in asked if sql.endswith("FOR UPDATE")]
    assert len(held) == int(connection.features.has_select_for_update)


def test_of_several_revisions_the_newest_is_found(ada: Actor) -> None:
    for text in ("one", "two", "three"):
        entry = write.put(ada.visit, ada.visit.me, note(text), key=b"one")
        found = one_row.newest(entry.id)
        assert found is not None
        assert _values(found) == _values(RecordRow.objects.get(revision=entry.revision))
    assert entry.revision == 3
    assert one_row.newest(bytes(16)) is None


def _values(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
