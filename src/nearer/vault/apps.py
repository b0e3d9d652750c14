from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault's tables: the sealed records, and the secrets beside them."""

    name = "nearer.vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the vault's own kind of record."""
        from nearer.vault import kept, record  # noqa: PLC0415  models first

        record.register(kept.Kept)
