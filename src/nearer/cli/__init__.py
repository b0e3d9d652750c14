"""The command `nearer`: starts a copy, and answers questions about it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from nearer import __version__
from nearer.cli import (
    backup,
    calibrate,
    coach,
    code,
    demo,
    doctor,
    forget,
    restore,
    routes,
    score,
    serve,
    trend,
)
from nearer.cli.refusal import Refused
from nearer.project.environment import SettingCannotBeUsed
from nearer.project.folders import FolderCannotBeUsed

COMMANDS = {
    "serve": serve,
    "demo": demo,
    "backup": backup,
    "restore": restore,
    "doctor": doctor,
    "forget": forget,
    "code": code,
    "coach": coach,
    "calibrate": calibrate,
    "score": score,
    "trend": trend,
    "routes": routes,
}

# What a shell says of a program that SIGPIPE ended.
READ_NO_MORE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "serve")
    options = _parser().parse_args(given)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        status = run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads along has read enough, as `head` does; the rest is written to nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READ_NO_MORE
    except (SettingCannotBeUsed, FolderCannotBeUsed, Refused) as error:
        print(f"nearer: {error}", file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nearer", description=__doc__)
    parser.add_argument("--version", action="version", version=f"nearer {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, module in COMMANDS.items():
        said = (module.__doc__ or "").partition("\n")[0]
        command = commands.add_parser(name, help=said, description=said)
        module.add_options(command)
        command.set_defaults(run=module.run)
    return parser
