"""Throw random bytes at the coach: `PYTHONPATH=src python -m tools.fuzz_language`.

It needs atheris (pip install atheris) and runs until something is raised or it is stopped;
`-max_total_time=300`, `-runs=100000` and the other options of libFuzzer work. What holds for every
text is in tests/language/test_properties.py, which needs nothing more than hypothesis.
"""

import importlib
import importlib.util
import sys
import time
from types import ModuleType

MODULES = ("nearer.language", "nearer.language.decide", "nearer.language.model")
SLOW = 2.0  # seconds of this process's own time for at most 4,096 code points


def one(text: str) -> None:
    """Read a text; raises AssertionError for a mark that does not fit or a reading that is slow."""
    from nearer.language import read, restate

    started = time.process_time()
    seen = read(text)
    restate(text)
    assert time.process_time() - started < SLOW, f"slow: {text!r}"
    for stretch in (*seen.marks, *seen.crises):
        inside = text[stretch.start : stretch.end]
        assert inside, f"empty: {stretch} in {text!r}"
        assert inside == inside.strip(), f"does not fit: {stretch} in {text!r}"
    assert not (seen.crises and seen.marks)


def main() -> int:
    """Fuzz until stopped, or say what is lacking."""
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed: pip install atheris, and run this again", file=sys.stderr)
        return 2
    atheris = importlib.import_module("atheris")

    def target(content: bytes) -> None:
        one(atheris.FuzzedDataProvider(content).ConsumeUnicode(4096))

    _instrumented(atheris)
    one("You never listen.")  # what is read once is read before the clock runs
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
    return 0


def _instrumented(atheris: ModuleType) -> None:
    """Import the coach with its branches counted; NumPy's are not, they would cost minutes."""
    with atheris.instrument_imports(include=["nearer.language"]):
        for name in MODULES:
            importlib.import_module(name)


if __name__ == "__main__":
    sys.exit(main())
