"""Print a code with which one person can sign up here."""

import argparse

import django

from nearer.cli.serve import add_folder_options, chosen, migrate
from nearer.project import folders


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_folder_options(parser)


def run(options: argparse.Namespace) -> int:
    """Make a code and print it; it works once."""
    copy = chosen(options)
    folders.prepare(copy)
    django.setup()
    migrate()
    from nearer.people.codes import make_code  # noqa: PLC0415  after Django's set-up

    print(make_code())
    return 0
