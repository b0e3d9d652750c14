"""The texts of `content/`, marked for translation: makemessages reads Python, not TOML.

`python -m nearer.rooms.awareness.msgids` prints `content/msgids.py`; a test fails when it is stale.
"""

import sys
from collections.abc import Iterator

from nearer.article import Direction, Sign
from nearer.rooms.awareness import effects, learned, pulse
from nearer.rooms.awareness.items import bank
from nearer.rooms.awareness.signs import any_question, words_of

_OPENING = '''"""Written by `python -m nearer.rooms.awareness.msgids`, from the TOML files."""
# ruff: noqa: RUF001  apostrophes as people read them


def _(words: str) -> str:
    return words


MSGIDS = (
'''


def as_module() -> str:
    """Return `content/msgids.py`."""
    marks = "".join(f"    _({_quoted(text)}),\n" for text in dict.fromkeys(_texts()))
    return f"{_OPENING}{marks})\n"


def _texts() -> Iterator[str]:
    for item in bank():
        yield from (item.text(direction) for direction in Direction)
        if item.hint:
            yield item.hint
    for sign in Sign:
        words = words_of(sign)
        yield from (words.name, words.toward, words.topic, words.given)
        yield from (words.reaches, words.reaches_both, words.line)
        yield from (*words.apart, *words.alike, *words.solo)
    yield from (any_question().couple, any_question().solo)
    for week in pulse.items():
        yield from (week.text, week.line)
    for effect in effects.items():
        yield from (effect.text, effect.short)
    for prompt in learned.prompts():
        yield from (prompt.ask, prompt.why)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(as_module())
