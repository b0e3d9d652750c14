"""Look at the set-up of this copy, and say of each thing that is amiss how to mend it."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict

import django

from nearer.cli import accepting
from nearer.cli.findings import databases, machine, reach, storage
from nearer.cli.findings.finding import Finding, Level
from nearer.cli.serve import add_folder_options, chosen
from nearer.project.environment import Environment

Check = Callable[[Environment], list[Finding]]
CHECKS: tuple[Check, ...] = (
    storage.folders_stand,
    storage.modes,
    storage.apart,
    databases.secrets_match,
    databases.shape,
    machine.versions,
    machine.room,
    machine.clock,
    machine.person,
    reach.mail,
    reach.tls,
    reach.origin,
    reach.port,
    storage.backups,
    storage.leftovers,
)
SIGNS = {Level.GOOD: "good ", Level.NOTE: "note ", Level.WRONG: "WRONG"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--accept-folder",
        action="store_true",
        help="take this secrets folder as the records' own, once theirs is lost for good",
    )
    add_folder_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 if something is wrong."""
    copy = chosen(options)
    if options.accept_folder:
        return accepting.accept(copy)
    django.setup()
    found = findings(copy)
    if options.json:
        print(json.dumps([asdict(finding) for finding in found], indent=1))
    else:
        for finding in found:
            print(f"{SIGNS[finding.level]} {finding.about}: {finding.says}")
            if finding.remedy:
                print(f"      {finding.remedy}")
    return int(any(finding.level is Level.WRONG for finding in found))


def findings(copy: Environment) -> list[Finding]:
    """Return what every check finds; nothing is changed by looking."""
    return [finding for check in CHECKS for finding in check(copy)]
