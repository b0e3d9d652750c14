"""The vault's own migrations, and after them slow ones that touch every record."""

import pkgutil
from importlib import import_module

_vault = import_module("nearer.vault.migrations")
LAST = max(found.name for found in pkgutil.iter_modules(_vault.__path__))
__path__ = [*_vault.__path__, *__path__]
