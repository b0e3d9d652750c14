from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People: accounts, sessions, pairing. Its tables are the vault's."""

    name = "nearer.people"
