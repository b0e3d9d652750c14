"""The three database aliases: records to write, the same records to read, and the secrets.

A page reads through `snapshot`: one transaction there is one moment of the records, and never
waits for a writer. Every other alias takes its lock before its first read.
"""

from pathlib import Path
from typing import Any

from nearer.project.environment import Environment, Postgres

# What is erased is overwritten (secure_delete), what is confirmed is on the disk (FULL), nothing
# passes through temporary files, and a hostile schema in the file may call no function.
PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "secure_delete": "ON",
    "journal_size_limit": "0",
    "temp_store": "MEMORY",
    "foreign_keys": "ON",
    "trusted_schema": "OFF",
}


def databases(environment: Environment) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES for an environment."""
    records, secrets = environment.records_file, environment.secrets_file
    at = environment.records_at
    return {
        "default": _postgres(at) if at else _sqlite(records),
        "snapshot": (_postgres_snapshot(at) if at else _sqlite_snapshot(records))
        | {"TEST": {"MIRROR": "default"}},
        "secrets": _postgres(environment.secrets_at)
        if environment.secrets_at
        else _sqlite(secrets),
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": _pragmas(PRAGMAS),
        },
    }


def _sqlite_snapshot(path: Path) -> dict[str, Any]:
    database = _sqlite(path)
    database["OPTIONS"] |= {
        "transaction_mode": "DEFERRED",
        "init_command": _pragmas(PRAGMAS | {"query_only": "ON"}),
    }
    return database


def _pragmas(pragmas: dict[str, str]) -> str:
    return "; ".join(f"PRAGMA {name}={value}" for name, value in pragmas.items())


def _postgres(at: Postgres) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.name,
        "USER": at.user,
        "PASSWORD": at.password,
        "HOST": at.host,
        "PORT": at.port,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**dict(at.options), "options": "-c synchronous_commit=on"},
    }


def _postgres_snapshot(at: Postgres) -> dict[str, Any]:
    from psycopg import IsolationLevel  # noqa: PLC0415  an extra: absent where SQLite serves

    database = _postgres(at)
    database["OPTIONS"] |= {
        "isolation_level": IsolationLevel.REPEATABLE_READ,
        "options": "-c default_transaction_read_only=on",
    }
    return database
