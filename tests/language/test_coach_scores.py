"""What the coach's benchmark counts."""

from dataclasses import replace
from math import isnan

from benchmarks import coach_scores as count
from benchmarks import coach_wordings
from benchmarks.coach_scores import Found, Read
from benchmarks.coach_wordings import Wording
from nearer.language import restate
from nearer.language.grammar import language
from tools.language.rows import Row


def row(*labels: str, also: tuple[str, ...] = (), tags: tuple[str, ...] = (), span: int = 0) -> Row:
    return Row(
        id="x",
        text="You never call me.",
        labels=frozenset(labels),
        also=frozenset(also),
        tags=frozenset(tags),
        spans=tuple((0, span, label) for label in labels if span),
        source="own sentences",
        licence="CC0-1.0",
        group="x",
    )


def test_a_label_that_may_be_found_counts_neither_way() -> None:
    reads = [
        Read(row("blame"), frozenset({"blame"})),
        Read(row("blame"), frozenset()),
        Read(row(), frozenset({"blame"})),
        Read(row(also=("blame",)), frozenset({"blame"})),
    ]
    assert count.label(reads, "blame") == Found(0.5, 0.5, 0.5, 2)


def test_a_label_that_no_row_has_is_left_out_of_the_mean() -> None:
    reads = [Read(row("blame"), frozenset({"blame"}))]
    assert count.macro(reads, ("blame", "demand")) == 1.0


def test_only_what_hurts_is_a_false_mark_on_a_kind_message() -> None:
    reads = [
        Read(row("appreciation"), frozenset({"feeling"})),
        Read(row(), frozenset({"contempt"})),
        Read(row(also=("sarcasm",)), frozenset({"contempt"})),  # not kind to every reader
    ]
    assert count.false_marks(reads) == 0.5


def test_any_mark_that_hurts_notices_a_hurting_message() -> None:
    reads = [
        Read(row("blame"), frozenset({"demand"})),
        Read(row("blame"), frozenset({"feeling"})),
        Read(row(), frozenset()),
    ]
    assert count.noticed(reads) == 0.5


def test_danger_that_is_only_hinted_at_is_left_out_of_what_is_said_outright() -> None:
    reads = [
        Read(row("crisis_self_harm"), frozenset(), danger=True),
        Read(row("crisis_violence", tags=("indirect",)), frozenset(), danger=False),
    ]
    assert count.crisis_recall(reads, outright=True) == 1.0
    assert count.crisis_recall(reads, outright=False) == 0.5


def test_a_false_alarm_needs_a_message_without_any_danger() -> None:
    reads = [
        Read(row(), frozenset(), danger=True),
        Read(row(), frozenset()),
        Read(row(also=("crisis_coercion",)), frozenset(), danger=True),
    ]
    assert count.false_alarms(reads) == 0.5


def test_half_of_a_stretch_found_is_two_thirds_of_its_f1() -> None:
    reads = [Read(row("blame", span=10), frozenset({"blame"}), ((0, 5, "blame"),))]
    assert abs(count.overlap(reads) - 2 / 3) < 1e-9


def test_a_share_of_nothing_is_no_number() -> None:
    assert isnan(count.share([]))


def test_wordings_are_counted_only_of_hurting_messages_that_were_noticed() -> None:
    one, other = Wording(clean=True, plain=True), Wording(clean=False, plain=True)
    reads = [
        Read(row("blame"), frozenset({"blame"}), wordings=(one, other)),
        Read(row("blame"), frozenset({"demand"})),
        Read(row("blame"), frozenset()),  # not noticed
        Read(row(), frozenset({"blame"}), wordings=(one,)),  # nothing hurts there
    ]
    assert count.restated(reads) == 0.5
    assert count.clean(reads) == 2 / 3
    assert count.plain(reads) == 1.0


def test_a_wording_with_a_word_of_its_own_is_found() -> None:
    english = language("en")
    text = "You never listen."
    offered = restate(text)
    assert offered
    assert all(coach_wordings.is_plain(text, each, english) for each in offered)
    invented = replace(offered[0], text=offered[0].text + " Ben said so.")
    assert not coach_wordings.is_plain(text, invented, english)
