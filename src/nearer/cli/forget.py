"""Delete a person at their request, at once and for good."""

import argparse
import sys

import django

from nearer.cli.findings import databases
from nearer.cli.findings.finding import Level
from nearer.cli.refusal import Refused
from nearer.cli.serve import add_folder_options, chosen, set_up_beside
from nearer.project.environment import Environment


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("name", metavar="NAME", help="the name that they sign in with")
    add_folder_options(parser)


def run(options: argparse.Namespace) -> int:
    """Ask once more, then delete."""
    copy = chosen(options)
    _refuse_without_their_secrets(copy)
    set_up_beside(copy)
    from nearer.vault import accounts, ending  # noqa: PLC0415  after Django's set-up

    person = accounts.find(options.name)
    if person is None:
        raise Refused(f"no one signs in here as {options.name!r}: nobody was deleted")
    print("All that this person wrote for themselves goes, at once, and nobody can bring it back:")
    print("not they, not you. What they shared stays with whom they shared it. Backups of the")
    print("secrets that are older than this moment have to be thrown away by you.")
    print(f"Type {options.name} once more to delete, anything else to stop: ", end="", flush=True)
    if sys.stdin.readline().strip() != options.name:
        print("Nobody was deleted.")
        return 1
    ending.by_operator(person)
    print("Deleted.")
    return 0


def _refuse_without_their_secrets(copy: Environment) -> None:
    """Say so where the secrets are gone: then every name would look as if nobody had it."""
    django.setup()
    for found in databases.secrets_match(copy):
        if found.level is Level.WRONG:
            said = (
                "nobody was deleted: without the secrets of these records no name leads to anybody"
            )
            raise Refused(f"{said}; {found.remedy}")
