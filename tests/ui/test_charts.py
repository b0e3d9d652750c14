"""Numbers become places and words; nothing leaves the scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.ui import charts
from nearer.ui.charts import Band, Bar, Line, Mark, OwnPlot, PairPlot

ANY = st.floats(min_value=-20, max_value=20)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (1.0, "never"),
        (1.49, "never"),
        (1.5, "rarely"),
        (2.1, "rarely"),
        (3.3, "sometimes"),
        (4.49, "often"),
        (4.5, "very-often"),
        (5.0, "very-often"),
    ],
)
def test_the_nearest_word_names_a_value(value: float, name: str) -> None:
    assert charts.word(value) == name


@pytest.mark.parametrize(
    ("value", "at"), [(1, "0%"), (2.1, "27.5%"), (3, "50%"), (4.7, "92.5%"), (5, "100%")]
)
def test_a_value_stands_in_percent(value: float, at: str) -> None:
    assert charts.place(value) == at


def test_a_pair_draws_the_open_mark_of_the_giver_under_the_filled_one() -> None:
    assert charts.pair(2.1, 4.0, receiver="a") == PairPlot(
        marks=(Mark("b", open=True, at="75%"), Mark("a", open=False, at="27.5%")),
        bridge=Line("27.5%", "75%"),
    )


def test_the_bridge_runs_from_the_lower_to_the_higher_whoever_says_it() -> None:
    plot = charts.pair(4.7, 3.8, receiver="b")
    assert plot.bridge == Line("70%", "92.5%")
    assert plot.marks[1] == Mark("b", open=False, at="92.5%")


def test_a_gap_stays_a_gap() -> None:
    assert charts.own(None, 3.0, side="b") == OwnPlot("b", received=None, given="50%")


def test_a_band_ends_where_the_scale_ends() -> None:
    bar = charts.bar(4.7, 0.6, side="a")
    assert bar == Bar("a", at="90.8%", band=Band(start="76.4%", width="21.6%"))


@given(value=ANY, margin=st.floats(min_value=0, max_value=10))
def test_every_band_lies_on_the_scale_and_holds_its_mark(value: float, margin: float) -> None:
    bar = charts.bar(value, margin, side="b")
    start, width, at = (float(text[:-1]) for text in (bar.band.start, bar.band.width, bar.at))
    assert 2 <= start <= at + 0.1
    assert at - 0.1 <= start + width <= 98.1


@pytest.mark.parametrize(
    ("done", "of", "full"), [(0, 9, "0%"), (4, 9, "44.4%"), (12, 9, "100%"), (1, 0, "0%")]
)
def test_progress_is_never_more_than_full(done: int, of: int, full: str) -> None:
    assert charts.progress(done, of) == full
