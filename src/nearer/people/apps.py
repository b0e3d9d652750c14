from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: accounts, sessions, pairing. Its tables are the vault's."""

    name = "nearer.people"

    def ready(self) -> None:
        """Register what people write about themselves."""
        from nearer.people.records import KINDS  # noqa: PLC0415  models first
        from nearer.vault import record  # noqa: PLC0415

        record.register(*KINDS)
