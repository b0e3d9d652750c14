"""Measurements with a bar each: `python -m benchmarks.<name>` exits non-zero past its bar.

They measure this clone's own code, whatever else is installed.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
