"""What I learned at home: a few prompts for a private reflection (article: EF4)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from nearer.house.door import Records
from nearer.rooms.awareness.records import Reflection


class Prompt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One prompt and the line under it (msgids)."""

    id: str
    ask: str
    why: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    prompt: tuple[Prompt, ...]


@dataclass(frozen=True)
class Written:
    """A prompt with what the reader wrote to it, if they did."""

    number: int
    prompt: Prompt
    text: str


@cache
def prompts() -> tuple[Prompt, ...]:
    """Return every prompt, in the order of the file."""
    source = files("nearer.rooms.awareness").joinpath("content/learned.toml").read_bytes()
    return msgspec.toml.decode(source, type=_File).prompt


def written(records: Records) -> tuple[Written, ...]:
    """Return every prompt with what the reader wrote to it."""
    texts = {
        entry.record.prompt: entry.record.text
        for entry in records.of(Reflection)
        if entry.mine and not entry.record.removed
    }
    return tuple(
        Written(number, prompt, texts.get(prompt.id, ""))
        for number, prompt in enumerate(prompts(), start=1)
    )
