"""Calibrate a questionnaire from a table of answers, and write its model as a file.

The table is a CSV file of one's own: nothing of the vault is read.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nearer.cli import answers, progress
from nearer.cli.refusal import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nearer.science.graded import GradedModel

FEW, STEEP = 10, 4.0
WIDEST = 20  # from the lowest answer to the highest, where nobody named the scale


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    answers.add_file(parser)
    parser.add_argument(
        "--items", type=answers.listed, metavar="A,B", help="columns to use; all by itself"
    )
    parser.add_argument(
        "--scale", nargs=2, type=int, metavar=("LOW", "HIGH"), help="lowest and highest answer"
    )
    parser.add_argument("--name", metavar="TEXT", help="a version, kept in the model")
    answers.add_out(parser)


def run(options: argparse.Namespace) -> int:
    """Write the model, and say on the other stream what to know about it."""
    from nearer.science import graded  # noqa: PLC0415  loads SciPy

    names, table, scale = _table(options)
    told = progress.bar("calibrating")
    try:
        model = graded.calibrate(table, items=names, scale=scale, progress=told)
    except ValueError as error:
        raise Refused(f"{options.file}: {error}") from None
    model = replace(model, version=options.name or _version(model.n))
    with answers.out(options.out, force=options.force) as file:
        file.write(model.to_json() + "\n")
    for line in _said(model, table):
        print(line, file=sys.stderr)
    return 0 if model.converged else 1


def _table(
    options: argparse.Namespace,
) -> tuple[list[str], "NDArray[np.float64]", tuple[int, int]]:
    import numpy as np  # noqa: PLC0415  only where a table is read

    scale = _scale(options.scale)
    with answers.sheet(options.file) as sheet:
        names = options.items or sheet.headings
        blocks = [block.answers for block in sheet.blocks(names, scale=scale)]
    if not blocks:
        raise Refused(f"{options.file} holds a heading and no answers")
    table = np.concatenate(blocks)
    for name, column in zip(names, table.T, strict=True):
        if len(np.unique(column[~np.isnan(column)])) < 2:
            message = f"{options.file}: {name} has fewer than two different answers: leave it out"
            raise Refused(f"{message} with --items")
    low, high = scale or (int(np.nanmin(table)), int(np.nanmax(table)))
    if scale is None and high - low > WIDEST:
        message = f"{options.file}: answers run from {low} to {high}; is one a code for no answer?"
        raise Refused(f"{message} Leave its cell empty, or name the --scale")
    turned = answers.reversed_items(names, options.reverse)
    table[:, turned] = low + high - table[:, turned]
    return names, table, (low, high)


def _scale(given: list[int] | None) -> tuple[int, int] | None:
    if given is None:
        return None
    low, high = given
    if low >= high:
        raise Refused(f"--scale {low} {high}: name the lowest answer first, then the highest")
    return low, high


def _version(people: int) -> str:
    return f"{datetime.now(UTC):%Y-%m-%d}, {people} people"


def _said(model: "GradedModel", table: "NDArray[np.float64]") -> Iterator[str]:
    yield f"{len(model.items)} items, {model.n} people, reliability {model.reliability():.2f}"
    if not model.converged:
        yield "It did not converge: these numbers are not to be used."
    for name, slope, column in zip(model.items, model.slopes, table.T, strict=True):
        counts = [int((column == answer).sum()) for answer in _categories(model)]
        rare = [count for count in counts if count < FEW]
        if rare:
            yield f"{name}: {len(rare)} of {len(counts)} categories have under {FEW} answers"
        if slope < 0:
            yield f"{name}: runs against the others; is it one to --reverse?"
        if slope > STEEP:
            yield f"{name}: a slope of {slope:.1f}; does another item say the same?"


def _categories(model: "GradedModel") -> range:
    return range(model.scale[0], model.scale[1] + 1)
