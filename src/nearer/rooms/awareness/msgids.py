"""The texts of `content/`, marked for translation.

`python -m nearer.rooms.awareness.msgids` prints `content/msgids.py`.
"""

import sys
from collections.abc import Iterator

from nearer.article import Direction, Sign
from nearer.house.msgids import as_module
from nearer.rooms.awareness import effects, learned, pulse
from nearer.rooms.awareness.items import bank
from nearer.rooms.awareness.signs import any_question, words_of

MODULE = "nearer.rooms.awareness.msgids"


def texts() -> Iterator[str]:
    """Yield every text that people see."""
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


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(as_module(MODULE, texts()))
