"""Score a table of answers with a model that `nearer calibrate` wrote."""

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from nearer.cli import answers, progress
from nearer.cli.refusal import Refused

if TYPE_CHECKING:
    from nearer.science.graded import GradedModel

HEADINGS = ("theta", "se", "low", "high", "n_answered")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    answers.add_file(parser)
    parser.add_argument("--model", type=Path, required=True, metavar="FILE", help="the model")
    parser.add_argument("--method", choices=("eap", "map"), default="eap", help="mean or mode")
    parser.add_argument("--level", type=float, default=0.95, help="of the interval; 0.95")
    parser.add_argument("--id", metavar="COLUMN", help="copied before each score; else the line")
    answers.add_out(parser)


def run(options: argparse.Namespace) -> int:
    """Write one line of scores for each line of answers, as they are read."""
    model = _model(options.model)
    if not 0 < options.level < 1:
        raise Refused(f"--level {options.level} is no share: name one between 0 and 1")
    turned = answers.reversed_items(model.items, options.reverse)
    told = progress.bar("scoring")
    total = _lines(options.file)
    with (
        answers.sheet(options.file) as sheet,
        answers.out(options.out, force=options.force) as file,
    ):
        sheet.places([*model.items, *filter(None, [options.id])])
        writer = csv.writer(file, lineterminator="\n")
        heading: list[list[object]] = [[options.id or "line", *HEADINGS]]
        for block in sheet.blocks(model.items, scale=model.scale, name=options.id):
            # Nothing is written before the first lines were read: half a file looks like a whole.
            writer.writerows(heading + _scored(model, block, turned, options))
            heading = []
            if total:
                told(min(block.lines[-1] / total, 1.0))
        writer.writerows(heading)
    told(1.0)
    return 0


def _scored(
    model: "GradedModel", block: answers.Block, turned: list[int], options: argparse.Namespace
) -> list[list[object]]:
    given = block.answers
    given[:, turned] = sum(model.scale) - given[:, turned]
    scores = model.score(given, method=options.method)
    low, high = scores.interval(options.level)
    labels = block.names if options.id else block.lines
    numbers = (column.round(6).tolist() for column in (scores.theta, scores.se, low, high))
    return [list(row) for row in zip(labels, *numbers, scores.n_answered.tolist(), strict=True)]


def _lines(path: str) -> int:
    """Return how many lines a file has, 0 for a stream."""
    if path == "-" or not Path(path).is_file():
        return 0
    with Path(path).open("rb") as file:
        return sum(1 for _ in file)


def _model(path: Path) -> "GradedModel":
    from nearer.science.graded import GradedModel  # noqa: PLC0415  loads SciPy

    try:
        return GradedModel.from_json(path.read_text("utf-8"))
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): name a file of `nearer calibrate`"
        raise Refused(message) from None
    except ValueError as error:
        message = f"{path} is no model ({error}): name a file that `nearer calibrate` wrote"
        raise Refused(message) from None
