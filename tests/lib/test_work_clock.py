"""Working time: hours, weekends, holidays, and weekends worked in their place."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from clearance.lib.workdays import (
    SATURDAY,
    SHANGHAI,
    clock_in,
    work_clock,
    workdays_file,
)

FOUR = timedelta(hours=4)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-20 09:00", "2026-11-20 13:00"),  # a Friday
        ("2026-11-20 14:00", "2026-11-20 18:00"),  # to the last minute
        ("2026-11-20 14:01", "2026-11-23 09:01"),  # over the weekend
        ("2026-11-20 07:30", "2026-11-20 13:00"),  # before work begins
        ("2026-11-20 18:00", "2026-11-23 13:00"),  # when it ends
        ("2026-11-21 23:59", "2026-11-23 13:00"),  # on a Saturday
        ("2026-09-30 17:00", "2026-10-08 12:00"),  # over the National Day
        ("2026-10-09 16:00", "2026-10-10 11:00"),  # into a Saturday that is worked
        ("2026-02-13 17:00", "2026-02-14 12:00"),  # the day before the Spring Festival
        ("2026-02-14 16:00", "2026-02-24 11:00"),  # over the Spring Festival
        ("2026-12-31 16:00", "2027-01-04 11:00"),  # into the next year
    ],
)
def test_four_working_hours_after_a_document_was_sent(sent, due):
    assert work_clock().after(at(sent), FOUR) == at(due)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-11-20 13:00", "2026-11-20 09:00"),
        ("2026-11-23 10:00", "2026-11-20 15:00"),
        ("2026-11-22 12:00", "2026-11-20 14:00"),
        ("2026-10-08 12:00", "2026-09-30 17:00"),
        ("2026-11-20 08:00", "2026-11-19 14:00"),
    ],
)
def test_since_when_four_working_hours_have_passed(now, since):
    assert work_clock().before(at(now), FOUR) == at(since)


def test_what_was_sent_first_is_due_first():
    start = at("2026-09-18 00:00")
    moments = [start + timedelta(minutes=37 * n) for n in range(800)]

    due = [work_clock().after(moment, FOUR) for moment in moments]

    assert due == sorted(due)
    for moment, by in zip(moments, due, strict=True):
        assert by - moment >= FOUR
        assert work_clock().before(by, FOUR) >= moment


def test_another_zone_names_the_same_instant():
    moscow = at("2026-11-20 10:00").astimezone(ZoneInfo("Europe/Moscow"))

    assert work_clock().after(moscow, FOUR) == at("2026-11-20 14:00")


def test_each_holiday_names_its_source_and_its_days_fit():
    clock, holidays = work_clock(), workdays_file()["closed"]

    assert {holiday["from"].year for holiday in holidays} == {2026, 2027}
    for holiday in holidays:
        assert len(holiday["source"]) > 20
        assert not clock.is_workday(holiday["from"])
        assert not clock.is_workday(holiday["to"])
        assert all(clock.is_workday(day) for day in holiday["moved"])
        assert all(day.weekday() >= SATURDAY for day in holiday["moved"])
    unknown = [holiday for holiday in holidays if holiday["from"].year > 2026]
    assert all(holiday["recheck"] for holiday in unknown)
    # 365 days, 104 of them weekends: what the notice leaves to work.
    worked = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(map(clock.is_workday, worked)) == 248


@pytest.mark.parametrize(
    ("holiday", "said"),
    [
        (
            {"from": date(2026, 5, 5), "to": date(2026, 5, 1), "moved": []},
            "ends before",
        ),
        (
            {
                "from": date(2026, 5, 1),
                "to": date(2026, 5, 1),
                "moved": [date(2026, 5, 6)],
            },
            "is a weekday",
        ),
    ],
)
def test_a_file_that_cannot_be_right_is_refused(holiday, said):
    document = {
        "opens": time(9),
        "closes": time(18),
        "closed": [{"name": "X"} | holiday],
    }

    with pytest.raises(ValueError, match=said):
        clock_in(document)
