"""How fast `nearer.science` is, beside its peers and the bare bound.

Run `python -m benchmarks.science`.

Each part prints its own rows and can be run alone (`python -m benchmarks.questionnaire_speed`).
Peers are timed where they are installed: `pip install --group peers`. Run it while nothing else
runs: two threads of linear algebra that wait for a busy core cost more than they save.
"""

import sys
from importlib import import_module
from importlib.util import find_spec

PEERS = ("girth", "mirt", "catsim", "statsmodels", "simdkalman")
PARTS = ("questionnaire_speed", "couples_speed", "daily_speed")


def run(parts: tuple[str, ...]) -> int:
    """Run the parts one after the other; 1 where a bar is missed, or a peer is not here."""
    missed = []
    for part in parts:
        print(f"== {part}", flush=True)
        if import_module(f"benchmarks.{part}").main():
            missed.append(part)
    absent = [peer for peer in PEERS if find_spec(peer) is None]
    if absent:
        print(f"nothing is said of the bars beside peers that are not here: {', '.join(absent)}")
    met = "the other bars are met" if absent else "all bars are met"
    print(f"past a bar: {', '.join(missed)}" if missed else met)
    return 1 if missed or absent else 0


if __name__ == "__main__":
    sys.exit(run(PARTS))
