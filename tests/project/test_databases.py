"""What holds on every connection, by asking the connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from nearer.project.databases import databases
from nearer.project.environment import read

ALWAYS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "secure_delete": 1,
    "journal_size_limit": 0,
    "temp_store": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
}


@pytest.fixture
def connections(
    tmp_path: Path, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[ConnectionHandler]:
    """Connections of a copy on SQLite in a folder of its own."""
    copy = read({"NEARER_DATA": str(tmp_path), "NEARER_SECRETS": str(tmp_path)})
    handler = ConnectionHandler(databases(copy))
    with django_db_blocker.unblock():
        with handler["default"].cursor() as cursor:
            cursor.execute("CREATE TABLE words (word TEXT)")
        yield handler
        handler.close_all()


@pytest.mark.parametrize(("alias", "query_only"), [("default", 0), ("snapshot", 1), ("secrets", 0)])
def test_every_connection_has_the_pragmas(
    connections: ConnectionHandler, alias: str, query_only: int
) -> None:
    with connections[alias].cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in [*ALWAYS, "query_only"]
        }
    assert found == ALWAYS | {"query_only": query_only}


def test_a_page_can_only_read(connections: ConnectionHandler) -> None:
    with connections["snapshot"].cursor() as cursor, pytest.raises(OperationalError, match="read"):
        cursor.execute("INSERT INTO words VALUES ('lantern')")


def test_a_page_reads_one_moment_and_waits_for_no_writer(connections: ConnectionHandler) -> None:
    page, writer = connections["snapshot"], connections["default"]
    count = "SELECT count(*) FROM words"
    with page.cursor() as reads, writer.cursor() as writes:
        page._start_transaction_under_autocommit()
        before = reads.execute(count).fetchone()
        writes.execute("INSERT INTO words VALUES ('lantern')")
        assert reads.execute(count).fetchone() == before
        reads.execute("COMMIT")
        assert reads.execute(count).fetchone() != before


def test_a_writer_takes_its_lock_before_it_reads(connections: ConnectionHandler) -> None:
    assert connections.settings["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connections.settings["secrets"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connections.settings["snapshot"]["OPTIONS"]["transaction_mode"] == "DEFERRED"


@pytest.mark.storage
@pytest.mark.django_db(databases=["default"], transaction=True)
def test_the_configured_store_confirms_only_what_is_on_the_disk() -> None:
    from django.db import connection

    question = (
        "SHOW synchronous_commit" if connection.vendor == "postgresql" else "PRAGMA synchronous"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone()[0] in ("on", 2)


def test_postgresql_pages_read_one_moment_and_write_nothing() -> None:
    pytest.importorskip("psycopg")
    found = databases(read({"DATABASE_URL": "postgres://nearer@/nearer?host=/run"}))
    assert found["snapshot"]["OPTIONS"] == {
        "isolation_level": 3,
        "options": "-c default_transaction_read_only=on",
    }
    assert found["default"]["OPTIONS"] == {"options": "-c synchronous_commit=on"}
    assert found["snapshot"]["TEST"] == {"MIRROR": "default"}
