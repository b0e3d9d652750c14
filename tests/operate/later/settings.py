"""The app's own settings, with the vault of a later version."""

from nearer.project.settings import *  # noqa: F403

MIGRATION_MODULES = {"vault": "tests.operate.later.migrations"}
