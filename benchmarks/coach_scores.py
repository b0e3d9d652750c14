"""What is counted of the coach's readings: labels, false marks, crises, spans."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.coach_wordings import Wording
from nearer.language import Reading
from tools.language.rows import HURTS, LABELS, Row

SPOKEN = LABELS[:19]
HARMS = tuple(label for label in SPOKEN if label in HURTS)
HELPS = tuple(label for label in SPOKEN if label not in HURTS)


class Read(NamedTuple):
    """A row, the labels given to it, their stretches, a danger seen or not, and wordings."""

    row: Row
    labels: frozenset[str]
    spans: tuple[tuple[int, int, str], ...] = ()
    danger: bool = False
    wordings: tuple[Wording, ...] = ()

    @classmethod
    def of(cls, row: Row, reading: Reading, wordings: tuple[Wording, ...] = ()) -> "Read":
        """Return what a reading says of a row."""
        spans = tuple((mark.start, mark.end, mark.label.value) for mark in reading.marks)
        labels = frozenset(label.value for label in reading.labels)
        return cls(row, labels, spans, bool(reading.crises), wordings)


class Found(NamedTuple):
    """Precision, recall and F1 of one label, and how many rows have it."""

    precision: float
    recall: float
    f1: float
    rows: int


def label(reads: Sequence[Read], name: str) -> Found:
    """Return how well a label is found; rows that may have it count for nothing."""
    counted = [each for each in reads if name in each.row.known and name not in each.row.also]
    given = sum(name in each.labels for each in counted)
    right = sum(name in each.row.labels for each in counted)
    both = sum(name in each.labels and name in each.row.labels for each in counted)
    return Found(
        both / max(given, 1), both / max(right, 1), 2 * both / max(given + right, 1), right
    )


def macro(reads: Sequence[Read], names: Sequence[str]) -> float:
    """Return the mean F1 of some labels, of those that any row has."""
    found = [each.f1 for name in names if (each := label(reads, name)).rows]
    return sum(found) / max(len(found), 1)


def false_marks(reads: Iterable[Read]) -> float:
    """Return the share of kind messages with a mark that hurts."""
    return share(bool(each.labels & HURTS) for each in reads if each.row.kind)


def noticed(reads: Iterable[Read]) -> float:
    """Return the share of hurting messages with any mark that hurts."""
    return share(bool(each.labels & HURTS) for each in reads if each.row.hurting)


def restated(reads: Iterable[Read]) -> float:
    """Return the share of the hurting messages that were noticed with a wording offered."""
    return share(bool(each.wordings) for each in reads if each.row.hurting and each.labels & HURTS)


def clean(reads: Iterable[Read]) -> float:
    """Return the share of wordings that read clean where they stand."""
    return share(wording.clean for each in reads for wording in each.wordings)


def plain(reads: Iterable[Read]) -> float:
    """Return the share of wordings without a word that is neither the frame's nor theirs."""
    return share(wording.plain for each in reads for wording in each.wordings)


def crisis_recall(reads: Iterable[Read], *, outright: bool) -> float:
    """Return the share of rows with a danger that was seen; outright: not those only hinted at."""
    rows = (each for each in reads if in_danger(each.row))
    return share(each.danger for each in rows if not (outright and "indirect" in each.row.tags))


def false_alarms(reads: Iterable[Read]) -> float:
    """Return the share of rows without any danger in which one was seen."""
    return share(each.danger for each in reads if not _danger(each.row.labels | each.row.also))


def in_danger(row: Row) -> bool:
    """Whether a danger must be found in a row."""
    return _danger(row.labels)


def overlap(reads: Iterable[Read]) -> float:
    """Return the F1 of marked code points, over all labels that must be found or were given."""
    both = given = right = 0
    for each in reads:
        for name in SPOKEN:
            if name in each.row.also:
                continue
            mine = _points(each.spans, name)
            theirs = _points(each.row.spans, name)
            both, given, right = both + len(mine & theirs), given + len(mine), right + len(theirs)
    return 2 * both / max(given + right, 1)


def share(facts: Iterable[bool]) -> float:
    """Return the share that is true; NaN of nothing."""
    known = list(facts)
    return sum(known) / len(known) if known else float("nan")


def _danger(labels: Iterable[str]) -> bool:
    return any(each.startswith("crisis") for each in labels)


def _points(spans: Iterable[tuple[int, int, str]], name: str) -> set[int]:
    return {point for start, end, label in spans if label == name for point in range(start, end)}
