from django.apps import AppConfig


class UiConfig(AppConfig):
    """What everybody sees; it stores nothing and decides nothing."""

    name = "nearer.ui"
