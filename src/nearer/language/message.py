"""A message as rules and model see it: words, sentences, clauses, and the frames around them."""

from bisect import bisect_right
from dataclasses import dataclass

from nearer.language import frames
from nearer.language.clauses import Clause, Sentence, cut, sentences
from nearer.language.frames import Stretch
from nearer.language.grammar import Language
from nearer.language.normalise import fold


@dataclass(frozen=True, slots=True)
class Message:
    """words: one spelling, one empty word more than was written. starts, ends: code points.

    frames: a frame's name and the stretches of words (first, last) in which it holds.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[Sentence]
    clauses: list[Clause]
    frames: dict[str, list[Stretch]]

    def holds(self, frame: str, place: int) -> bool:
        """Whether a frame holds at a word."""
        return any(first <= place < last for first, last in self.frames.get(frame, ()))

    def around(self, first: int, last: int) -> tuple[Clause, Clause]:
        """Return the clauses in which the words first and last (exclusive) stand."""
        begins = [clause.first for clause in self.clauses]
        head = max(bisect_right(begins, first) - 1, 0)
        tail = max(bisect_right(begins, max(last - 1, first)) - 1, 0)
        return self.clauses[head], self.clauses[tail]


def read(text: str, language: Language) -> Message:
    """Fold and cut a text, and find its frames."""
    folded = fold(text, language.spelling)
    parts = sentences(folded)
    clauses = cut(folded, parts, language.joints)
    words = [*folded.words, ""]
    found = frames.find(words, parts, clauses, language.frames)
    return Message(folded.text, words, folded.starts, folded.ends, parts, clauses, found)
