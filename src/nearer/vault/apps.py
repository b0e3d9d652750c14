from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The vault's tables: the sealed records, and the secrets beside them."""

    name = "nearer.vault"
    default_auto_field = "django.db.models.BigAutoField"
