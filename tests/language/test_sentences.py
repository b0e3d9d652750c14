"""What the sentences that the coach learns from must hold."""

from collections import Counter, defaultdict
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.language.sentences import (
    CRISES,
    HURTS,
    Row,
    faults,
    hurts,
    paired_files,
    pairs,
    plain,
    rows,
    rows_of,
)

SOUND: Row = {
    "id": "ada-001",
    "text": "I was sad, and you never rang.",
    "labels": ["feeling", "generalisation"],
    "also": ["blame"],
    "spans": [
        {"start": 0, "end": 9, "label": "feeling"},
        {"start": 15, "end": 30, "label": "generalisation"},
    ],
    "near": [],
    "tags": ["mixed"],
    "twin": "ada-g001",
}


def test_every_row_is_well_formed() -> None:
    found = {row["id"]: faults(row) for row in rows() if faults(row)}
    assert found == {}


def test_a_sound_row_has_no_fault() -> None:
    assert faults(SOUND) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"labels": ["feeling", "generalisation", "rudeness"]}, "an unknown label"),
        ({"tags": ["loud"]}, "an unknown tag"),
        ({"also": ["feeling"]}, "a label both must and may"),
        ({"near": ["feeling"]}, "a label that it has and only seems to have"),
        ({"labels": ["feeling"]}, "labels and spans differ"),
        ({"spans": [{"start": 0, "end": 11, "label": "feeling"}]}, "a span with loose space"),
        ({"spans": [{"start": 0, "end": 99, "label": "feeling"}]}, "a span outside the text"),
        ({"text": "Ring me on 0207946000, I was sad, and you never rang."}, "a trace of somebody"),
        ({"crisis": [{"danger": "violence"}]}, "a crisis without its label"),
    ],
)
def test_a_faulty_row_is_found(change: dict[str, Any], fault: str) -> None:
    assert fault in faults({**deepcopy(SOUND), **change})


def test_a_crisis_beside_another_label_is_found() -> None:
    marked = [
        {"start": 0, "end": 9, "danger": "violence", "severity": "mild", "at_risk": "writer"},
    ]
    row = {
        **deepcopy(SOUND),
        "labels": ["feeling", "crisis_violence"],
        "crisis": marked,
    }
    assert {"a crisis beside other labels", "an unknown severity"} <= set(faults(row))


def test_no_id_is_given_twice() -> None:
    twice = [name for name, n in Counter(row["id"] for row in rows()).items() if n > 1]
    assert twice == []


def test_no_sentence_stands_twice() -> None:
    twice = [text for text, n in Counter(plain(row["text"]) for row in rows()).items() if n > 1]
    assert twice == []


def test_two_spellings_of_one_sentence_meet() -> None:
    assert plain("You NEVER rang!") == plain("you never rang")


@pytest.mark.parametrize("label", sorted(HURTS))
def test_each_label_that_hurts_has_many_to_find_and_many_that_only_tempt(label: str) -> None:
    must = sum(label in row["labels"] for row in rows())
    near = sum(label in row["near"] for row in rows())
    assert min(must, near) >= 100, (must, near)


@pytest.mark.parametrize("label", sorted(CRISES))
def test_each_danger_has_many_to_find_and_many_that_only_sound_like_it(label: str) -> None:
    must = sum(label in row["labels"] for row in rows())
    near = sum(label in row["near"] for row in rows())
    assert min(must, near) >= 40, (must, near)


@pytest.mark.parametrize("path", paired_files(), ids=lambda path: path.stem)
def test_about_half_of_what_hurts_and_tempts_is_kind(path: Path) -> None:
    here = rows_of(path)
    kind = sum(not hurts(row) for row in here) / len(here)
    assert 0.4 <= kind <= 0.65


def test_each_sentence_that_hurts_has_a_kind_twin() -> None:
    sides: dict[str, set[bool]] = defaultdict(set)
    for row in pairs():
        sides[row["twin"]].add(hurts(row))
    alone = sorted(twin for twin, side in sides.items() if side != {True, False})
    assert alone == []


def test_the_pairs_of_all_files_were_looked_at() -> None:
    assert len(pairs()) > 2000
