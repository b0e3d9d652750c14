from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The house's own part: its system check."""

    name = "nearer.house"

    def ready(self) -> None:
        """Register the check that every URL is declared."""
        from nearer.house import routes  # noqa: F401, PLC0415  imported for its check
