"""List every page with its methods, form fields and who may use it."""

import argparse
import json
from typing import Any

import django

from nearer.cli.serve import chosen


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: argparse.Namespace) -> int:
    """Print the routes, from the code itself."""
    chosen(options)
    django.setup()
    found = listing()
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for route in found:
            print(f"{route['path']:<40} {' '.join(route['methods']):<15} {route['who']}")
    return 0


def listing() -> list[dict[str, Any]]:
    """Return every route as plain values."""
    from nearer.house.routes import routes  # noqa: PLC0415  after Django's set-up

    return [
        {
            "path": route.path,
            "name": route.name,
            "methods": list(route.declaration.methods),
            "fields": list(route.declaration.fields),
            "who": route.declaration.who.value,
            "slow": route.declaration.slow,
        }
        for route in routes()
    ]
