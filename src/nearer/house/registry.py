"""The rooms that stand, found in Django's app registry; nobody imports a room by name."""

from django.apps import apps

from nearer.house.door import Door


def rooms() -> list[Door]:
    """Return the door of every installed room, in the order of INSTALLED_APPS."""
    return [config.door for config in apps.get_app_configs() if hasattr(config, "door")]
