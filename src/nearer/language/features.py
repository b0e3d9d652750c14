"""What the model sees of a message: hashed words, letters, senses, rule hits and frames.

Weinberger and colleagues, "Feature hashing for large scale multitask learning" (2009), without
signs. All runs of words and letters are hashed by a few array operations, since a loop over them
would cost more than all else.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nearer.language.clauses import Clause, Sentence
from nearer.language.message import Message
from nearer.language.rules import Hit

BITS = 18
"""Words, letters, hits and frames have the buckets from 0 to 2 ** BITS - 1."""

SENSES = 1 << BITS
"""The first bucket of the senses, which only the dangers are weighed by."""

SIZE = SENSES + (SENSES >> 1)
"""How many buckets there are."""

WORDS = 400
"""Words that are looked at: the first ones of a longer message."""

_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 over the golden ratio: spreads neighbours apart
_STEP = np.uint64(0x100000001B3)  # the prime of FNV-1a
_SHIFT = np.uint64(64 - BITS)

Hashes = NDArray[np.uint64]


class Features(NamedTuple):
    """Buckets of a message or clause, each once, and how much each counts (both of one length)."""

    buckets: NDArray[np.int64]
    values: NDArray[np.float32]


def of(message: Message, hits: Sequence[Hit], part: Clause | Sentence | None = None) -> Features:
    """Return the features of a whole message, or of one of its clauses or sentences."""
    first, last = (part.first, part.last) if part else (0, len(message.words) - 1)
    last = min(last, first + WORDS)
    words, senses = ["^", *message.words[first:last], "$"], message.senses[first:last]
    inside = [hit for hit in hits if first <= hit.first < last]
    runs = [
        _spread(_word_runs(words)),
        _spread(_letter_runs(" ".join(words))),
    ]
    runs += [_apart(_spread(each)) for each in (_sense_runs(senses), _frame_runs(words, senses))]
    named = [_flat(_frames(message, first, last), 0.3), _flat(_hits(inside), 0.5)]
    buckets, values = zip(*runs, *named, strict=True)
    return Features(np.concatenate(buckets), np.concatenate(values))


def _word_runs(words: list[str]) -> Hashes:
    one = np.fromiter((_hash(word) for word in words), np.uint64, len(words))
    two = one[:-1] * _STEP + one[1:]
    gap = (one[:-2] ^ _MIX) * _STEP + one[2:]
    three = two[:-1] * _STEP + one[2:]
    return np.concatenate((one[1:-1], two, gap, three))


def _letter_runs(text: str) -> Hashes:
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    run, runs = letters, []
    for length in (2, 3, 4, 5):
        if length > len(letters):
            break
        run = run[:-1] * _STEP + letters[length - 1 :]
        runs.append(run * _MIX + np.uint64(length))
    return np.concatenate(runs)


def _sense_runs(senses: list[str]) -> Hashes:
    """Return runs of the senses alone: who, does what, to whom, with what, however it is worded."""
    one = np.array([_hash(sense) for sense in senses if sense], np.uint64)
    runs = [one, one[:-1] * _STEP + one[1:]]
    runs += [(one[:-gap] * _MIX + np.uint64(gap)) * _STEP + one[gap:] for gap in (2, 3)]
    if len(one) > 2:
        runs.append(runs[1][:-1] * _STEP + one[2:])
    return np.concatenate(runs)


def _frame_runs(words: list[str], senses: list[str]) -> Hashes:
    """Return runs of the words, each that has a sense put as its sense."""
    named = zip(["", *senses, ""], words, strict=True)
    run = one = np.array([_hash(sense or word) for sense, word in named], np.uint64)
    runs = [((one[:-2] ^ _MIX) * _STEP + one[2:]) * _MIX]
    for length in (2, 3, 4):
        if length > len(one):
            break
        run = run[:-1] * _STEP + one[length - 1 :]
        runs.append(run * _MIX)
    return np.concatenate(runs)


def _frames(message: Message, first: int, last: int) -> list[str]:
    held = [
        f"frame {name}"
        for name, stretches in message.frames.items()
        if any(begin < last and first < end for begin, end in stretches)
    ]
    asks = any(clause.asks for clause in message.clauses if first <= clause.first < last)
    return [*held, "asks" if asks else "tells"]


def _hits(hits: list[Hit]) -> list[str]:
    named = [f"rule {hit.rule}" for hit in hits]
    labels = [f"label {label}" for label in {hit.label for hit in hits}]
    return named + labels


def _spread(hashes: Hashes) -> Features:
    """Return runs that weigh the same together, however many they are."""
    buckets = _buckets(hashes)
    many = max(len(buckets), 1)
    return Features(buckets, np.full(len(buckets), 1 / np.sqrt(many), np.float32))


def _apart(seen: Features) -> Features:
    """Return the same in the buckets of the senses: half as many, after all others."""
    return Features((seen.buckets >> 1) + SENSES, seen.values)


def _flat(names: list[str], weight: float) -> Features:
    """Return names that weigh the same each."""
    buckets = _buckets(np.fromiter((_hash(name) for name in names), np.uint64, len(names)))
    return Features(buckets, np.full(len(buckets), weight, np.float32))


def _buckets(hashes: Hashes) -> NDArray[np.int64]:
    return np.unique((hashes * _MIX) >> _SHIFT).astype(np.int64)


@lru_cache(maxsize=1 << 14)
def _hash(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass")) + (len(word) << 32)
