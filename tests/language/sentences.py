"""The sentences of data/language/en, and what may be wrong with one of them."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, Any]

FOLDER = Path(__file__).parents[2] / "data" / "language" / "en"

HURTS = frozenset(
    str.split(
        "generalisation blame criticism contempt defensiveness stonewalling mind_reading "
        "pseudo_feeling demand invalidation sarcasm"
    )
)
HELPS = frozenset(
    str.split("feeling observation need request validation open_question appreciation repair")
)
CRISES = frozenset(("crisis_self_harm", "crisis_violence", "crisis_coercion"))
LABELS = HURTS | HELPS | CRISES

TAGS = frozenset(
    str.split(
        "kind plan joke neg quote self third idiom profanity reclaimed hidden indirect mixed "
        "long short txt typo caps emoji br us aae indian nonnative crisis victim perp sarcasm"
    )
)
SEVERITIES = frozenset(("acute", "serious", "concern"))
AT_RISK = frozenset(("writer", "reader", "other", "unknown"))

NEEDED = frozenset(("id", "text", "labels", "also", "spans", "near", "tags"))
ALLOWED = NEEDED | {"crisis", "twin"}

# What could lead to somebody: addresses, numbers to ring, links.
TRACE = re.compile(r"@\w|https?:|www\.|\d{6,}")


@cache
def rows() -> tuple[Row, ...]:
    """Every sentence of every file, in the order of the files' names."""
    files = sorted(FOLDER.glob("*.jsonl"))
    return tuple(row for path in files for row in rows_of(path))


def rows_of(path: Path) -> list[Row]:
    """The sentences of one file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def hurts(row: Row) -> bool:
    """Say whether a label that hurts, or a crisis, must be found in it."""
    return bool((HURTS | CRISES) & set(row["labels"]))


@cache
def pairs() -> tuple[Row, ...]:
    """Give the rows of the pairs: one that hurts beside a kind one with the same words."""
    return tuple(row for path in paired_files() for row in rows_of(path) if "twin" in row)


def paired_files() -> list[Path]:
    """Find the files that are written as such pairs."""
    return sorted([*FOLDER.glob("hurts_*.jsonl"), *FOLDER.glob("crisis_*.jsonl")])


def plain(text: str) -> str:
    """Lay aside case and punctuation, so that two spellings of one sentence meet."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def faults(row: Row) -> list[str]:
    """Name everything that is wrong with the form of one row."""
    if not NEEDED <= set(row) <= ALLOWED:
        return [f"fields: {sorted(set(row) ^ NEEDED)}"]
    return [*_faults_of_names(row), *_faults_of_spans(row), *_faults_of_crisis(row)]


def _faults_of_names(row: Row) -> list[str]:
    labels, also, near = set(row["labels"]), set(row["also"]), set(row["near"])
    checks = {
        "an unknown label": (labels | also | near) <= LABELS,
        "an unknown tag": set(row["tags"]) <= TAGS,
        "a label both must and may": not labels & also,
        "a label that it has and only seems to have": not labels & near,
        "a label twice": len(labels) == len(row["labels"]),
        "empty, or with loose space": bool(row["text"]) and row["text"] == row["text"].strip(),
        "a trace of somebody": not TRACE.search(row["text"]),
    }
    return [fault for fault, held in checks.items() if not held]


def _faults_of_spans(row: Row) -> list[str]:
    found = [f for span in row["spans"] for f in _faults_of_span(row["text"], span)]
    if {span["label"] for span in row["spans"]} != set(row["labels"]):
        found.append("labels and spans differ")
    return found


def _faults_of_span(text: str, span: dict[str, Any]) -> list[str]:
    start, end = span["start"], span["end"]
    if not 0 <= start < end <= len(text):
        return ["a span outside the text"]
    part = text[start:end]
    return [] if part == part.strip() else ["a span with loose space"]


def _faults_of_crisis(row: Row) -> list[str]:
    marked = row.get("crisis", [])
    in_danger = CRISES & set(row["labels"])
    if not in_danger:
        return ["a crisis without its label"] if marked else []
    checks = {
        "a crisis beside other labels": set(row["labels"]) == in_danger,
        "dangers and labels differ": {f"crisis_{m['danger']}" for m in marked} == in_danger,
        "an unknown severity": {m["severity"] for m in marked} <= SEVERITIES,
        "an unknown person at risk": {m["at_risk"] for m in marked} <= AT_RISK,
        "a crisis without its tag": "crisis" in row["tags"],
    }
    return [fault for fault, held in checks.items() if not held]
