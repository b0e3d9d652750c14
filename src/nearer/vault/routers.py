"""Which table lies in which database: the secrets folder's tables lie nowhere else."""

from typing import Any

from django.db import models

from nearer.vault.models import InSecrets


class SecretsRouter:
    """Send the folder's tables to `secrets`, all others to `default`."""

    def db_for_read(self, model: type[models.Model], **_: Any) -> str:
        """Return the database that a table is read from."""
        return _home(model)

    def db_for_write(self, model: type[models.Model], **_: Any) -> str:
        """Return the database that a table is written to."""
        return _home(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Make each table in its own database only; `snapshot` is a second look at `default`."""
        model = hints.get("model")
        return db != "snapshot" and (model is None or _home(model) == db)


def _home(model: type[models.Model]) -> str:
    # In a migration the model is a historical one: it keeps the name, not the base class.
    secret = issubclass(model, InSecrets) or model.__name__ in _SECRET_NAMES
    return "secrets" if secret else "default"


_SECRET_NAMES = {kind.__name__ for kind in InSecrets.__subclasses__()}
