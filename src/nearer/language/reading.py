"""The three functions of the coach."""

from nearer.language import crisis, decide, grammar, message, model, rules
from nearer.language import restate as wordings
from nearer.language.grammar import CODES, Language
from nearer.language.message import Message
from nearer.language.types import LIMIT, Reading, Suggestion


def read(text: str, *, language: str = "en") -> Reading:
    """Return what is seen in a text; any string will do.

    Raises TypeError for anything but a string, ValueError for a language that is not there.
    """
    return _read(text, _known(text, language))[0]


def restate(text: str, *, language: str = "en") -> list[Suggestion]:
    """Return at most three wordings to try, best first; none where nothing hurts.

    Raises as `read` does.
    """
    known = _known(text, language)
    reading, seen = _read(text, known)
    return wordings.suggestions(reading, seen, known, lambda other: _read(other, known)[0])


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that can be read."""
    return CODES


def _read(text: str, known: Language) -> tuple[Reading, Message]:
    seen = message.read(text, known)
    truncated = len(text) > LIMIT
    if crises := crisis.find(seen, known):
        return Reading(text, (), crises, truncated), seen
    marks = decide.marks(seen, rules.find(seen, known), known, model.shipped(known.code))
    return Reading(text, marks, (), truncated), seen


def _known(text: str, code: str) -> Language:
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}; a str can be read")
    return grammar.language(code)
