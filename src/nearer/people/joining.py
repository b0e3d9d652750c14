"""What travels from step to step of sign-up, as hidden fields: signed out, nothing is stored."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from nearer.people import words

# Step 1's own fields; a passphrase is in none of them.
STEP_ONE = ("name", "called", "pronouns", "zone", "entry")
TRAVELLING = (*STEP_ONE, "seed", "count", "own", "invitation")
CARRIED_LETTERS = 16 * 1024


@dataclass(frozen=True)
class Joining:
    """A sign-up on its way.

    fields: what travels, by name. carried: what the rooms want to keep of a check that was tried
    before. invitation: the code that somebody was given, which step 2 must not lose.
    """

    fields: Mapping[str, str]
    carried: Mapping[str, str]

    @property
    def seed(self) -> bytes:
        """The seed that the suggested words follow from."""
        return bytes.fromhex(self.fields["seed"])

    @property
    def count(self) -> int:
        """How many words: four, or five where the operator could be the other person."""
        return int(self.fields["count"])

    @property
    def own(self) -> bool:
        """Whether a passphrase of one's own was asked for."""
        return self.fields["own"] == "1"

    @property
    def near(self) -> bool:
        """Whether this person says that the operator could be the one they live with."""
        return self.count == words.MORE

    @property
    def about(self) -> tuple[str, ...]:
        """What others know of this person and would guess first."""
        return (self.fields["name"], self.fields["called"])

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Every travelling field, for the forms of step 2; empty ones stay away."""
        both = (*self.fields.items(), *self.carried.items())
        return [(name, value) for name, value in both if value]

    @property
    def brought(self) -> list[tuple[str, str]]:
        """The hidden fields of step 1: what does not stand there to be filled in."""
        return [(name, value) for name, value in self.hidden if name not in STEP_ONE]

    @property
    def came_with(self) -> list[tuple[str, str]]:
        """What the page before step 1 needs to be shown again: answers, or an invitation's code."""
        invitation = self.fields["invitation"]
        return list(self.carried.items()) or ([("code", invitation)] if invitation else [])


def read(posted: Mapping[str, str], carried_names: tuple[str, ...]) -> Joining:
    """Return the sign-up that a page posted; what is missing or spoilt begins anew."""
    fields = {name: posted.get(name, "") for name in TRAVELLING}
    fields["seed"] = _seed(fields["seed"])
    fields["count"] = str(words.MORE if fields["count"] == str(words.MORE) else words.COUNT)
    fields["own"] = "1" if fields["own"] == "1" else ""
    carried = {name: posted[name] for name in carried_names if posted.get(name)}
    too_long = sum(map(len, carried.values())) > CARRIED_LETTERS
    return Joining(fields=fields, carried={} if too_long else carried)


def moved(joining: Joining, do: str) -> Joining:
    """Return the sign-up after one of step 2's side buttons."""
    changes = {
        "other": {"seed": _seed("")},
        "own": {"own": "1"},
        "words": {"own": ""},
        "near": {"count": str(words.MORE), "own": ""},
        "far": {"count": str(words.COUNT)},
    }
    return Joining(fields={**joining.fields, **changes.get(do, {})}, carried=joining.carried)


def _seed(typed: str) -> str:
    try:
        seed = bytes.fromhex(typed)
    except ValueError:
        seed = b""
    return (seed if len(seed) == words.SEED_BYTES else secrets.token_bytes(words.SEED_BYTES)).hex()
