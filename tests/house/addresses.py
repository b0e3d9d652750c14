"""Every address of the house, filled with an example, from the same source as `nearer routes`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nearer.house.routes import Declaration, routes

# What stands in an address's parameter. A new parameter without an example fails the walk.
EXAMPLES = {
    "direction": "receive",
    "number": "1",
    "frame": "both",
    "letter": "0" * 32,
    "subject": "name",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Address:
    """One route with an example of its path."""

    name: str
    path: str
    declaration: Declaration


def addresses() -> Iterator[Address]:
    """Yield every route with its parameters filled."""
    for route in routes():
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: EXAMPLES[found[1]], route.path)
        yield Address(route.name, path, route.declaration)
