"""PostgreSQL keeps no samples of what is sealed or secret.

ANALYZE, which it runs by itself, copies values of each column into the planner's statistics, where
they outlive their rows: an erased secret could be read there until the next ANALYZE.
"""

from typing import Any

from django.db import migrations

COLUMNS = {
    "dated_secret": ("secret",),
    "envelope": ("secret", "blob"),
    "folder_key": ("value",),
    "invitation": ("secret", "blob", "answer"),
    "keyring": ("blob",),
    "person": ("name_tag",),
    "pin": ("tag", "secret", "salt", "check_value", "blob"),
    "record": ("blob",),
    "recovery_slot": ("blob",),
    "server_secret": ("secret",),
    "session": ("tag", "secret", "blob"),
    "sign_up_code": ("tag",),
    "slot": ("salt", "check_value", "blob"),
    "space": ("closing",),
    "spoken": ("secret", "salt", "blob"),
}


def keep_none(apps: Any, editor: Any) -> None:
    # Naming the type anew, though it is the same, drops the samples that were kept so far.
    for column in _columns(editor):
        editor.execute(f"ALTER TABLE {column} SET STATISTICS 0")
        editor.execute(f"ALTER TABLE {column} TYPE bytea")


def keep_them(apps: Any, editor: Any) -> None:
    for column in _columns(editor):
        editor.execute(f"ALTER TABLE {column} SET STATISTICS -1")


def _columns(editor: Any) -> list[str]:
    if editor.connection.vendor != "postgresql":
        return []
    here = {*editor.connection.introspection.table_names()} & COLUMNS.keys()
    return [f'"{name}" ALTER COLUMN "{part}"' for name in sorted(here) for part in COLUMNS[name]]


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0002_leaving_and_pins"),
    ]

    operations = [
        migrations.RunPython(keep_none, keep_them),
    ]
