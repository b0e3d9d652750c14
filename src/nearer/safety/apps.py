from django.apps import AppConfig


class SafetyConfig(AppConfig):
    """Help now, the private questions, and what is kept for a visit without a network."""

    name = "nearer.safety"

    def ready(self) -> None:
        """Register the check that tells the host when their file of help lines was refused."""
        from nearer.safety import lines  # noqa: F401, PLC0415  imported for its check
