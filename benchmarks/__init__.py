"""Measurements with a bar each: `python -m benchmarks.<name>` exits non-zero past its bar."""
