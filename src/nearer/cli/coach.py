"""Read a message for what may hurt and what helps: a line, a file or standard input."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from nearer.cli.refusal import Refused
from nearer.language import Reading, Suggestion, languages, read, restate

HELP = "Words that somebody may be in danger. Help comes first: 112 or your local number."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("text", nargs="?", metavar="TEXT", help="a message; - or nothing: stdin")
    parser.add_argument("--file", type=Path, help="read the messages of a file, one a line")
    parser.add_argument("--json", action="store_true", dest="as_json", help="one object a line")
    parser.add_argument("--language", choices=languages(), default="en")


def run(options: argparse.Namespace) -> int:
    """Print what is seen in each message; nothing is kept."""
    for text in _messages(options):
        seen = read(text, language=options.language)
        if options.as_json:
            print(json.dumps(seen.to_dict(), ensure_ascii=True))
        else:
            print("\n".join(_told(seen, restate(text, language=options.language))))
    return 0


def _messages(options: argparse.Namespace) -> Iterator[str]:
    if options.file is not None:
        yield from _lines(_content(options.file))
    elif options.text in (None, "-"):
        yield from _lines(sys.stdin.read())
    else:
        yield options.text


def _lines(content: str) -> Iterator[str]:
    return (line for line in content.split("\n") if line.strip())


def _content(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): name a text file"
        raise Refused(message) from None


def _told(seen: Reading, wordings: list[Suggestion]) -> Iterator[str]:
    if seen.crisis is not None:
        yield HELP
    for crisis in seen.crises:
        danger = crisis.danger.replace("_", " ")
        yield f"  {danger}, {crisis.severity}: {seen.text[crisis.start : crisis.end]}"
    if not seen.crises and not seen.marks:
        yield "Nothing to mark."
    for mark in seen.marks:
        label = mark.label.replace("_", " ")
        yield f"  {label}: {seen.text[mark.start : mark.end]}"
        yield f"    {mark.reason}"
    for wording in wordings:
        yield f"  try: {wording.text}"
