"""How fast `nearer.science` is, beside its peers and the bare bound.

Run `python -m benchmarks.science`.

Each part prints its own rows and can be run alone (`python -m benchmarks.questionnaire_speed`).
Peers are timed where they are installed: `pip install --group peers`. Run it while nothing else
runs: two threads of linear algebra that wait for a busy core cost more than they save.
"""

import sys
from importlib import import_module

PARTS = ("questionnaire_speed", "couples_speed", "daily_speed")


def run(parts: tuple[str, ...]) -> int:
    """Run the parts in this process, one after the other; 1 where one misses its bar."""
    missed = []
    for part in parts:
        print(f"== {part}", flush=True)
        if import_module(f"benchmarks.{part}").main():
            missed.append(part)
    print(f"past a bar: {', '.join(missed)}" if missed else "all bars are met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(run(PARTS))
