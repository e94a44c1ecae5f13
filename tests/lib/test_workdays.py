from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from clearance.lib.workdays import SHANGHAI, to_shanghai, today


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (
            datetime(2025, 6, 1, 23, 0, tzinfo=timezone(timedelta(hours=-5))),
            date(2025, 6, 2),
        ),
    ],
)
def test_the_day_turns_at_midnight_in_shanghai(instant, day):
    assert today(instant) == day


def test_the_instant_stays_the_same_on_the_shanghai_clock():
    instant = datetime(2025, 5, 1, 12, 0, tzinfo=UTC)

    there = to_shanghai(instant)

    assert there == instant
    assert (there.hour, there.tzinfo) == (20, SHANGHAI)


def test_an_instant_without_an_offset_is_refused():
    naive = datetime(2025, 5, 1, 12, 0)

    with pytest.raises(ValueError, match="offset"):
        today(naive)
