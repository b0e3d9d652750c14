"""What people write about themselves: how the other knows them."""

from typing import Annotated, ClassVar

import msgspec

from nearer.vault.record import Record, Shelf
from nearer.vault.restored import CopySeen

Called = Annotated[str, msgspec.Meta(max_length=40)]


class Introduced(Record, frozen=True, kw_only=True, tag="introduced"):
    """A new name that was told to the other; in `us`, only by choice."""

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    called: Called
    pronouns: Called = ""


class KnownAs(Record, frozen=True, kw_only=True, tag="known-as"):
    """How the other of one space knows this person; in `me`, so that their pages tell the truth."""

    shelf: ClassVar[Shelf] = Shelf.ALWAYS
    space: str
    called: Called
    pronouns: Called = ""


KINDS = (Introduced, KnownAs, CopySeen)
