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

    senses: for each word what kind of thing it names, or an empty string.
    frames: a frame's name and the stretches of words (first, last) in which it holds; held: the
    same, a byte for each word. begins: the first word of each clause.
    """

    text: str
    words: list[str]
    senses: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[Sentence]
    clauses: list[Clause]
    frames: dict[str, list[Stretch]]
    begins: list[int]
    held: dict[str, bytearray]

    def holds(self, frame: str, place: int) -> bool:
        """Whether a frame holds at a word."""
        return frame in self.held and bool(self.held[frame][place])

    def around(self, first: int, last: int) -> tuple[int, int]:
        """Return the numbers of the clauses of the words first and last (exclusive)."""
        head = max(bisect_right(self.begins, first) - 1, 0)
        tail = max(bisect_right(self.begins, max(last - 1, first)) - 1, 0)
        return head, tail


def read(text: str, language: Language) -> Message:
    """Fold and cut a text, and find its frames."""
    folded = fold(text, language.spelling)
    parts = sentences(folded)
    clauses = cut(folded, parts, language.joints)
    words = [*folded.words, ""]
    found = frames.find(words, parts, clauses, language.frames)
    return Message(
        text=folded.text,
        words=words,
        senses=[language.senses.get(word, "") for word in words],
        starts=folded.starts,
        ends=folded.ends,
        sentences=parts,
        clauses=clauses,
        frames=found,
        begins=[clause.first for clause in clauses],
        held={name: _held(stretches, len(words)) for name, stretches in found.items()},
    )


def _held(stretches: list[Stretch], length: int) -> bytearray:
    held = bytearray(length)
    for first, last in stretches:
        held[first:last] = b"\x01" * (last - first)
    return held
