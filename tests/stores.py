"""A database of its own for every server that tests start, where the tests run on PostgreSQL."""

import os
import secrets
from urllib.parse import urlsplit


def own_store() -> dict[str, str]:
    """Return the settings of a new, empty database; nothing where the store is SQLite."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {}
    import psycopg

    name = f"house_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
