"""The data and reference results that lie beside a checkout, in ../shared/data/measurement."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data" / "measurement"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the shared data; a test that needs it is skipped where it is not."""
    if not DATA.is_dir():
        pytest.skip("the reference results are not beside this checkout")
    return DATA
