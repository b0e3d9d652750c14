"""What is counted of the wordings that the coach offers in place of what hurts."""

from typing import NamedTuple

from nearer.language import Suggestion, reading
from nearer.language.grammar import Language
from nearer.language.model import Model


class Wording(NamedTuple):
    """One wording.

    clean: it reads clean where it stands. plain: every word is the frame's or theirs.
    """

    clean: bool
    plain: bool


def offered(text: str, language: Language, model: Model) -> tuple[Wording, ...]:
    """Return what is offered for a text by a model, read again by the same model in its place."""
    return tuple(
        Wording(_is_clean(text, each, language, model), is_plain(text, each, language))
        for each in reading.restate_with(text, language, model)
    )


def is_plain(text: str, suggestion: Suggestion, language: Language) -> bool:
    """Whether a wording is one of the language's frames, filled only with words of the text."""
    theirs = " ".join(text.split())
    for entry in language.wordings:
        before, gap, after = entry.said["text"].partition("{words}")
        said = suggestion.text
        if not gap and said == before:
            return True
        if gap and said.startswith(before) and said.endswith(after):
            middle = said[len(before) : len(said) - len(after)]
            if middle == "___" or middle in theirs:
                return True
    return False


def _is_clean(text: str, suggestion: Suggestion, language: Language, model: Model) -> bool:
    """Whether nothing hurts any more where the wording stands; the rest may still hurt."""
    start, end = suggestion.start, suggestion.start + len(suggestion.text)
    said = text[:start] + suggestion.text + text[suggestion.end :]
    marks = reading.read_with(said, language, model).marks
    return not any(mark.label.hurts and mark.start < end and start < mark.end for mark in marks)
