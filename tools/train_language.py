"""Make the coach's model again: `PYTHONPATH=src python -m tools.train_language`.

It trains on the project's own sentences (data/language/en) and, where they are beside the
repository, on public data that may train. It writes src/nearer/language/en/model.npz and the
model's card beside it. `--data FOLDER` says where the public data are.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nearer.language.grammar import language
from tools.language import choice as choosing
from tools.language import fit, rows
from tools.language.rows import LABELS, Row

FOLDER = rows.ROOT / "src" / "nearer" / "language" / "en"
CHALLENGE = "challenge_dev.jsonl"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the model and its card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=rows.PUBLIC)
    parser.add_argument("--to", type=Path, default=FOLDER)
    said = parser.parse_args(arguments)
    _write(said.to, *trained(gathered(said.data)))
    return 0


def gathered(public: Path) -> list[Row]:
    """Return all rows that train; says so where the public data are absent."""
    own = rows.own()
    if not (public / CHALLENGE).exists():
        _say(f"the public data are not at {public}: the model is made of own sentences only")
        return own
    return [*own, *rows.annotated(public / CHALLENGE, "challenge_dev"), *rows.weak(public)]


def trained(all_rows: list[Row]) -> tuple[bytes, dict[str, Any]]:
    """Return the model's file and its card."""
    _say(f"{len(all_rows)} rows")
    seen = fit.Seen.of(all_rows, language("en"))
    parts = fit.folds(all_rows, lambda row: row.weight == 1.0)
    scores, _ = fit.crossed(seen, all_rows, parts, say=_say)
    held = np.flatnonzero(parts >= 0)
    choice = choosing.chosen([all_rows[place] for place in held], scores[held], seen.ruled[held])
    made = fit.regressions(seen.matrix, *fit.targets(all_rows), seen.apart)
    content = choosing.model(made, choice)
    return content, _card(all_rows, content)


def _card(all_rows: list[Row], content: bytes) -> dict[str, Any]:
    from_where = Counter((row.source, row.licence) for row in all_rows)
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "rows": len(all_rows),
        "sources": [
            {
                "source": source,
                "licence": licence,
                "rows": many,
                "share": round(many / len(all_rows), 4),
            }
            for (source, licence), many in sorted(from_where.items())
        ],
        "rows_per_label": {label: sum(label in row.labels for row in all_rows) for label in LABELS},
    }


def _write(folder: Path, content: bytes, card: dict[str, Any]) -> None:
    (folder / "model.npz").write_bytes(content)
    (folder / "model.json").write_text(
        json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
    _say(f"{folder / 'model.npz'}: {len(content)} bytes, {card['sha256']}")


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
