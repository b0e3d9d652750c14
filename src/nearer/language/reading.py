"""The three functions of the coach."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from nearer.language import grammar, message, wordings
from nearer.language.grammar import CODES, Language
from nearer.language.message import Message
from nearer.language.types import LIMIT, Reading, Suggestion

if TYPE_CHECKING:
    from nearer.language.model import Model


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
    return _restated(text, lambda other: _read(other, known), known)


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that can be read."""
    return CODES


def read_with(text: str, language: Language, model: "Model | None") -> Reading:
    """Return what is seen with another model than the shipped one, or with the rules alone."""
    return _seen(text, language, model)[0]


def restate_with(text: str, language: Language, model: "Model | None") -> list[Suggestion]:
    """Return wordings with another model than the shipped one, or with the rules alone."""
    return _restated(text, lambda other: _seen(other, language, model), language)


def _restated(
    text: str, read: Callable[[str], tuple[Reading, Message]], language: Language
) -> list[Suggestion]:
    reading, seen = read(text)
    return wordings.suggestions(reading, seen, language, lambda other: read(other)[0])


def _read(text: str, known: Language) -> tuple[Reading, Message]:
    from nearer.language.model import shipped  # noqa: PLC0415  NumPy comes with the first text

    return _seen(text, known, shipped(known.code))


def _seen(text: str, known: Language, model: "Model | None") -> tuple[Reading, Message]:
    from nearer.language import decide  # noqa: PLC0415  NumPy comes with the first text

    seen = message.read(text, known)
    marks, crises = decide.decided(seen, known, model)
    return Reading(text, marks, crises, truncated=len(text) > LIMIT), seen


def _known(text: str, code: str) -> Language:
    if not isinstance(text, str):
        raise TypeError(f"text is {type(text).__name__}; a str can be read")
    return grammar.language(code)
