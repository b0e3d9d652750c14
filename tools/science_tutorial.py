"""What goes with satisfaction in 148 couples, from file to plot: docs/science/tutorial.md."""

from pathlib import Path

import numpy as np

from nearer.science import dyad
from tools.plot import Axis, Plot

people = np.genfromtxt("../shared/data/measurement/acitelli.csv", delimiter=",", names=True)
people = people[np.lexsort((-people["gender"], people["couple"]))]  # husband, wife, husband ...
satisfaction = people["satisfaction"].reshape(-1, 2)  # (couples, 2)
kindness = people["other_pos"].reshape(-1, 2)  # how positively each sees the other

test = dyad.distinguishability(satisfaction, kindness)
print(f"Does it matter who is husband and who is wife? p = {test.p:.2f}")
fit = dyad.apim(satisfaction, kindness, distinguishable=test.p < 0.05)
effects = {"I see you kindly": fit.actor_effect(), "you see me kindly": fit.partner_effect()}

text = f"Actor and partner effects with 95 % intervals, {fit.n_couples} couples."
across = Axis.of(0, 0.1, 0.2, 0.3, 0.4, 0.5, title="satisfaction for one step")
plot = Plot("What goes with my satisfaction", text, across, Axis.named(list(effects)), 220, 150)
for row, (name, one) in enumerate(effects.items()):
    print(f"{name}: {one.value:.2f} ({one.low:.2f} to {one.high:.2f})")
    plot.interval(1 - row, (one.low, one.high), one.value, "ab"[row])
Path("docs/science/tutorial.svg").write_text(plot.svg(), "utf-8")
