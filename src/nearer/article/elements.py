"""Every element of the article, from `elements.toml`: what it says, and where it lives here."""

from functools import cache
from importlib.resources import files

import msgspec


class Element(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sentence of the article.

    says: what the article says, in a sentence of our own. room: the part of the house that holds
    it. route, module, test: what stands today (a URL name, a module, a file under `tests/`).
    later: what is still to be built, and in which step; empty when all of it stands.
    """

    id: str
    says: str
    room: str
    route: str = ""
    module: str = ""
    test: str = ""
    later: str = ""

    def __post_init__(self) -> None:
        """Refuse an element that names neither a place nor a plan."""
        if not self.later and not (self.module and self.test):
            raise ValueError(
                f"elements.toml: {self.id} names no module and test; "
                "say where it lives, or in `later` when it will come"
            )

    @property
    def stands(self) -> bool:
        """Tell whether anything of it is built."""
        return bool(self.module)


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of the article with its elements, in order."""

    heading: str
    element: tuple[Element, ...]


class _Article(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    group: tuple[Group, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Return the parts of the article, in its order."""
    source = files("nearer.article").joinpath("elements.toml").read_bytes()
    return msgspec.toml.decode(source, type=_Article).group


def elements() -> tuple[Element, ...]:
    """Return every element, in the order of the article."""
    return tuple(element for group in groups() for element in group.element)
