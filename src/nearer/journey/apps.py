from django.apps import AppConfig


class JourneyConfig(AppConfig):
    """Today and the six steps."""

    name = "nearer.journey"
