"""A copy that Ada and Ben have lived in for six weeks."""

from pathlib import Path

import pytest

from tests.operate.copies import Place, place


@pytest.fixture
def home(tmp_path: Path) -> Place:
    """A lived-in copy."""
    return place(tmp_path / "home").fill()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Place:
    """Another machine, where nothing is."""
    return place(tmp_path / "elsewhere")
