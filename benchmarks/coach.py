"""The coach on messages that its model has not seen, beside other tools in the same run.

Run `PYTHONPATH=src python -m benchmarks.coach`. The model is made three times, each time without
a third of the messages (twins stay together) and with thresholds chosen on the others, and reads
that third with the rules as they stand. `--data FOLDER` says where the public data are; without
them the project's own sentences are measured alone. `--peers` measures the peers that are there.
It exits 1 where a bar is missed.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks import coach_scores as count
from benchmarks import coach_wordings
from benchmarks.coach_peers import PEERS, Peer
from benchmarks.coach_scores import HARMS, HELPS, SPOKEN, Read
from nearer.language import Reading, read, reading
from nearer.language.grammar import language
from nearer.language.model import Model, unpacked
from tools.language import choice, fit, rows
from tools.language.rows import LABELS, Row

CHALLENGE = "challenge_dev.jsonl"
VARIETIES = ("br", "us", "aae", "indian", "nonnative", "txt")
HOSTILE = ("you never " * 1000, "never " * 1700, "I'm not, " * 1100, '"' * 10_000, "a" * 10_000)


class Set(NamedTuple):
    """Readings of one kind of messages, and its heading."""

    name: str
    reads: list[Read]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured."""
    parser = argparse.ArgumentParser(prog="benchmarks.coach")
    parser.add_argument("--data", type=Path, default=rows.PUBLIC)
    parser.add_argument("--peers", action="store_true")
    said = parser.parse_args(arguments)
    every = gathered(said.data)
    seen = fit.Seen.of(every, language("en"))
    parts = fit.folds(every, lambda row: row.weight == 1.0)
    sets = by_set(readings(every, seen, parts))
    print(bars(sets))
    print(labels(sets))
    print(varieties([each for one in sets for each in one.reads]))
    print(others(said.data))
    print(speed([each.row.text for one in sets for each in one.reads]))
    if said.peers:
        print(peers(every, parts, sets[0].reads))
    short = [bar.name for bar in BARS if not bar.holds(sets[0].reads)]
    print(f"Short of its bar ({sets[0].name}): {', '.join(short) or 'nothing'}.")
    return int(bool(short))


def gathered(public: Path) -> list[Row]:
    """Return all annotated rows that are here, the challenge's first."""
    if not (public / CHALLENGE).exists():
        print(f"The public data are not at {public}: own sentences only.")
        return rows.own()
    return [*rows.annotated(public / CHALLENGE, "challenge_dev"), *rows.own()]


def readings(every: list[Row], seen: fit.Seen, parts: fit.Parts) -> list[Read]:
    """Return each row that is in a fold as a model reads it that saw neither it nor its twins."""
    scores, made = fit.crossed(seen, every, parts, say=_say)
    found: dict[int, Read] = {}
    for part, each in enumerate(made):
        rest = np.flatnonzero((parts != part) & (parts >= 0))
        settled = choice.chosen([every[at] for at in rest], scores[rest], seen.ruled[rest])
        model = unpacked(choice.model(each, settled))
        for at in np.flatnonzero(parts == part):
            row, english = every[at], language("en")
            wordings = coach_wordings.offered(row.text, english, model) if row.hurting else ()
            found[int(at)] = Read.of(row, read_with(row.text, model), wordings)
    return [found[at] for at in sorted(found)]


def read_with(text: str, model: Model) -> Reading:
    """Return what the coach sees with another model than the one that is shipped."""
    return reading.read_with(text, language("en"), model)


def by_set(reads: list[Read]) -> list[Set]:
    """Return the challenge and the own sentences apart."""
    sets = [
        Set("challenge", [each for each in reads if each.row.source == "challenge_dev"]),
        Set("own", [each for each in reads if each.row.source != "challenge_dev"]),
    ]
    return [each for each in sets if each.reads]


class Bar(NamedTuple):
    """A figure that is asked of the coach on the challenge, and how it is counted.

    at_least or, for errors, at_most: both in the figure's own unit, a share or an F1.
    """

    name: str
    figure: Callable[[list[Read]], float]
    at_least: float = 0.0
    at_most: float = 1.0

    def holds(self, reads: list[Read]) -> bool:
        """Whether the figure is inside the bar."""
        return self.at_least <= self.figure(reads) <= self.at_most

    def line(self, sets: Sequence[Set]) -> list[str]:
        """Return the figure for each set, with the bar."""
        asked = f"{self.at_least:.2f} or more" if self.at_least else f"{self.at_most:.2f} or less"
        return [self.name, *(f"{self.figure(each.reads):.3f}" for each in sets), asked]


BARS = (
    Bar("macro F1 of what hurts", lambda reads: count.macro(reads, HARMS), 0.60),
    Bar("macro F1 of what helps", lambda reads: count.macro(reads, HELPS), 0.65),
    Bar("hurting messages noticed", count.noticed, 0.60),
    Bar("false marks, kind messages that tempt", lambda reads: _marked(reads, near=True), 0, 0.05),
    Bar("false marks, other kind messages", lambda reads: _marked(reads, near=False), 0, 0.03),
    Bar(
        "danger seen, said outright", lambda reads: count.crisis_recall(reads, outright=True), 0.90
    ),
    Bar("danger seen, all", lambda reads: count.crisis_recall(reads, outright=False), 0.80),
    Bar("false alarms of danger", count.false_alarms, 0, 0.02),
    Bar("F1 of marked characters", count.overlap, 0.50),
    Bar("wordings offered, of what was noticed", count.restated, 0.70),
    Bar("wordings that read clean in their place", count.clean, 0.95),
    Bar("wordings that invent nothing", count.plain, 1.0),
)


def bars(sets: Sequence[Set]) -> str:
    """Return the table of what is asked of the coach."""
    head = ["", *(f"{each.name} ({len(each.reads)})" for each in sets), "bar"]
    return _table(head, [bar.line(sets) for bar in BARS])


def labels(sets: Sequence[Set]) -> str:
    """Return precision, recall and F1 of each label."""
    body = []
    for name in SPOKEN:
        found = [count.label(each.reads, name) for each in sets]
        parts = [
            f"{one.precision:.2f} / {one.recall:.2f} / **{one.f1:.2f}** ({one.rows})"
            for one in found
        ]
        body.append([name, *parts])
    return _table(["precision / recall / F1 (rows)", *(each.name for each in sets)], body)


def varieties(reads: list[Read]) -> str:
    """Return noticing and false marks by variety of English."""
    kinds = {name: [each for each in reads if name in each.row.tags] for name in VARIETIES}
    plain = [each for each in reads if not each.row.tags & set(VARIETIES)]
    body = []
    for name, some in {"untagged": plain, **kinds}.items():
        hurting, kind = (sum(fact) for fact in zip(*_facts(some), strict=True))
        noticed, marked = count.noticed(some), count.false_marks(some)
        body.append([name, f"{noticed:.2f} ({hurting})", f"{marked:.3f} ({kind})"])
    return _table(["variety", "noticed (rows)", "false marks (rows)"], body)


def others(public: Path) -> str:
    """Return the share of public messages with a mark that hurts, by the shipped model."""
    wanted = (
        ("insult_contrast_dev.csv", ("insult", "object_abuse", "profanity_no_insult")),
        ("insult_contrast_dev.csv", ("positive", "neutral")),
        ("convabuse_dev.csv", ("abusive", "not_abusive")),
        ("goemotions_dev.csv", ("appreciation", "care", "feeling", "hostile")),
    )
    body = []
    for name, kinds in wanted:
        if not (public / name).exists():
            continue
        said = list(rows.table(public / name))
        for kind in kinds:
            texts = [each["text"] for each in said if each["label"] == kind]
            marked = count.share(any(_hurts(text)) for text in texts)
            body.append([name.removesuffix("_dev.csv"), kind, str(len(texts)), f"{marked:.3f}"])
    return _table(["file", "its label", "rows", "marked as hurting"], body)


def speed(texts: Sequence[str]) -> str:
    """Return milliseconds of one reading, and the bytes of the package."""
    read(texts[0])
    short = [_timed(text) for text in texts if len(text) <= 500]
    paste = " ".join(texts)[:10_000]
    body = [
        ["median", f"{median(short):.2f} ms"],
        ["99th percentile", f"{quantiles(short, n=100)[-1]:.2f} ms"],
        ["10,000 characters", f"{median(_timed(paste) for _ in range(9)):.1f} ms"],
        ["the worst hostile 10,000", f"{max(_timed(text[:10_000]) for text in HOSTILE):.1f} ms"],
        ["size on disk", f"{_bytes(files('nearer.language')) / 1e6:.2f} MB"],
    ]
    return _table(["reading", ""], body)


def peers(every: list[Row], parts: fit.Parts, reads: list[Read]) -> str:
    """Return the peers' table: the same folds, the same head, the same choice of thresholds.

    reads: what the coach says of the rows on which the peers are scored.
    """
    body = [
        ["this coach", *_figures(reads), f"{median(_timed(each.row.text) for each in reads):.2f}"]
    ]
    for peer in PEERS:
        if not peer.here:
            print(f"{peer.name} is not here (it needs {', '.join(peer.needs)}).")
            continue
        body.append(_peer(peer, every, parts))
    return _table(["peer", "F1 hurts", "F1 helps", "noticed", "false marks", "ms"], body)


def _peer(peer: Peer, every: list[Row], parts: fit.Parts) -> list[str]:
    started = time.perf_counter()
    outputs = csr_matrix(peer.outputs([row.text for row in every]))
    spent = (time.perf_counter() - started) / len(every) * 1000
    seen = fit.Seen(outputs, np.zeros((len(every), len(LABELS)), bool))
    scores, _ = fit.crossed(seen, every, parts, say=_say)
    reads = [
        each
        for part in range(fit.FOLDS)
        for each in _by_thresholds(every, scores, seen, parts, part)
        if each.row.source == "challenge_dev"
    ]
    return [peer.name, *_figures(reads), f"{spent:.2f}"]


def _figures(reads: list[Read]) -> list[str]:
    figures = [count.macro(reads, HARMS), count.macro(reads, HELPS)]
    return [f"{each:.2f}" for each in (*figures, count.noticed(reads), count.false_marks(reads))]


def _by_thresholds(
    every: list[Row], scores: fit.Array, seen: fit.Seen, parts: fit.Parts, part: int
) -> list[Read]:
    rest = np.flatnonzero((parts != part) & (parts >= 0))
    enough = choice.chosen([every[at] for at in rest], scores[rest], seen.ruled[rest]).alone
    return [
        Read(every[at], frozenset(np.array(LABELS)[:19][scores[at, :19] > enough[:19]].tolist()))
        for at in np.flatnonzero(parts == part)
    ]


def _marked(reads: list[Read], *, near: bool) -> float:
    return count.false_marks(each for each in reads if bool(each.row.near) == near)


def _facts(reads: list[Read]) -> list[tuple[bool, bool]]:
    return [(each.row.hurting, each.row.kind) for each in reads] or [(False, False)]


def _hurts(text: str) -> list[bool]:
    return [mark.label.hurts for mark in read(text).marks]


def _timed(text: str) -> float:
    started = time.process_time()  # of this process alone: others may use the machine
    read(text)
    return (time.process_time() - started) * 1000


def _bytes(folder: Traversable) -> int:
    if folder.is_file():
        return 0 if folder.name.endswith(".pyc") else len(folder.read_bytes())
    return sum(_bytes(each) for each in folder.iterdir())


def _table(head: list[str], body: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
