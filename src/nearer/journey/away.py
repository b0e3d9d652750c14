"""What to do away from the phone: every page of Today ends with one. Pure but for its own file."""

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Literal

import msgspec


class Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to do off the phone. says is a msgid; who and when: whom and when it fits."""

    says: str
    who: Literal["alone", "two"] = "alone"
    when: Literal["any", "early", "late"] = "any"


class _Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    action: tuple[Action, ...]


@cache
def actions() -> tuple[Action, ...]:
    """Return all actions, in the order of the file."""
    source = files("nearer.journey").joinpath("content", "away.toml").read_bytes()
    return msgspec.toml.decode(source, type=_Content).action


def pick(known: Iterable[Action], *, seed: bytes, late: bool, together: bool) -> Action:
    """Return one that fits: the same for the same seed.

    together: whether actions for two may be among them.
    """
    now = ("any", "late" if late else "early")
    fitting = [a for a in known if a.when in now and (together or a.who == "alone")]
    return fitting[int.from_bytes(blake2b(seed, digest_size=8).digest(), "big") % len(fitting)]
