"""What time of day it is where somebody is. Pure: the hour comes in."""

from datetime import datetime
from enum import Enum


class Hour(Enum):
    """A time of day, for a greeting and for what a page calls now."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"

    @property
    def is_late(self) -> bool:
        """Tell whether now is "tonight" rather than "today"."""
        return self in (Hour.EVENING, Hour.NIGHT)


def hour_of(local: datetime) -> Hour:
    """Return the time of day of a local time."""
    if 5 <= local.hour < 12:
        return Hour.MORNING
    if 12 <= local.hour < 17:
        return Hour.AFTERNOON
    return Hour.EVENING if 17 <= local.hour < 23 else Hour.NIGHT
