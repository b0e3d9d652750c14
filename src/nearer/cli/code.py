"""Print a code with which one person can sign up here."""

import argparse

from nearer.cli.serve import add_folder_options, chosen, set_up_beside


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_folder_options(parser)


def run(options: argparse.Namespace) -> int:
    """Make a code and print it; it works once."""
    copy = chosen(options)
    set_up_beside(copy)
    from nearer.people.codes import make_code  # noqa: PLC0415  after Django's set-up

    print(make_code())
    return 0
