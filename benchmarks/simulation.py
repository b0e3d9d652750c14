"""Whether `nearer.science` knows how sure it is, on simulated people.

Run `python -m benchmarks.simulation`.

Each part prints its own rows and can be run alone (`python -m benchmarks.questionnaire_coverage`).
"""

import sys

from benchmarks.science import run

PARTS = ("questionnaire_coverage", "couples_coverage", "daily_coverage", "drift_rates")

if __name__ == "__main__":
    sys.exit(run(PARTS))
