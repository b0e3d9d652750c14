"""Throw random bytes at the coach: `PYTHONPATH=src python -m tools.fuzz_language`.

It needs atheris (pip install atheris) and runs until something is raised or it is stopped;
`-runs=100000` and the other options of libFuzzer work. What holds for every text is in
tests/language/test_properties.py, which needs nothing more than hypothesis.
"""

import importlib
import importlib.util
import sys
import time

from nearer.language import read, restate

SLOW = 2.0  # seconds of this process's own time for at most 4,096 code points


def one(text: str) -> None:
    """Read a text; raises AssertionError for a mark that does not fit or a reading that is slow."""
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

    atheris.instrument_all()
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
