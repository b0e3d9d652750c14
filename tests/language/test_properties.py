"""What holds for every text (the invariants of the coach)."""

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nearer.language import LIMIT, read, restate
from nearer.language.grammar import language
from tests.language.sentences import rows

ANY = st.text(st.characters(exclude_categories=()), max_size=300)
PIECES = """you u never always i feel like don't will must kill me my fault sorry thanks . , ? !
" ' - ___ … 😂 ❤️ because of and but when if shut up selfish love said not"""
TURNS = st.lists(st.sampled_from([*PIECES.split(), "\n"]), max_size=60).map(" ".join)
TEXTS = ANY | TURNS


@given(TEXTS)
def test_any_text_is_read_and_its_marks_fit(text: str) -> None:
    seen = read(text)
    assert seen.text == text
    for stretch in (*seen.marks, *seen.crises):
        inside = text[stretch.start : stretch.end]
        assert inside
        assert inside == inside.strip()
    assert all(0 <= mark.confidence <= 1 and mark.reason for mark in seen.marks)
    order = [(mark.start, mark.end, mark.label) for mark in seen.marks]
    assert order == sorted(order)
    assert not (seen.crises and seen.marks)


@given(TEXTS)
def test_a_text_has_one_answer(text: str) -> None:
    assert read(text) == read(text)
    assert restate(text) == restate(text)


@given(TURNS)
@settings(max_examples=50)
def test_a_wording_reads_clean_and_is_offered_only_where_something_hurts(text: str) -> None:
    hurts = any(mark.label.hurts for mark in read(text).marks)
    offered = restate(text)
    assert len(offered) <= 3
    assert hurts or not offered
    for wording in offered:
        assert not any(label.hurts for label in read(wording.text).labels)


def test_many_threads_give_the_same_answers() -> None:
    texts = [row["text"] for row in rows()[:200]]
    alone = [read(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read, texts)) == alone


def seconds(text: str) -> float:
    started = time.process_time()
    read(text)
    return time.process_time() - started


HOSTILE = {
    "one word": "you never " * 1000,
    "no space": "a" * 10_000,
    "quotes": "' \" " * 2500,
    "commas": "you,i," * 1666,
    "stops": "?!." * 3333,
    "runs": "yoooou neeeever " * 625,
    "gaps": "when you i feel and " * 500,
    "brackets": "((((you" * 1428,
    "accents": "e\u0301" * 5000,
    "families": "👨\u200d👩\u200d👧" * 2000,
    "endings": "n't'll've're" * 833,
    "lines": "you\n" * 2500,
    "surrogates": "\ud800" * 10_000,
    "threats": "i will kill you if you leave me " * 312,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_is_read_in_linear_time(kind: str) -> None:
    language("en")
    text = HOSTILE[kind][:10_000]
    half, whole = (min(seconds(part) for _ in range(3)) for part in (text[:5000], text))
    assert whole < 0.25 * SLACK
    assert whole < 4 * half + 0.02  # twice the text costs about twice, never its square


SLACK = 3  # a shared machine: the bars themselves are measured by `python -m benchmarks.coach`


def test_messages_and_pastes_are_read_at_once() -> None:
    texts = [row["text"] for row in rows() if len(row["text"]) <= 500][:400]
    for text in texts:
        read(text)
    assert median(seconds(text) for text in texts) < 0.001 * SLACK
    paste = " ".join(texts)[:10_000]
    assert min(seconds(paste) for _ in range(3)) < 0.05 * SLACK


def test_a_text_over_the_limit_is_read_up_to_it() -> None:
    tail = "You never listen."
    bins = "The bins go out at seven. "
    assert read(bins * (LIMIT // len(bins) + 1) + tail).marks == read(bins).marks == ()
    assert read(tail).marks
