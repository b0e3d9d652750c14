from django.apps import AppConfig
from django.conf import settings


class SafetyConfig(AppConfig):
    """Help now, the private questions, and what is kept for a visit without a network."""

    name = "nearer.safety"

    def ready(self) -> None:
        """Read the host's own file of help lines, so that a broken one is told at the start."""
        from nearer.safety import lines  # noqa: PLC0415  apps are not ready above

        if settings.NEARER_HELPLINES:
            lines.shown_lines()
