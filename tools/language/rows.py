"""The rows that the coach is trained and measured with, each with its source and licence."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from nearer.language.types import HURTING, Label

ROOT = Path(__file__).parents[2]
OWN = ROOT / "data" / "language" / "en"
PUBLIC = ROOT.parent / "shared" / "data" / "language"
FORBIDDEN = "nc_eval_only"
DANGERS = ("crisis_self_harm", "crisis_violence", "crisis_coercion")
ANY = "crisis"
"""Danger of whatever kind: what the three have in common is learned from all their rows."""
LABELS = (*(label.value for label in Label), *DANGERS, ANY)
HURTS = frozenset(label.value for label in HURTING)
EVERY = frozenset(LABELS)


class MayNotTrain(ValueError):
    """A file whose licence lets it measure, never train."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} lies in {FORBIDDEN}: it may only measure, never train")


@dataclass(frozen=True, slots=True)
class Row:
    """A message and what is known of it.

    also: labels that may be found and need not. near: labels that a careless reader would give.
    known: the labels of which the row says anything; a weak public row says nothing of the others.
    group: rows that are kept together (twins, threads). weight: how much it counts in training.
    """

    id: str
    text: str
    labels: frozenset[str]
    source: str
    licence: str
    group: str
    also: frozenset[str] = frozenset()
    spans: tuple[tuple[int, int, str], ...] = ()
    tags: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    crisis: tuple[dict[str, Any], ...] = ()
    known: frozenset[str] = EVERY
    weight: float = 1.0
    file: str = field(default="", compare=False)

    @property
    def kind(self) -> bool:
        """Whether nothing in it hurts and nobody is in danger, not even to some readers."""
        return not any(
            each in HURTS or each.startswith("crisis") for each in self.labels | self.also
        )

    @property
    def hurting(self) -> bool:
        """Whether something in it hurts."""
        return bool(self.labels & HURTS)


def own(folder: Path = OWN) -> list[Row]:
    """Return the project's own sentences, in the order of the files' names."""
    return [row for path in sorted(folder.glob("*.jsonl")) for row in annotated(path)]


def annotated(path: Path, source: str = "own sentences") -> list[Row]:
    """Return the rows of a file of annotated messages, one JSON object a line."""
    lines = opened(path).splitlines()
    return [_annotated(json.loads(line), source, path.stem) for line in lines if line.strip()]


def opened(path: Path) -> str:
    """Return a file's text; raises MayNotTrain for one that may only measure."""
    if FORBIDDEN in path.resolve().parts:
        raise MayNotTrain(path)
    return path.read_text("utf-8")


def weak(folder: Path = PUBLIC) -> list[Row]:
    """Return the public rows that train, each knowing only the labels it speaks of.

    Of the emotions each eighth is enough. Long texts are left out: a message is short.
    """
    every = [*_abuse(folder), *islice(_emotions(folder), 0, None, 8)]
    return [row for row in every if len(row.text) <= 200]


def _annotated(said: dict[str, Any], source: str, stem: str) -> Row:
    labels, also = _with_any(said["labels"]), _with_any(said.get("also", ()))
    return Row(
        id=said["id"],
        text=said["text"],
        labels=labels,
        also=also - labels,
        spans=tuple((span["start"], span["end"], span["label"]) for span in said.get("spans", ())),
        tags=frozenset(said.get("tags", ())),
        near=frozenset(said.get("near", ())),
        crisis=tuple(said.get("crisis", ())),
        source=source,
        licence=said.get("licence", "CC0-1.0"),
        group=f"{stem}/{said.get('twin') or said['id']}",
        file=stem,
    )


def _with_any(labels: Iterable[str]) -> frozenset[str]:
    found = frozenset(labels)
    return found if found.isdisjoint(DANGERS) else found | {ANY}


def table(path: Path) -> Iterator[dict[str, str]]:
    """Return the rows of a public table."""
    return csv.DictReader(StringIO(opened(path), newline=""))


def _emotions(folder: Path) -> Iterator[Row]:
    spoken = frozenset({"appreciation"})  # sadness and remorse there made ours worse
    for number, said in enumerate(table(folder / "goemotions_dev.csv")):
        labels = frozenset(said["label"].split("|")) & spoken
        yield _weak(f"goemotions-{number}", said, labels, spoken)


def _abuse(folder: Path) -> Iterator[Row]:
    spoken = frozenset({"contempt"})
    for number, said in enumerate(table(folder / "convabuse_dev.csv")):
        labels = spoken if said["label"] == "abusive" else frozenset()
        yield _weak(f"convabuse-{number}", said, labels, spoken)


def _weak(name: str, said: dict[str, str], labels: frozenset[str], known: frozenset[str]) -> Row:
    return Row(
        id=name,
        text=said["text"],
        labels=labels,
        source=said["source"],
        licence=said["licence"],
        group=f"{said['source']}/{said.get('group') or name}",
        known=known,
        weight=0.1,
    )
