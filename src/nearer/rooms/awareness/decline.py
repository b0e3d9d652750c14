"""Lower than one's own usual for some weeks now: said to its writer alone, never a forecast.

Closeness and being understood are watched: they are what is felt, the other three of the five are
what is done, or whether it is safe, which has its own page. Both in one value a week, so that one
odd answer weighs half and one watch raises one alarm.

The watch is `nearer.science.drift`, one step a week: it was made for days, but knows only steps. On
simulated weeks (rounded to words, 30 % missing, slow noise) it raised 0.17 false alarms a year
where 0.2 were allowed, and found a fall of one standard deviation over half a year in 23 weeks at
the median; a smoothed level compared with that of a year ago took 30 at the same rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from statistics import fmean

from nearer.house.door import Records
from nearer.rooms.awareness import pulse
from nearer.rooms.awareness.items import Answer
from nearer.rooms.awareness.pulse import WEEK
from nearer.ui.charts import HIGH, LOW

CLOSE, UNDERSTOOD = "close", "understood"
# One false alarm in five years of weeks. The watch counts a year of steps: seven years of weeks.
_FALSE_ALARMS = 0.2 * 7
# Before half a year with twelve answers nobody knows what is usual.
_STEPS = 24
WEEKS_BEHIND = 3
SAID_FOR = 4 * WEEK
# The first Monday of the calendar: steps count weeks from it.
_ORIGIN = date.min


@dataclass(frozen=True)
class Week:
    """One week behind it: how close one felt, and how understood."""

    monday: date
    close: Answer
    understood: Answer

    @property
    def value(self) -> float:
        """Return the week's one value, from 1 to 5."""
        return fmean((self.close, self.understood))


def decline(records: Records, today: date) -> tuple[Week, ...]:
    """Return the weeks that are lower than this person's usual, oldest first; else none.

    Only weeks with both answers count. It is said for four weeks after the watch is sure, while
    the newest answer is still below the mean of the weeks before, and from three weeks on.
    """
    weeks = _weeks(pulse.by_week(records, CLOSE), pulse.by_week(records, UNDERSTOOD))
    since = _since(weeks, today)
    if since is None:
        return ()
    usual = fmean(week.value for week in weeks if week.monday < since)
    lately = (week for week in weeks if week.monday >= since)
    # The watch names a likely first week; what was still as usual is not behind it.
    behind = tuple(dropwhile(lambda week: week.value >= usual, lately))
    if len(behind) < WEEKS_BEHIND or behind[-1].value >= usual:
        return ()
    return behind


def _weeks(close: Mapping[date, int], understood: Mapping[date, int]) -> tuple[Week, ...]:
    return tuple(
        Week(monday, Answer(close[monday]), Answer(understood[monday]))
        for monday in sorted(close.keys() & understood.keys())
    )


def _since(weeks: tuple[Week, ...], today: date) -> date | None:
    """Return the Monday from which on it is lower, by the newest alarm; None: none is new."""
    from nearer.science.drift import Watch  # noqa: PLC0415  loads NumPy, only where used

    watch = Watch(false_alarms_per_year=_FALSE_ALARMS, scale=(LOW, HIGH), min_days=_STEPS)
    since = None
    for week in weeks:
        signal = watch.update((week.monday - _ORIGIN) // WEEK, week.value)
        if signal.alarm and signal.since is not None and today - week.monday < SAID_FOR + WEEK:
            since = _ORIGIN + signal.since * WEEK
    return since
