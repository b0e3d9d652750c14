"""What the attacks share with the tests of the vault and of a running copy."""

from tests.operate.conftest import home
from tests.vault.conftest import done

__all__ = ["done", "home"]
