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
    yield from _of_talks()
    yield from _of_frames()
    for number in range(1, observing.PARTS + 1):
        part = observing.part(number)
        yield from (part.ask, part.why)
    yield from (question.text for question in deck.questions())


def _of_talks() -> Iterator[str]:
    for guide in talks.guides():
        yield from (guide.title, guide.line, guide.speak, guide.back)
        yield from (guide.answer, guide.reply, guide.close)
        yield from filter(None, (guide.speak_letter, guide.back_letter))
        for prompt in guide.prompt:
            yield from (prompt.ask, prompt.hint)
    yield from (*talks.settling(), *talks.resting())


def _of_frames() -> Iterator[str]:
    for frame in frames.frames():
        yield from (frame.title, frame.line)
        for field in frame.field:
            yield from (field.label, field.hint, field.before, *field.drops, field.after)
    for group in (*frames.picks("feeling"), *frames.picks("need")):
        yield from (group.name, *group.words)
    yield from frames.degrees()


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(as_module(MODULE, texts()))
