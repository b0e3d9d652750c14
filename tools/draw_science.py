#!/usr/bin/env python3
"""Draw the plots of docs/science.md: `python tools/draw_science.py [FOLDER]`.

Every plot shows people simulated here, from a seed: no real answer is in them. It prints the
numbers that the page quotes. Without FOLDER (docs/science) it writes where the page looks.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from nearer.science import (  # noqa: E402  after the path
    adaptive,
    change,
    cohort,
    drift,
    dyad,
    gap,
    graded,
    practices,
    reliability,
    trend,
    truth_bias,
)
from tools.plot import Axis, Plot  # noqa: E402  after the path

F = NDArray[np.float64]
FOLDER = ROOT / "docs" / "science"
SIGNS = ("words", "touch", "time", "interest", "help", "promises", "peace", "plans")


def items(count: int, slope: float) -> graded.GradedModel:
    """Return items of one slope whose thresholds are spread over the people."""
    middle = np.linspace(-0.8, 0.8, count)[:, None]
    steps = middle + np.array([-1.5, -0.5, 0.5, 1.5])
    return graded.GradedModel.from_thresholds(np.full(count, slope), steps, scale=(1, 5))


def said(**numbers: float) -> None:
    """Print numbers that the page quotes."""
    print("  ", ", ".join(f"{name} {value:.3g}" for name, value in numbers.items()))


def drawn_reliability() -> Plot:
    """Draw alpha and omega of eight items, by how many people answered."""
    counts = (30, 100, 300, 1000)
    rows = [f"{count:,} people" for count in counts]
    title = "How surely a reliability is known"
    text = "Alpha and omega of the same eight questions with their intervals, for more people."
    plot = Plot(title, text, Axis.of(0.6, 0.7, 0.8, 0.9, 1.0), Axis.named(rows), 300, 110)
    answers = items(8, 1.5).simulate(np.random.default_rng(1).normal(size=1000), seed=2)
    for row, count in enumerate(reversed(counts)):
        first, second = reliability.alpha(answers[:count]), reliability.omega(answers[:count])
        plot.interval(row + 0.13, (first.low, first.high), first.value, "a")
        plot.interval(row - 0.13, (second.low, second.high), second.value, "b")
        said(people=count, alpha=first.value, low=first.low, high=first.high)
    plot.note(0.915, 0.25, "disc: alpha", "a")
    plot.note(0.915, -0.15, "diamond: omega", "b")
    return plot


def drawn_graded() -> Plot:
    """Draw where one item's answers are likely, and how large the error is, by theta."""
    theta = np.linspace(-3, 3, 121)
    model = items(8, 1.8)
    likely = model.probabilities(theta)[:, 3]
    error = 1 / np.sqrt(1 + model.information(theta))
    title = "One question's five answers, and the error of a score"
    text = "The chance of each answer by theta, and the standard error of eight such questions."
    ends = Axis.of(-3, -2, -1, 0, 1, 2, 3, title="theta, in SDs of people")
    plot = Plot(title, text, ends, Axis.of(0, 0.25, 0.5, 0.75, 1.0, title="chance, error"), 340)
    for answer, curve in enumerate(likely.T, start=1):
        plot.line(theta, curve, "a")
        top = int(curve.argmax()) if 1 < answer < 5 else (6 if answer == 1 else 110)
        plot.note(float(theta[top]), float(curve[top]) + 0.03, str(answer), "a")
    plot.line(theta, error, "b", dashed=True)
    plot.note(-2.9, 0.62, "standard error", "b")
    said(error_in_the_middle=float(error[60]), at_3=float(error[-1]))
    return plot


def drawn_adaptive() -> Plot:
    """Draw the error after each question of an adaptive check, for three kinds of items."""
    title = "How short an adaptive check gets"
    text = "The mean standard error after each question, for items of slope 1.0, 1.7 and 2.5."
    plot = Plot(
        title,
        text,
        Axis.of(1, 4, 8, 12, 16, title="questions asked"),
        Axis.of(0.1, 0.3, 0.5, 0.7, 0.9, title="standard error"),
        320,
    )
    plot.level(0.35)
    plot.note(16, 0.365, "precise enough: 0.35", "soft", end=True)
    theta = np.random.default_rng(3).normal(size=200)
    for slope, kind in ((1.0, "a"), (1.7, "fig"), (2.5, "b")):
        model = items(16, slope)
        paths = [
            adaptive.administer(model, one, stop_se=0) for one in model.simulate(theta, seed=4)
        ]
        errors = np.mean([path.se for path in paths], axis=0)
        plot.line(np.arange(1, 17), errors, kind)
        plot.note(4.2, float(errors[3]) + 0.02, f"slope {slope:g}", kind)
        enough = np.flatnonzero(errors <= 0.35)
        said(slope=slope, precise_after=float(enough[0] + 1) if len(enough) else np.nan)
    return plot


def drawn_change() -> Plot:
    """Draw four people's differences of two scores, with their intervals."""
    before, after = np.array([0.4, 0.9, -0.3, 0.8]), np.array([0.1, -0.5, 0.2, -0.1])
    found = change.from_scores(before, 0.35, after, [0.35, 0.35, 0.6, 0.3], better="lower")
    rows = [f"{name}: {word}" for name, word in zip("ABCD", found.verdict, strict=True)]
    title = "Is it a change? Fewer signs are better"
    text = "Differences of two scores of four people with intervals; two of them stand out."
    ends = Axis.of(-3, -2, -1, 0, 1, 2, title="difference, in SDs of people")
    plot = Plot(title, text, ends, Axis.named(rows), 280, 180)
    plot.upright(0)
    for row in range(4):
        low, high = found.low[row], found.high[row]
        plot.interval(3 - row, (low, high), found.difference[row], "fig")
        said(difference=found.difference[row], low=low, high=high)
    said(smallest_at_080=change.smallest_reliable(1, 0.8))
    return plot


def diary(days: int, *, fall: float = 0.0, seed: int = 5) -> F:
    """Return five-point answers whose mean sinks by `fall` over the second half, 30 % missing."""
    rng = np.random.default_rng(seed)
    middle = 3.7 - fall * np.clip((np.arange(days) - days / 2) / (days / 2), 0, 1)
    found = np.clip(np.round(middle + rng.normal(0, 0.8, days)), 1, 5)
    found[rng.random(days) < 0.3] = np.nan
    return found


def drawn_trend() -> Plot:
    """Draw a diary of 90 days and the line through it."""
    days, answers = np.arange(1, 91), diary(90, fall=1.2)
    line = trend.smooth(answers)
    title = "The line through 90 days, and how sure it is"
    text = "Answers of 1 to 5 with gaps, the level, and its bands of 80 and 95 %."
    ends = Axis.of(1, 2, 3, 4, 5, title="closeness", ends=(0.8, 5.2))
    plot = Plot(title, text, Axis.of(1, 15, 30, 45, 60, 75, 90, title="day"), ends)
    for level in (0.95, 0.80):
        plot.band(days, *line.band(level), "b")
    plot.dots(days, answers, "soft", size=2.5)
    plot.line(days, line.level, "b")
    found = line.change(45, better="higher")
    said(last=line.level[-1], change=found.difference, low=found.low, high=found.high)
    print("  ", found.verdict)
    return plot


def drawn_drift() -> Plot:
    """Draw the evidence of a watch over two years, with a decline in the second."""
    rng = np.random.default_rng(11)
    days = np.arange(728)
    felt = 3.8 - 1.0 * np.clip((days - 364) / 182, 0, 1) + rng.normal(0, 0.8, len(days))
    answers = np.clip(np.round(felt), 1, 5)
    answers[rng.random(len(days)) < 0.3] = np.nan
    found = drift.scan(answers, scale=(1, 5))
    title = "A slow decline, and when the watch speaks"
    text = "Evidence of a decline day by day; the decline begins after a year."
    weeks = Axis.of(0, 26, 52, 78, 104, title="week")
    plot = Plot(title, text, weeks, Axis.of(0, 0.25, 0.5, 0.75, 1.0, title="evidence"), 300)
    plot.band([52, 78], [0, 0], [1, 1], "a")
    plot.note(52.5, 0.93, "declining", "a")
    plot.line(days / 7, found.evidence, "fig")
    plot.level(1.0)
    for day in np.flatnonzero(found.alarm):
        plot.dots(day / 7, 1.0, "b", size=6)
        said(alarm_weeks_after_the_start=float(day - 364) / 7)
    return plot


def drawn_truth_bias() -> Plot:
    """Draw what one reader's guesses over 60 days are made of."""
    rng = np.random.default_rng(7)
    truth, own = rng.normal(3.4, 0.8, 60), rng.normal(3.6, 0.8, 60)
    guess = 3.4 + 0.4 + 0.5 * (truth - 3.4) + 0.25 * (own - 3.4) + rng.normal(0, 0.5, 60)
    found = truth_bias.fit(guess, truth, own)
    rows = ("truth", "projection", "bias")
    title = "What a guess is made of"
    text = "Truth, projection and bias of one reader over 60 days, with intervals."
    ends = Axis.of(-0.25, 0, 0.25, 0.5, 0.75, 1.0, title="steps of the guess")
    plot = Plot(title, text, ends, Axis.named(rows), 260, 100)
    plot.upright(0)
    for row, name in enumerate(rows):
        one = getattr(found, name)
        plot.interval(2 - row, (one.low, one.high), one.value, "b")
        print("  ", name, end="")
        said(value=one.value, low=one.low, high=one.high)
    return plot


def drawn_dyad() -> Plot:
    """Draw actor and partner effects of 120 simulated couples."""
    rng = np.random.default_rng(8)
    x = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], 120)
    rest = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], 120)
    y = 0.4 * x + 0.25 * x[:, ::-1] + rest
    found = dyad.apim(y, x)
    rows = ("own, first", "own, second", "other's, first", "other's, second")
    effects = [make(role) for make in (found.actor_effect, found.partner_effect) for role in (0, 1)]
    title = "What goes with one's own listening, and with the other's"
    text = "Actor and partner effects of both roles in 120 couples, with intervals."
    ends = Axis.of(-0.2, 0, 0.2, 0.4, 0.6, 0.8, title="closeness for one more of listening")
    plot = Plot(title, text, ends, Axis.named(rows), 280, 130)
    plot.upright(0)
    for row, one in enumerate(effects):
        kind = "a" if row in (0, 2) else "b"
        plot.interval(3 - row, (one.low, one.high), one.value, kind)
        said(value=one.value, low=one.low, high=one.high)
    return plot


def drawn_gap() -> Plot:
    """Draw eight gaps as they were said, and shrunken toward their common gap."""
    rng = np.random.default_rng(10)
    gives, receives = rng.normal(0.5, 0.45, 8), rng.normal(0.0, 0.45, 8)
    alone, found = (
        make(gives, np.full(8, 0.4), receives, np.full(8, 0.4))
        for make in (gap.between, gap.by_sign)
    )
    title = "Eight gaps: as said, and shrunken to their common gap"
    text = "What one gives less what the other receives, by sign; shrunken gaps lie closer."
    ends = Axis.of(-2, -1, 0, 1, 2, title="gives minus receives, in SDs")
    plot = Plot(title, text, ends, Axis.named(SIGNS), 380, 100)
    plot.upright(0)
    for row in range(8):
        at = 7 - row
        one = (alone.low[row], alone.high[row])
        plot.interval(at + 0.15, one, alone.difference[row], "a", open_=True)
        plot.interval(at - 0.15, (found.low[row], found.high[row]), found.difference[row], "fig")
    for name, one in (("alone", alone), ("shrunken", found)):
        print("  ", name, (one.verdict == "gives more").sum(), "of 8", end="")
        said(largest=float(one.difference.max()), smallest=float(one.difference.min()))
    return plot


def drawn_practices() -> Plot:
    """Draw what goes with three practices over 150 days."""
    rng = np.random.default_rng(12)
    done = (rng.random((150, 3)) < [0.4, 0.3, 0.04]).astype(float)
    closeness = 3.4 + rng.normal(0, 0.75, 150)
    closeness[1:] += 0.5 * done[:-1, 0]
    found = practices.after(closeness, done, names=("a walk", "a letter", "a dance"))
    rows = [f"{name}: {word}" for name, word in zip(found.names, found.verdict, strict=True)]
    title = "The day after a practice, against other days"
    text = "The difference of closeness after three practices, with intervals."
    ends = Axis.of(-1, -0.5, 0, 0.5, 1, title="difference of closeness")
    plot = Plot(title, text, ends, Axis.named(rows), 260, 210)
    plot.upright(0)
    for row in range(3):
        ends_ = (found.low[row], found.high[row])
        plot.interval(2 - row, ends_, found.value[row], "fig")
        said(value=found.value[row], low=ends_[0], high=ends_[1], done=found.n_done[row])
    return plot


def drawn_cohort() -> Plot:
    """Draw shares of reliable change in four groups of a service, small cells hidden."""
    rng = np.random.default_rng(13)
    sizes = {"centre": 400, "north": 300, "south": 240, "west": 30}
    group = np.repeat(list(sizes), list(sizes.values()))
    before = rng.normal(0.6, 1, len(group))
    after = before - rng.normal(0.6, 1.1, len(group))
    after[rng.random(len(group)) < 0.25] = np.nan
    found = cohort.table(before, after, sd=1, reliability=0.85, better="lower", group=group)
    title = "Reliable change by place; what is small is hidden"
    text = "Shares better, without clear change and worse in four places; hidden parts are open."
    shares = Axis.of(0, 25, 50, 75, 100, title="% of those who finished")
    plot = Plot(title, text, shares, Axis.named([row.group for row in found.rows]), 280, 90)
    for place, row in enumerate(reversed(found.rows)):
        start = 0.0
        for count, kind in ((row.better, "b"), (row.no_clear_change, "line"), (row.worse, "a")):
            if count is not None and row.n_finished:
                share = 100 * count / row.n_finished
                plot.bar(place, (start, start + share), kind)
                start += share
        if start < 99:
            plot.note(start + 1, place - 0.08, "hidden", "soft")
    plot.note(0, 3.32, "better", "b")
    plot.note(32, 3.32, "no clear change", "line")
    plot.note(100, 3.32, "worse", "a", end=True)
    print(found.to_csv())
    return plot


DRAWINGS: dict[str, Callable[[], Plot]] = {
    "reliability": drawn_reliability,
    "graded": drawn_graded,
    "adaptive": drawn_adaptive,
    "change": drawn_change,
    "trend": drawn_trend,
    "drift": drawn_drift,
    "truth-bias": drawn_truth_bias,
    "dyad": drawn_dyad,
    "gap": drawn_gap,
    "practices": drawn_practices,
    "cohort": drawn_cohort,
}


def main(folder: Path) -> int:
    """Write each plot into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in DRAWINGS.items():
        print(name)
        (folder / f"{name}.svg").write_text(draw().svg(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
