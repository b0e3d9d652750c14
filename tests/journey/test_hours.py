from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from nearer.journey.hours import Hour, hour_of


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (0, Hour.NIGHT),
        (4, Hour.NIGHT),
        (5, Hour.MORNING),
        (11, Hour.MORNING),
        (12, Hour.AFTERNOON),
        (16, Hour.AFTERNOON),
        (17, Hour.EVENING),
        (22, Hour.EVENING),
        (23, Hour.NIGHT),
    ],
)
def test_every_hour_has_a_name(hour, expected):
    assert hour_of(datetime(2026, 11, 25, hour, 59, tzinfo=UTC)) is expected


def test_it_is_the_hour_where_somebody_is_that_counts():
    now = datetime(2026, 11, 25, 20, tzinfo=UTC)
    assert hour_of(now.astimezone(ZoneInfo("Europe/Berlin"))) is Hour.EVENING
    assert hour_of(now.astimezone(ZoneInfo("Pacific/Auckland"))) is Hour.MORNING


def test_tonight_begins_with_the_evening():
    assert [hour.is_late for hour in Hour] == [False, False, True, True]
