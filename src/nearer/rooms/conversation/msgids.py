"""The texts of `content/`, marked for translation.

`python -m nearer.rooms.conversation.msgids` prints `content/msgids.py`.
"""

import sys
from collections.abc import Iterator

from nearer.house.msgids import as_module
from nearer.rooms.conversation import deck, frames, observing, talks

MODULE = "nearer.rooms.conversation.msgids"


def texts() -> Iterator[str]:
    """Yield every text that people see."""
    for guide in talks.guides():
        yield from (guide.title, guide.line, guide.speak, guide.back)
        yield from (guide.answer, guide.reply, guide.close)
        for prompt in guide.prompt:
            yield from (prompt.ask, prompt.hint)
    yield from (*talks.settling(), *talks.resting())
    for frame in frames.frames():
        yield from (frame.title, frame.line)
        for field in frame.field:
            yield from (field.label, field.hint, field.before, field.after)
    for kind in ("feeling", "need"):
        for group in frames.picks(kind):
            yield from (group.name, *group.words)
    for number in range(1, observing.PARTS + 1):
        part = observing.part(number)
        yield from (part.ask, part.why)
    for question in deck.questions():
        yield question.text


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(as_module(MODULE, texts()))
